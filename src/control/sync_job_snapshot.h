#pragma once
// What a job remembers of its connector (docs/spec/sync-jobs.md 1.2), and the new job around it (1.1).

#include "base/clock.h"
#include "control/sync_jobs.h"

namespace headrace::control {

/// The connector as it is now, for the job's member `connector`. `now` stands in for time stamps that the filtering lacks.
json::Value connector_snapshot(std::string_view connector_id, const json::Value& connector, SyncJobType type, base::Instant now);

/// The job of `request` for the stored `connector`. Errors: status_bad_request when it has no index or no service type (3.1).
Result<json::Value> new_sync_job(const NewSyncJob& request, const json::Value& connector, base::Instant now);

}  // namespace headrace::control
