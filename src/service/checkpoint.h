#pragma once
// How far a sync has come: kept as a document beside its job, in an index of its own on the target, so that any service on any host can go
// on from there (DESIGN 5, 4). Written only over what the target has accepted.

#include "service/backend.h"
#include "sources/source.h"

namespace headrace::service {

/// Where checkpoints are: one document per job that runs or waits to go on, with the job's id.
inline constexpr std::string_view checkpoints_index = ".sync-job-checkpoints";
/// Times that a job may be found dead and go on before it ends in error.
inline constexpr std::int64_t max_deaths = 3;

struct Checkpoint {
  sources::Resume scopes = {};  ///< that were read in whole or in part, and are written
  std::int64_t indexed = 0;     ///< counters of all attempts up to here
  std::int64_t deleted = 0;
  std::int64_t volume_bytes = 0;
  std::string started_at = {};  ///< of the first attempt, as the job had it
  std::int64_t attempts = 1;    ///< this one included
  std::int64_t deaths = 0;      ///< attempts that were found dead
};

class Checkpoints {
 public:
  /// `target` outlives it, and is used by nothing else at the same time.
  explicit Checkpoints(ContentTarget& target) : target_(target) {}

  /// None when the job has none, or one that cannot be read.
  Result<std::optional<Checkpoint>> find(const std::string& job_id);
  Result<void> save(const std::string& job_id, const Checkpoint& checkpoint);
  Result<void> remove(const std::string& job_id);

 private:
  ContentTarget& target_;
  bool has_index_ = false;
};

}  // namespace headrace::service
