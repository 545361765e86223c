#include "cli/context.h"

#include <fmt/format.h>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/base64.h"
#include "service/yaml_file.h"

namespace headrace::cli {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

std::filesystem::path configuration_file() { return configuration_folder() / "config.yml"; }

struct FileSettings {
  std::string url, api_key, user, password;
};

std::expected<FileSettings, Failure> read_settings(const std::filesystem::path& path) {
  FileSettings settings;
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return settings;
  const auto unreadable = [&path](std::string_view why) {
    return std::unexpected(
        Failure{Exit::usage, "Cannot read the configuration.", fmt::format("{}: {}", path.string(), why), "Mend the file or remove it."});
  };
  const auto root = service::load_yaml(path);
  if (!root) return unreadable(root.error().reason);
  try {
    const auto text = [&root](const char* name) {
      return root->IsMap() && (*root)[name] ? (*root)[name].as<std::string>() : std::string();
    };
    return FileSettings{text("url"), text("api_key"), text("user"), text("password")};
  } catch (const YAML::Exception& problem) {
    return unreadable(problem.what());
  }
}

/// The reason inside an error body of the API, or the body's beginning.
std::string reason_of(const std::string& body) {
  const auto parsed = json::parse(body);
  if (parsed) {
    const auto* error = parsed->find("error");
    if (error != nullptr && error->is_string()) return error->as_string();
    if (error != nullptr && !error->text("reason").empty()) return std::string(error->text("reason"));
  }
  return body.substr(0, 200);
}

Failure refusal(const http::Response& response, std::string_view method, std::string_view target) {
  const auto reason = reason_of(response.body);
  const auto what = fmt::format("{} {} was answered with {}.", method, target, response.status);
  switch (response.status) {
    case 401:
      return {Exit::not_allowed, what, reason, "Use `headrace login`, or set HEADRACE_API_KEY, or HEADRACE_USER and HEADRACE_PASSWORD."};
    case 403:
      return {Exit::not_allowed, what, reason, "Use a key or user with the privilege that is named."};
    case 404:
      return {Exit::failed, what, reason, "Check the name: `headrace job list`, `headrace connector list`, `headrace index list`."};
    default:
      return {Exit::failed, what, reason, response.status >= 500 ? "Look into the server's log." : "Change what the reason names."};
  }
}

}  // namespace

std::filesystem::path configuration_folder() {
  if (const auto base = environment("XDG_CONFIG_HOME"); !base.empty()) return std::filesystem::path(base) / "headrace";
  return std::filesystem::path(environment("HOME")) / ".config/headrace";
}

Exit exit_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::connection:
      return Exit::unreachable;
    case ErrorKind::authentication:
    case ErrorKind::security:
      return Exit::not_allowed;
    default:
      return Exit::failed;
  }
}

Failure failure_of(const Error& error) {
  std::array<std::string, 3> lines;
  std::string_view left = error.reason;
  for (auto& line : lines) {
    const auto end = left.find('\n');
    line = left.substr(0, end);
    left = end == std::string_view::npos ? "" : left.substr(end + 1);
  }
  return {Exit::failed, std::move(lines[0]), std::move(lines[1]), std::move(lines[2])};
}

void print_failure(const Failure& failure) {
  for (const auto* line : {&failure.what, &failure.why, &failure.advice}) {
    if (!line->empty()) std::fprintf(stderr, "%s\n", line->c_str());
  }
}

std::expected<Target, Failure> find_target(const std::string& url_flag) {
  const auto file = configuration_file();
  auto settings = read_settings(file);
  if (!settings) return std::unexpected(settings.error());

  Target target;
  if (!url_flag.empty()) {
    target = {url_flag, "--url", ""};
  } else if (const auto url = environment("HEADRACE_URL"); !url.empty()) {
    target = {url, "HEADRACE_URL", ""};
  } else if (!settings->url.empty()) {
    target = {settings->url, file.string(), ""};
  } else {
    target = {"http://127.0.0.1:9200", "default", ""};
  }
  while (target.url.ends_with('/')) target.url.pop_back();

  const auto user = environment("HEADRACE_USER");
  if (const auto key = environment("HEADRACE_API_KEY"); !key.empty()) {
    target.authorization = "ApiKey " + key;
  } else if (!user.empty()) {
    target.authorization = "Basic " + base::base64(user + ":" + environment("HEADRACE_PASSWORD"));
  } else if (!settings->api_key.empty()) {
    target.authorization = "ApiKey " + settings->api_key;
  } else if (!settings->user.empty()) {
    target.authorization = "Basic " + base::base64(settings->user + ":" + settings->password);
  }
  return target;
}

ServerApi::ServerApi(Target target, std::chrono::milliseconds timeout) : target_(std::move(target)) {
  client_ = std::make_unique<http::Client>(
      http::ClientOptions{.base_url = target_.url, .authorization = target_.authorization, .timeout = timeout});
}

std::expected<ServerApi, Failure> ServerApi::connect(const Context& context, std::chrono::milliseconds timeout) {
  auto target = find_target(context.url);
  if (!target) return std::unexpected(target.error());
  return ServerApi(std::move(*target), timeout);
}

Failure ServerApi::unreachable(const Error& error) const {
  return {Exit::unreachable, fmt::format("No server answers at {} ({}).", target_.url, target_.url_source), error.reason,
          "Start one with `headrace serve`, or name it with --url."};
}

std::expected<void, Failure> ServerApi::receive(std::string_view method, std::string_view target, const http::Client::Sink& sink) {
  bool goes_on = true;
  bool has_begun = false;
  const auto response = client_->receive(method, target, [&](std::string_view piece) {
    has_begun = true;
    goes_on = sink(piece);
    return goes_on;
  });
  if (!goes_on) return {};
  if (!response && has_begun)
    return std::unexpected(Failure{Exit::unreachable, fmt::format("The answer of {} broke off.", target_.url), response.error().reason,
                                   "Look whether the server is still running, and try again."});
  if (!response) return std::unexpected(unreachable(response.error()));
  if (response->status >= 400) return std::unexpected(refusal(*response, method, target));
  return {};
}

std::expected<std::string, Failure> ServerApi::exchange(std::string_view method, std::string_view target, std::string body) {
  auto response = client_->send(method, target, std::move(body));
  if (!response) return std::unexpected(unreachable(response.error()));
  if (response->status >= 400) return std::unexpected(refusal(*response, method, target));
  return std::move(response->body);
}

std::expected<json::Value, Failure> ServerApi::send(std::string_view method, std::string_view target, std::string body) {
  auto text = exchange(method, target, std::move(body));
  if (!text) return std::unexpected(text.error());
  auto value = json::parse(*text);
  if (!value) {
    return std::unexpected(Failure{Exit::failed, "The server's answer is not JSON.", value.error().reason,
                                   "Is " + target_.url + " really a Headrace server?"});
  }
  return std::move(*value);
}

std::expected<json::Array, Failure> ServerApi::get_list(std::string_view target, std::string_view path, std::uint64_t* count) {
  auto answer = get(target);
  if (!answer) return std::unexpected(answer.error());
  if (count != nullptr) *count = static_cast<std::uint64_t>(answer->number("count"));
  return list_in(*answer, path);
}

std::expected<json::Array, Failure> ServerApi::list_in(const json::Value& answer, std::string_view path) const {
  const auto* list = path.empty() ? &answer : answer.at_path(path);
  if (list != nullptr && list->is_array()) return list->as_array();
  return std::unexpected(Failure{Exit::failed, "The server's answer holds no list.",
                                 fmt::format("Nothing stands at `{}`.", path.empty() ? "the top" : path),
                                 "Is " + target_.url + " really a Headrace server?"});
}

}  // namespace headrace::cli
