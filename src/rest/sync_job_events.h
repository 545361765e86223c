#pragma once
// `GET /_headrace/sync_jobs/events`: what happens to sync jobs, as server-sent events (docs/reference/sync-jobs.md).

#include "rest/route.h"

namespace headrace::rest {

Result<Action> prepare_sync_job_events(Services& services, RequestContext& request);

}  // namespace headrace::rest
