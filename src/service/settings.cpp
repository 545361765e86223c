#include "service/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>

#include "base/base64.h"
#include "base/log.h"
#include "base/strings.h"
#include "service/settings_keys.h"
#include "service/yaml_file.h"

namespace headrace::service {
namespace {

constexpr std::string_view header_prefix = "elasticsearch.headers.";

std::unexpected<Error> refuse(const std::filesystem::path& path, std::string_view what, std::string_view to_do) {
  return fail(ErrorKind::illegal_argument, fmt::format("The configuration file {} cannot be used.\n{}\n{}", path.string(), what, to_do));
}

/// `text` with every `${NAME}` replaced from the environment. Errors: illegal_argument naming the variable that is not set.
Result<std::string> with_environment(const std::string& text) {
  std::string read;
  std::size_t position = 0;
  for (;;) {
    const auto begin = text.find("${", position);
    const auto end = begin == std::string::npos ? begin : text.find('}', begin);
    if (end == std::string::npos) break;
    const auto name = text.substr(begin + 2, end - begin - 2);
    const auto* value = std::getenv(name.c_str());
    if (value == nullptr) return fail(ErrorKind::illegal_argument, fmt::format("the environment variable {} is not set", name));
    read += text.substr(position, begin - position) + value;
    position = end + 1;
  }
  return read + text.substr(position);
}

class FileReader {
 public:
  explicit FileReader(const std::filesystem::path& path) : path_(path) {}

  Result<ConfigurationFile> read() {
    const auto root = load_yaml(path_);
    if (!root) {
      return refuse(path_, fmt::format("The reason: {}.", root.error().reason), "Check the path, or mend the file.");
    }
    if (root->IsMap()) TRY_VOID(read_map("", *root));
    add_single_connector();
    add_authorization();
    TRY_VOID(add_worker_types());
    if (!reading_.uses_tls_keys) {
      reading_.file.target.verify_certificates = true;
      reading_.file.target.certificate_authorities.clear();
    }
    auto& url = reading_.file.target.base_url;
    auto& extraction = reading_.file.settings.extraction_service.host;
    for (auto* address : {&url, &extraction}) {
      if (!address->empty() && !address->contains("://")) *address = "http://" + *address;
    }
    return std::move(reading_.file);
  }

 private:
  /// Keys may be nested or dotted (docs/spec/connector-service.md 3.1), so only the whole path counts.
  Result<void> read_map(const std::string& prefix, const YAML::Node& map) {
    for (const auto& entry : map) {
      const auto key = prefix + entry.first.as<std::string>();
      const auto& value = entry.second;
      if (key == "connectors") {
        TRY_VOID(read_connectors(value));
      } else if (value.IsMap() && key != "sources") {
        TRY_VOID(read_map(key + ".", value));
      } else {
        TRY_VOID(read_value(key, value));
      }
    }
    return {};
  }

  Result<std::string> scalar(const std::string& key, const YAML::Node& value) {
    auto text = value.IsScalar() ? with_environment(value.Scalar()) : Result<std::string>("");
    if (text) return text;
    return refuse(path_, fmt::format("{}: {}.", key, text.error().reason), "Set it, or write the value into the file.");
  }

  Result<void> read_value(const std::string& key, const YAML::Node& value) {
    if (value.IsNull()) return {};  // as if it were not there
    if (key == "connector_id" || key == "service_type") {
      TRY((key == "connector_id" ? single_id_ : single_type_), scalar(key, value));
      return {};
    }
    if (key.starts_with(header_prefix)) return read_header(key, value);
    const auto keys = setting_keys();
    const auto row = std::ranges::find(keys, key, &SettingKey::name);
    if (row == keys.end()) {
      warn_of(key);
      return {};
    }
    if (row->may_be_list && value.IsSequence()) {
      for (const auto& entry : value) TRY_VOID(read_scalar(*row, entry));
      return {};
    }
    return read_scalar(*row, value);
  }

  Result<void> read_scalar(const SettingKey& key, const YAML::Node& value) {
    TRY(const auto text, scalar(std::string(key.name), value));
    auto done = value.IsScalar() ? key.read(text, reading_) : Result<void>(fail(ErrorKind::illegal_argument, "one value is wanted"));
    if (done) return {};
    return refuse(path_, fmt::format("{}: [{}] cannot be used: {}.", key.name, text, done.error().reason), "Mend the value.");
  }

  Result<void> read_header(const std::string& key, const YAML::Node& value) {
    TRY(auto text, scalar(key, value));
    reading_.file.target.headers.push_back({key.substr(header_prefix.size()), std::move(text)});
    return {};
  }

  /// docs/spec/connector-service.md 5.4
  Result<void> add_worker_types() {
    if (!reading_.worker_mode) {
      if (!reading_.service_types.empty()) {
        base::log_warning("service", "service.service_types is ignored, because service.worker_mode is not on",
                          {{"file.path", path_.string()}});
      }
      return {};
    }
    if (reading_.service_types.empty()) {
      return refuse(path_, "service.worker_mode is on, and service.service_types names no type.",
                    "Name the service types to work for, or turn worker_mode off and list connectors.");
    }
    reading_.file.settings.worker_types = reading_.service_types;
    return {};
  }

  void warn_of(const std::string& key) const {
    if (is_without_meaning(key)) return;
    base::log_warning("service", "a key of the configuration file is not known here and has no effect",
                      {{"file.path", path_.string()}, {"key", key}});
  }

  Result<void> read_connectors(const YAML::Node& list) {
    if (list.IsNull()) return {};
    if (!list.IsSequence()) return refuse(path_, "connectors: a list is wanted.", "Write `- connector_id: …` for each.");
    for (const auto& entry : list) {
      std::string id, service_type, api_key;
      if (entry.IsMap()) {
        TRY(id, member(entry, "connector_id"));
        TRY(service_type, member(entry, "service_type"));
        TRY(api_key, member(entry, "api_key"));
      }
      if (id.empty()) {
        base::log_warning("service", "an entry under connectors has no connector_id and is skipped", {{"file.path", path_.string()}});
        continue;
      }
      if (id == "changeme" || service_type == "changeme") {
        return refuse(path_, "connectors: an entry still says [changeme].", "Write the id and the service type of your connector.");
      }
      add_connector(id, service_type, api_key);
    }
    return {};
  }

  Result<std::string> member(const YAML::Node& entry, const std::string& name) {
    const auto value = entry[name];
    return value.IsDefined() && !value.IsNull() ? scalar("connectors." + name, value) : Result<std::string>("");
  }

  void add_connector(const std::string& id, const std::string& service_type, const std::string& api_key) {
    auto& settings = reading_.file.settings;
    if (std::ranges::find(settings.connector_ids, id) == settings.connector_ids.end()) {
      settings.connector_ids.push_back(id);
    } else {
      base::log_warning("service", "a connector is listed twice; its last entry counts", {{"connector.id", id}});
    }
    if (!service_type.empty()) settings.service_types[id] = service_type;
    if (!api_key.empty()) settings.authorizations[id] = "ApiKey " + api_key;
  }

  /// The deprecated form, used only when there is no other.
  void add_single_connector() {
    if (reading_.file.settings.connector_ids.empty() && !single_id_.empty()) add_connector(single_id_, single_type_, "");
  }

  void add_authorization() {
    auto& authorization = reading_.file.target.authorization;
    if (!reading_.api_key.empty()) {
      authorization = "ApiKey " + reading_.api_key;
      if (!reading_.username.empty() || !reading_.password.empty()) {
        base::log_warning("service", "elasticsearch.api_key is used, username and password are not", {{"file.path", path_.string()}});
      }
    } else if (!reading_.username.empty() || !reading_.password.empty()) {
      authorization = "Basic " + base::base64(reading_.username + ":" + reading_.password);
    }
  }

  const std::filesystem::path& path_;
  FileReading reading_;
  std::string single_id_, single_type_;
};

std::unexpected<Error> unavailable(const std::filesystem::path& file, std::string_view why) {
  return fail(ErrorKind::unavailable, fmt::format("The identity of this service cannot be kept in {}.\n{}\nGive a folder that can be "
                                                  "written with --data.",
                                                  file.string(), why));
}

}  // namespace

Result<ConfigurationFile> read_configuration_file(const std::filesystem::path& path) {
  try {
    return FileReader(path).read();
  } catch (const YAML::Exception& error) {
    return refuse(path, fmt::format("It is no YAML: {}.", error.what()), "Mend it at that place.");
  }
}

Result<void> select_action(std::string_view name, Actions& selected) {
  const std::pair<std::string_view, bool Actions::*> known[] = {{"schedule", &Actions::schedule},
                                                                {"sync_content", &Actions::sync_content},
                                                                {"sync_access_control", &Actions::sync_access_control},
                                                                {"cleanup", &Actions::cleanup}};
  for (const auto& [action, member] : known) {
    if (!base::equals_ignoring_case(name, action)) continue;
    selected.*member = true;
    return {};
  }
  return fail(ErrorKind::illegal_argument,
              fmt::format("[{}] is no action; schedule, sync_content, sync_access_control or cleanup is wanted", name));
}

Result<std::string> instance_id(const std::filesystem::path& folder) {
  const auto file = folder / "instance";
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (problem) return unavailable(file, problem.message());
  std::string id;
  if (std::ifstream(file) >> id && !id.empty()) return id;
  std::error_code ignored;
  // A power cut may leave the name without what was in the file; then nobody has this identity.
  if (std::filesystem::file_size(file, ignored) == 0) std::filesystem::remove(file, ignored);
  id = base::random_hex(16);
  const auto fresh = folder / ("instance." + id);
  {
    std::ofstream to(fresh);
    to << id << '\n';
    if (!to.flush()) return unavailable(file, "The file could not be written.");
  }
  // A link never replaces: of two services that start at once, both read what the first one wrote.
  std::filesystem::create_hard_link(fresh, file, problem);
  std::filesystem::remove(fresh, ignored);
  if (problem && problem != std::errc::file_exists) return unavailable(file, problem.message());
  if (std::ifstream(file) >> id && !id.empty()) return id;
  return unavailable(file, "What was written could not be read back.");
}

}  // namespace headrace::service
