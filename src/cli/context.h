#pragma once
// What every command needs: where the server is, how to print, and how to fail in three lines.

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>

#include "cli/cli.h"
#include "http/client.h"
#include "json/value.h"

namespace headrace::cli {

enum class OutputFormat { table, json, jsonl, csv };

/// Options that commands for people share, and the exit status that the command leaves.
struct Context {
  std::string url;  ///< --url; empty: HEADRACE_URL, the configuration file, then http://127.0.0.1:9200
  OutputFormat output = OutputFormat::table;
  bool quiet = false;  ///< -q: ids only
  Exit exit = Exit::done;
};

/// Why a command cannot go on: what happened, why, and what to do.
struct Failure {
  Exit exit = Exit::failed;
  std::string what;
  std::string why;
  std::string advice;
};

/// Of what a server, or the way to it, has answered.
Exit exit_of(ErrorKind kind);

/// Of an error whose reason has these three lines.
Failure failure_of(const Error& error);

/// Three lines on standard error.
void print_failure(const Failure& failure);

/// Where the server is and how to log in: flag, then environment, then file.
struct Target {
  std::string url;
  std::string url_source;     ///< for people: "--url", "HEADRACE_URL", a file name, "default"
  std::string authorization;  ///< header value, or ""
};
std::expected<Target, Failure> find_target(const std::string& url_flag);

/// The server as commands see it: JSON in, JSON or a Failure out.
class ServerApi {
 public:
  static constexpr std::chrono::minutes usual_timeout{2};

  /// `timeout`: how long an answer may take.
  static std::expected<ServerApi, Failure> connect(const Context& context, std::chrono::milliseconds timeout = usual_timeout);
  static ServerApi of(Target target) { return ServerApi(std::move(target)); }

  std::expected<json::Value, Failure> get(std::string_view target) { return send("GET", target); }
  std::expected<json::Value, Failure> send(std::string_view method, std::string_view target, std::string body = {});
  /// The answer goes to `sink` piece by piece. When that says false, the exchange ends as if all had come.
  std::expected<void, Failure> receive(std::string_view method, std::string_view target, const http::Client::Sink& sink);
  /// The list at `path` inside the answer ("" for the answer itself). `count`, when given, gets the member of that name.
  std::expected<json::Array, Failure> get_list(std::string_view target, std::string_view path, std::uint64_t* count = nullptr);
  std::expected<json::Array, Failure> list_in(const json::Value& answer, std::string_view path) const;

 private:
  explicit ServerApi(Target target, std::chrono::milliseconds timeout = usual_timeout);
  std::expected<std::string, Failure> exchange(std::string_view method, std::string_view target, std::string body);
  [[nodiscard]] Failure unreachable(const Error& error) const;

  Target target_;
  std::unique_ptr<http::Client> client_;
};

/// Where the command line keeps its own files: $XDG_CONFIG_HOME/headrace, else ~/.config/headrace.
std::filesystem::path configuration_folder();

}  // namespace headrace::cli
