#pragma once
// What the connector service can be told, and the configuration file it is read from: that of the Elastic connector service, unchanged,
// with our own keys under `headrace:` (docs/spec/connector-service.md 3).

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "control/basic_rules.h"
#include "extract/outside/server_reader.h"
#include "http/client.h"
#include "service/error_monitor.h"
#include "service/http_call.h"

namespace headrace::service {

/// Bounds of one sync.
struct SyncLimits {
  std::uint64_t bulk_bytes = std::uint64_t{5} << 20;           ///< of one bulk body
  std::size_t bulk_entries = 2000;                             ///< of one bulk body; a document counts two, a deletion one
  std::uint64_t queue_bytes = std::uint64_t{16} << 20;         ///< read and not yet sent
  std::uint64_t max_document_bytes = std::uint64_t{3} << 20;   ///< of a document without attachment; 0: no limit
  std::uint64_t max_file_bytes = std::uint64_t{10} << 20;      ///< larger files are indexed without their text
  std::size_t max_concurrency = 5;                             ///< bulk requests at the same time
  std::size_t concurrent_downloads = 10;                       ///< contents that are read at the same time
  std::size_t known_in_memory = 1'000'000;                     ///< ids of the index that are held in memory; more go to disk
  std::chrono::seconds checkpoint_interval{1};                 ///< how far a sync has come is kept that often
  bool skip_unchanged = false;                                 ///< full syncs, too, do not write what has not changed
  double max_delete_ratio = 1.0;                               ///< share of the known documents that one sync may delete
  control::RuleReading rules = control::RuleReading::lenient;  ///< how basic sync rules are understood
  ErrorLimits errors = {};
};

/// The loops of the service (docs/spec/connector-service.md 1.1); several processes can share the work.
struct Actions {
  bool schedule = true;
  bool sync_content = true;
  bool sync_access_control = true;
  bool cleanup = true;
};

/// How long a service waits for its target before it begins (docs/spec/connector-service.md 5).
struct PreflightSettings {
  std::chrono::milliseconds max_wait{240000};  ///< for the first answer
  std::chrono::milliseconds first_pause{1000};
  double pause_growth = 2;
  unsigned tries = 10;  ///< to make the indices of the state
  std::chrono::milliseconds pause{30000};
};

struct Settings {
  std::string instance;  ///< this service's claim token; kept in its data folder, so that a restarted one goes on with its own jobs
  std::string hostname;  ///< shown as `worker_hostname`
  bool native_connectors = false;                          ///< takes all connectors with is_native: true
  std::vector<std::string> connector_ids = {};             ///< and these
  std::vector<std::string> worker_types = {};              ///< and all of these service types that are not native (worker mode)
  std::map<std::string, std::string> service_types = {};   ///< of connectors in connector_ids, by id, as far as configured
  std::map<std::string, std::string> authorizations = {};  ///< for the documents of a connector, by id; others use that of the target
  std::chrono::seconds poll_interval{30};                  ///< between two looks for work, when nothing else wakes it
  std::chrono::milliseconds change_gap{100};               ///< at least between two looks that changes wake it for
  std::chrono::seconds heartbeat_interval{300};            ///< of connectors
  std::chrono::seconds job_heartbeat_interval{10};
  std::chrono::seconds idle_limit{300};  ///< silence after which a job counts as dead
  std::chrono::seconds cleanup_interval{300};
  std::chrono::seconds health_interval{300};  ///< how long a good check of a source holds, while its configuration stays the same
  std::chrono::seconds look_back{3600};       ///< scheduled moments that were missed before a start, and not longer ago, are made up
  Actions actions = {};
  unsigned max_concurrent_content_syncs = 1;
  unsigned max_concurrent_access_control_syncs = 1;
  unsigned max_concurrent_checks = 4;  ///< of sources
  SyncLimits sync = {};
  extract::ExtractionServiceSettings extraction_service = {};
  std::shared_ptr<extract::ServerReader> files = nullptr;  ///< reads files of all kinds; none: only texts are read
};

/// What the file (and environment) says: settings, and where the target is. Unknown keys are warned of, not refused.
struct ConfigurationFile {
  Settings settings;
  http::ClientOptions target;
  Retry retry = {};
  PreflightSettings preflight = {};
  std::string log_level = {};  ///< debug, info, warning or error; "": not said
};

/// Reads one of schedule, sync_content, sync_access_control and cleanup, in any case. Errors: illegal_argument.
Result<void> select_action(std::string_view name, Actions& selected);

/// Errors: illegal_argument with what (file and key), why, what to do.
Result<ConfigurationFile> read_configuration_file(const std::filesystem::path& path);

/// The instance id kept in `folder`/instance, made at first need. Errors: unavailable.
Result<std::string> instance_id(const std::filesystem::path& folder);

}  // namespace headrace::service
