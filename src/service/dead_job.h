#pragma once
// A job whose service died may go on from its checkpoint, but not for ever: perhaps it was the job that killed the service (DESIGN 5, 4).

#include "service/job.h"

namespace headrace::service {

/// How often this job was found dead, this time included; written down in its checkpoint while that is few enough to go on (max_deaths).
/// 0: it has no checkpoint. To be called before anybody may take the job up, who then is the only one to write its checkpoint. Errors: of
/// a target that may answer later.
Result<std::int64_t> count_death(const Context& context, const Record& job);

/// What a dead job ends with: the counters that it reported while it lived, an error only when it has failed.
control::SyncJobEnd end_of_dead(const json::Value& job, control::SyncJobStatus status, const std::string& error = {});
/// Writes this end, only over what was read: a job that shows life meanwhile, or that another service cleans up, is left alone. True when
/// it was written; then its connector was told, too, if it has one.
Result<bool> write_dead_end(const Context& context, const Record& job, const control::SyncJobEnd& end, bool has_connector);
/// The job has failed, and leaves no checkpoint.
Result<void> end_dead_job(const Context& context, const Record& job, const std::string& error);

}  // namespace headrace::service
