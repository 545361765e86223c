#include "cli/serve_settings.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <functional>

#include "base/log.h"
#include "base/strings.h"
#include "control/sync_job_retention.h"
#include "service/yaml_file.h"

namespace headrace::cli {
namespace {

/// A key under `headrace:` and the option that says the same.
struct FileKey {
  const char* key;
  const char* option;
  std::function<void(const YAML::Node&, ServeSettings&)> read;
};

/// `512MB` and the like. Errors: YAML::BadConversion.
std::uint64_t size_of(const YAML::Node& node) {
  auto text = node.as<std::string>();
  const auto problem = CLI::AsSizeValue(true)(text);
  if (!problem.empty()) throw YAML::BadConversion(node.Mark());
  return std::stoull(text);
}

const std::vector<FileKey>& file_keys() {
  static const auto text = [](std::string ServeSettings::* member) {
    return [member](const YAML::Node& node, ServeSettings& settings) { settings.*member = node.as<std::string>(); };
  };
  static const std::vector<FileKey> keys = {
      {"data", "--data", text(&ServeSettings::data)},
      {"port", "--port", [](const YAML::Node& node, ServeSettings& settings) { settings.port = node.as<std::uint16_t>(); }},
      {"listen", "--listen", text(&ServeSettings::listen)},
      {"strict", "--strict", [](const YAML::Node& node, ServeSettings& settings) { settings.strict = node.as<bool>(); }},
      {"version", "--version-number", text(&ServeSettings::version)},
      {"license", "--license", text(&ServeSettings::license_type)},
      {"cluster_name", "--cluster-name", text(&ServeSettings::cluster_name)},
      {"retention_age", "--retention-age", text(&ServeSettings::retention_age)},
      {"retention_count", "--retention-count", text(&ServeSettings::retention_count)},
      {"job_log_age", "--job-log-age", text(&ServeSettings::job_log_age)},
      {"document_cache", "--document-cache",
       [](const YAML::Node& node, ServeSettings& settings) { settings.document_cache = size_of(node); }},
      {"text_index_from", "--text-index-from",
       [](const YAML::Node& node, ServeSettings& settings) { settings.text_index_from = node.as<std::uint64_t>(); }},
      {"log_level", "--log-level", [](const YAML::Node& node, ServeSettings& settings) { settings.log.level = node.as<std::string>(); }},
      {"log_format", "--log-format", [](const YAML::Node& node, ServeSettings& settings) { settings.log.format = node.as<std::string>(); }},
  };
  return keys;
}

std::expected<void, Failure> read_file(const CLI::App& command, ServeSettings& settings) {
  const auto unreadable = [&](const std::string& why) {
    return std::unexpected(Failure{Exit::usage, "Cannot read the configuration file.", settings.configuration_file + ": " + why,
                                   "Mend the file, or start without --config."});
  };
  const auto root = service::load_yaml(settings.configuration_file);
  if (!root) return unreadable(root.error().reason);
  const auto ours = service::yaml_section(*root, "headrace");
  if (!ours) return unreadable(ours.error().reason);
  const char* key = "";
  try {
    for (const auto& known : file_keys()) {
      key = known.key;
      if (ours->IsMap() && (*ours)[key] && command.get_option(known.option)->count() == 0) known.read((*ours)[key], settings);
    }
  } catch (const YAML::TypedBadConversion<std::uint16_t>&) {
    return unreadable(fmt::format("headrace.{} is not a number from 0 to 65535", key));
  } catch (const YAML::BadConversion&) {
    return unreadable(fmt::format("headrace.{} is of the wrong type", key));
  } catch (const YAML::Exception& problem) {
    return unreadable(problem.what());
  }
  return {};
}

std::expected<void, Failure> check_words(std::string_view what, const std::string& given, const std::vector<std::string>& known) {
  if (std::ranges::find(known, given) != known.end()) return {};
  return std::unexpected(Failure{Exit::usage, fmt::format("Unknown {}.", what), fmt::format("It was given as `{}`.", given),
                                 fmt::format("Use one of {}.", fmt::join(known, ", "))});
}

bool lies_in(const std::filesystem::path& file, const std::filesystem::path& folder) {
  std::error_code ignored;
  const auto inner = std::filesystem::weakly_canonical(std::filesystem::absolute(file), ignored);
  const auto outer = std::filesystem::weakly_canonical(std::filesystem::absolute(folder), ignored);
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

const std::vector<std::string> log_levels = {"debug", "info", "warning", "error"};
const std::vector<std::string> log_formats = {"auto", "text", "json"};

}  // namespace

void add_log_options(CLI::App& command, LogSettings& settings) {
  command.add_option("--log-level", settings.level, "debug, info, warning or error (HEADRACE_LOG_LEVEL)")
      ->envname("HEADRACE_LOG_LEVEL")
      ->check(CLI::IsMember(log_levels));
  command
      .add_option("--log-format", settings.format, "text, json, or auto: text on a terminal, JSON lines otherwise (HEADRACE_LOG_FORMAT)")
      ->envname("HEADRACE_LOG_FORMAT")
      ->check(CLI::IsMember(log_formats));
}

void start_logging(const LogSettings& settings) {
  static const std::map<std::string, base::LogLevel> levels = {{"debug", base::LogLevel::debug},
                                                               {"info", base::LogLevel::info},
                                                               {"warning", base::LogLevel::warning},
                                                               {"error", base::LogLevel::error}};
  static const std::map<std::string, base::LogFormat> formats = {
      {"auto", base::LogFormat::automatic}, {"text", base::LogFormat::text}, {"json", base::LogFormat::json}};
  base::start_logging(levels.at(settings.level), formats.at(settings.format));
}

void add_serve_options(CLI::App& command, ServeSettings& settings) {
  command.add_option("--data", settings.data, "Folder for everything that is kept (./headrace-data, HEADRACE_DATA)")
      ->envname("HEADRACE_DATA");
  command.add_option("--port", settings.port, "Port; 0: any free one (9200, HEADRACE_PORT)")->envname("HEADRACE_PORT");
  command.add_option("--listen", settings.listen, "Address or name to listen on (127.0.0.1, HEADRACE_LISTEN)")->envname("HEADRACE_LISTEN");
  command
      .add_option("--config", settings.configuration_file,
                  "Configuration file: that of the connector service, our own keys under `headrace:` (HEADRACE_CONFIG)")
      ->envname("HEADRACE_CONFIG");
  command.add_flag("--no-auth", settings.no_auth, "Answer everybody; only on loopback");
  command.add_flag("--no-service", settings.no_service, "Without the connector service");
  command.add_flag("--strict", settings.strict, "As the original to the letter (DIFFERENCES.md, HEADRACE_STRICT)")
      ->envname("HEADRACE_STRICT");
  command.add_option("--version-number", settings.version, "What `GET /` gives as version.number (HEADRACE_VERSION_NUMBER)")
      ->envname("HEADRACE_VERSION_NUMBER");
  command.add_option("--license", settings.license_type, "What `GET /_license` gives as type (HEADRACE_LICENSE)")
      ->envname("HEADRACE_LICENSE");
  command.add_option("--cluster-name", settings.cluster_name, "What `GET /` gives as cluster_name (HEADRACE_CLUSTER_NAME)")
      ->envname("HEADRACE_CLUSTER_NAME");
  command
      .add_option("--sealing-key-file", settings.sealing_key_file,
                  "Key of the connector secrets, made at first need; never in the data folder (~/.config/headrace/sealing.key, "
                  "HEADRACE_SEALING_KEY_FILE)")
      ->envname("HEADRACE_SEALING_KEY_FILE");
  command
      .add_option("--document-cache", settings.document_cache,
                  "Memory for connectors and jobs that were asked for, such as 512MB (an eighth of the memory, HEADRACE_DOCUMENT_CACHE)")
      ->envname("HEADRACE_DOCUMENT_CACHE")
      ->transform(CLI::AsSizeValue(true));
  command
      .add_option("--text-index-from", settings.text_index_from,
                  "Indices with so many documents are searched for text through an index of their words (2000, HEADRACE_TEXT_INDEX_FROM)")
      ->envname("HEADRACE_TEXT_INDEX_FROM");
  command
      .add_option("--retention-age", settings.retention_age,
                  "Ended sync jobs are removed when they are older, such as 30d (HEADRACE_RETENTION_AGE)")
      ->envname("HEADRACE_RETENTION_AGE");
  command
      .add_option("--retention-count", settings.retention_count,
                  "Of each connector this many ended sync jobs are kept (HEADRACE_RETENTION_COUNT)")
      ->envname("HEADRACE_RETENTION_COUNT");
  command
      .add_option("--job-log-age", settings.job_log_age,
                  "Lines in the logs of jobs and failed documents are removed when they are older; 0: never (30d, HEADRACE_JOB_LOG_AGE)")
      ->envname("HEADRACE_JOB_LOG_AGE");
  add_log_options(command, settings.log);
}

std::expected<void, Failure> complete_serve_settings(const CLI::App& command, ServeSettings& settings) {
  if (!settings.configuration_file.empty()) {
    if (auto read = read_file(command, settings); !read) return read;
  }
  if (auto level = check_words("log level", settings.log.level, log_levels); !level) return level;
  if (auto format = check_words("log format", settings.log.format, log_formats); !format) return format;
  if (const auto retention = control::read_retention(settings.retention_age, settings.retention_count); !retention) {
    return std::unexpected(Failure{Exit::usage, "The retention of sync jobs cannot be used.", retention.error().reason,
                                   "Mend --retention-age or --retention-count."});
  }
  if (settings.job_log_age.empty()) settings.job_log_age = keep_job_logs;
  if (settings.job_log_age != keep_job_logs && !control::read_retention(settings.job_log_age, "")) {
    return std::unexpected(Failure{Exit::usage, "The age of job logs cannot be used.",
                                   fmt::format("It was given as [{}].", settings.job_log_age),
                                   "Give --job-log-age a number with a unit (y, M, w, d, h, m, s), such as 30d, or 0 to keep them all."});
  }
  settings.makes_key = !settings.sealing_key_file.empty();
  if (settings.sealing_key_file.empty()) settings.sealing_key_file = (configuration_folder() / "sealing.key").string();
  if (lies_in(settings.sealing_key_file, settings.data)) {
    return std::unexpected(
        Failure{Exit::usage, "The sealing key must not be kept in the data folder.",
                fmt::format("{} lies in {}: whoever takes the data would have the key.", settings.sealing_key_file, settings.data),
                "Name another place with --sealing-key-file or HEADRACE_SEALING_KEY_FILE."});
  }
  if (settings.no_auth && !is_loopback_host(settings.listen)) {
    return std::unexpected(Failure{Exit::usage, "The server does not start without authentication on an address that others can reach.",
                                   fmt::format("--no-auth was given together with --listen {}.", settings.listen),
                                   "Listen on 127.0.0.1, ::1 or localhost."});
  }
  return {};
}

bool is_loopback_host(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host == "::1" || base::equals_ignoring_case(host, "localhost")) return true;
  // 127.0.0.0/8, as four numbers: a name such as 127.example.org is not.
  const auto parts = base::split_list(host, '.');
  return parts.size() == 4 && parts[0] == "127" &&
         std::ranges::all_of(parts, [](const std::string& part) { return part.find_first_not_of("0123456789") == std::string::npos; });
}

}  // namespace headrace::cli
