#pragma once
// The Sync Job API as rules: docs/spec/sync-jobs.md. No HTTP and no storage keys here; time and atomicity come from the store.

#include <optional>
#include <string>
#include <vector>

#include "control/sync_job.h"
#include "engine/store.h"

namespace headrace::control {

/// `standard`: with the deliberate differences of DIFFERENCES.md; `strict`: the original to the letter.
enum class Mode { standard, strict };

/// What an update did. `noop`: nothing was to be changed, nothing was written.
enum class UpdateResult { updated, noop };

struct NewSyncJob {
  std::string connector_id;
  SyncJobType type = SyncJobType::full;
  TriggerMethod trigger = TriggerMethod::on_demand;
};

struct SyncJobClaim {
  std::string worker_hostname;
  std::optional<json::Value> sync_cursor = std::nullopt;  ///< an object
  /// The claimant's token; without one the claim is that of the original (any status, no holder).
  std::optional<std::string> token = std::nullopt;
};

struct SyncJobStats {
  std::int64_t deleted_document_count = 0;
  std::int64_t indexed_document_count = 0;
  std::int64_t indexed_document_volume = 0;  ///< MiB
  std::optional<std::int64_t> total_document_count = std::nullopt;
  std::optional<base::Instant> last_seen = std::nullopt;
  std::optional<json::Value> metadata = std::nullopt;  ///< an object
};

/// What a list is to hold: all conditions together. Those below `connector_id` are our own (DIFFERENCES.md).
struct SyncJobList {
  std::vector<SyncJobStatus> statuses = {};                ///< any of them; empty: all
  std::vector<SyncJobType> types = {};                     ///< any of them; empty: all
  std::optional<std::string> connector_id = std::nullopt;  ///< exact, also when empty
  /// Any of them, where an empty one is nobody's; an empty list lets nothing through.
  std::optional<std::vector<std::string>> connector_ids = std::nullopt;
  std::optional<TriggerMethod> trigger = std::nullopt;
  std::optional<std::string> index_name = std::nullopt;    ///< of the job's connector, as it was when the job was made; exact
  std::optional<std::string> service_type = std::nullopt;  ///< the same
  std::optional<base::Instant> since = std::nullopt;       ///< created then or later
  std::optional<base::Instant> until = std::nullopt;       ///< created before
  std::string error_words = {};                            ///< each word, cut at blanks, occurs in the error, in any case
  std::optional<std::string> after = std::nullopt;         ///< ListPage::next of the same list
  engine::ListOrder order = engine::ListOrder::ascending;
  std::uint64_t from = 0;
  std::uint64_t size = 100;
};

class SyncJobs {
 public:
  /// `idle_limit`: a holder silent for longer no longer keeps others from claiming.
  SyncJobs(engine::StateStore& store, Mode mode, std::chrono::seconds idle_limit = std::chrono::seconds(300));

  /// The id of the new job. Errors: docs/spec/sync-jobs.md 3.1.
  Awaitable<Result<std::string>> create(NewSyncJob job);
  /// A new job, on demand, of the type and the connector that the job `id` has; its id. Errors: as get() and create().
  Awaitable<Result<std::string>> rerun(std::string id);
  Awaitable<Result<engine::Document>> get(std::string id);
  /// Strict: from + size above 10,000 is search_phase_execution unless there is no job at all, and the count stops at 10,000.
  /// Errors: illegal_argument for an `after` of another list, and for ranges and positions in strict mode.
  Awaitable<Result<engine::ListPage>> list(SyncJobList wanted);
  Awaitable<Result<void>> remove(std::string id);
  Awaitable<Result<void>> cancel(std::string id);
  Awaitable<Result<void>> check_in(std::string id);
  Awaitable<Result<void>> claim(std::string id, SyncJobClaim claim);
  /// Sets status error with this text (not empty: action_request_validation).
  Awaitable<Result<void>> fail_with(std::string id, std::string error);
  Awaitable<Result<UpdateResult>> update_stats(std::string id, SyncJobStats stats);

 private:
  engine::StateStore& store_;
  Mode mode_;
  std::chrono::seconds idle_limit_;
};

}  // namespace headrace::control
