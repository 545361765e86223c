#pragma once
// What the connector service can be told, and the configuration file it is read from: that of the Elastic connector service, unchanged, with
// our own keys under `headrace:` (docs/spec/connector-service.md 3).

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/client.h"

namespace headrace::service {

struct Settings {
  std::string instance;  ///< this service's claim token; kept in its data folder, so that a restarted one goes on with its own jobs
  std::string hostname;  ///< shown as `worker_hostname`
  bool native_connectors = false;           ///< takes all connectors with is_native: true
  std::vector<std::string> connector_ids = {};  ///< and these
  std::chrono::seconds poll_interval{30};        ///< between two looks for work, when nothing else wakes it
  std::chrono::seconds heartbeat_interval{300};  ///< of connectors
  std::chrono::seconds job_heartbeat_interval{10};
  std::chrono::seconds idle_limit{300};          ///< silence after which a job counts as dead
  std::chrono::seconds cleanup_interval{300};
  unsigned max_concurrent_syncs = 1;
  std::uint64_t bulk_bytes = 5 * 1024 * 1024;
  std::size_t bulk_documents = 500;
  double max_delete_ratio = 1.0;  ///< share of the known documents that one sync may delete
};

/// What the file (and environment) says: settings, and where the target is. Unknown keys are warned of, not refused.
struct ConfigurationFile {
  Settings settings;
  http::ClientOptions target;
};

/// Errors: illegal_argument with what (file and key), why, what to do.
Result<ConfigurationFile> read_configuration_file(const std::filesystem::path& path);

/// The instance id kept in `folder`/instance, made at first need. Errors: unavailable.
Result<std::string> instance_id(const std::filesystem::path& folder);

}  // namespace headrace::service
