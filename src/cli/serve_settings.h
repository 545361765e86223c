#pragma once
// What `headrace serve` can be told: flags, then HEADRACE_… variables, then the keys under `headrace:` in the configuration file.

#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>

#include "cli/context.h"

namespace CLI {
class App;
}

namespace headrace::cli {

struct LogSettings {
  std::string level = "info";
  std::string format = "auto";
};

/// Adds --log-level and --log-format.
void add_log_options(CLI::App& command, LogSettings& settings);
/// Must be called before any thread starts.
void start_logging(const LogSettings& settings);

struct ServeSettings {
  std::string data = "./headrace-data";
  std::uint16_t port = 9200;
  std::string listen = "127.0.0.1";
  std::string configuration_file;
  bool no_auth = false;
  bool no_service = false;
  bool strict = false;
  std::string version;                    ///< what `GET /` says; empty: the default of rest/
  std::string license_type;               ///< what `GET /_license` says; empty: the default of rest/
  std::string cluster_name;               ///< empty: the default of rest/
  bool makes_key = false;                 ///< the sealing key file was named: it is made with a new data folder
  std::string sealing_key_file;           ///< of connector secrets; empty: sealing.key beside the configuration of the command line
  std::string retention_age;              ///< of ended jobs, such as 30d; empty: any
  std::string retention_count;            ///< ended jobs of each connector; empty: any number
  std::string job_log_age = "30d";        ///< of lines in logs of jobs and of failed documents; "0": any
  std::uint64_t document_cache = 0;       ///< bytes; 0: an eighth of the memory
  std::uint64_t text_index_from = 2'000;  ///< documents
  LogSettings log;
};

/// The age of job logs that lets all of them stay.
inline constexpr std::string_view keep_job_logs = "0";

/// Adds the options of `serve` to its command.
void add_serve_options(CLI::App& command, ServeSettings& settings);

/// Takes from the file (if one was named) what neither a flag nor a variable gave, and checks the whole.
std::expected<void, Failure> complete_serve_settings(const CLI::App& command, ServeSettings& settings);

/// True for names of this machine that only this machine can reach.
bool is_loopback_host(std::string_view host);

}  // namespace headrace::cli
