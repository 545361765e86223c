#pragma once
// How a job starts and ends, as partial documents to merge into the job and its connector: docs/spec/document-api.md 6,
// docs/spec/connector-service.md 6.2 and 10.6. Both ways to the state (direct and over HTTP) write these.

#include <optional>
#include <string>

#include "base/clock.h"
#include "control/sync_job.h"
#include "json/value.h"

namespace headrace::control {

struct SyncJobEnd {
  SyncJobStatus status = SyncJobStatus::completed;  ///< completed, error, canceled or suspended
  std::optional<std::string> error = std::nullopt;
  std::int64_t indexed_document_count = 0;
  std::int64_t indexed_document_volume = 0;  ///< MiB
  std::int64_t deleted_document_count = 0;
  std::optional<std::int64_t> total_document_count = std::nullopt;  ///< of the index; none: not counted
  std::optional<json::Value> sync_cursor = std::nullopt;            ///< of the source; kept only by a content job that completed
};

/// What is written to the job.
json::Value job_end(const SyncJobEnd& end, base::Instant now);
/// What is written to its connector after that. `cursor` goes along as null when a content job completed without one.
json::Value connector_end(SyncJobType type, const SyncJobEnd& end, base::Instant now);
/// What is written to the connector when its running job is gone from the store.
json::Value connector_end_without_job(base::Instant now);
/// What is written to the connector before its job is claimed.
json::Value connector_start(SyncJobType type);

}  // namespace headrace::control
