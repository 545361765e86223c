#pragma once
// The bodies of the Sync Job API (docs/spec/sync-jobs.md 3), read by tables of fields. Errors: those of json::read_body.

#include <string>
#include <string_view>

#include "control/sync_jobs.h"

namespace headrace::rest {

/// 3.1. An unknown job type or trigger method is x_content_parse, `Failed to build [connector_sync_job_post_request] …`.
Result<control::NewSyncJob> read_new_sync_job(std::string_view body);
/// 3.7, without the token.
Result<control::SyncJobClaim> read_sync_job_claim(std::string_view body);
/// 3.8: the text.
Result<std::string> read_sync_job_error(std::string_view body);
/// 3.9
Result<control::SyncJobStats> read_sync_job_stats(std::string_view body);

}  // namespace headrace::rest
