#pragma once
// `GET _connector/_sync_job` (docs/spec/sync-jobs.md 3.2) with what it takes beyond the original (DIFFERENCES.md).

#include "rest/route.h"

namespace headrace::rest {

/// Errors: illegal_argument for the first parameter that cannot be read.
Result<Action> prepare_sync_job_list(Services& services, RequestContext& request);

/// The parameters that say which jobs, of the list and of what is our own about all of them. Errors: illegal_argument.
Result<control::SyncJobList> read_sync_job_filters(Services& services, RequestContext& request);

}  // namespace headrace::rest
