#pragma once
// Reading a stored job, and who holds it. Used by the files that make up SyncJobs.

#include <optional>

#include "control/sync_jobs.h"

namespace headrace::control {

/// Who holds a job, in an index of its own and not in the job, so that a job shows exactly the fields of the original. Id: the job's;
/// source: {"token", "claimed_at"}. Goes with the job when that is deleted.
inline constexpr std::string_view claims_index = engine::claims_index;

/// What request validation says to an empty id (docs/spec/sync-jobs.md 0.1).
inline constexpr std::string_view sync_job_id_missing = "[connector_sync_job_id] of the connector sync job cannot be null or empty.";

/// Of a request with nothing else to validate.
Result<void> check_sync_job_id(std::string_view id);

/// Errors: document_parsing when the text is longer than a keyword field takes (docs/spec/sync-jobs.md 1.1).
Result<void> check_keyword(std::string_view id, std::string_view field, std::string_view text);

/// Errors: illegal_argument `Unknown ConnectorSyncStatus [text or null].` (docs/spec/sync-jobs.md 2.2).
Result<SyncJobStatus> status_of(const json::Value& job);

/// Removes a job and what is kept beside it.
void remove_sync_job(engine::StateView& state, std::string_view id);

}  // namespace headrace::control
