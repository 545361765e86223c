#pragma once
// What the history amounts to: counts, counters and durations of sync jobs by status, type, connector and day.

#include <map>
#include <string>

#include "control/sync_jobs.h"

namespace headrace::control {

/// Of some jobs together.
struct SyncJobTotals {
  std::uint64_t count = 0;
  std::int64_t indexed_document_count = 0;
  std::int64_t deleted_document_count = 0;
  std::int64_t indexed_document_volume = 0;  ///< MiB
  // Of those that have begun and ended; seconds.
  std::uint64_t ended = 0;
  double shortest = 0;
  double longest = 0;
  double sum = 0;

  void add(const json::Value& job);
};

struct SyncJobStatistics {
  SyncJobTotals total;
  /// By what the job says; a job that says nothing is in none.
  std::map<std::string, SyncJobTotals> by_status, by_type, by_connector;
  std::map<std::string, SyncJobTotals> by_day;  ///< of created_at, in UTC: `2026-03-04`

  void add(const json::Value& job);
};

/// Of all jobs that `wanted` lets through, whatever its order and window. Read page by page, so that memory is bounded by the number of
/// connectors and days: a job that changes meanwhile counts as it was met.
Awaitable<Result<SyncJobStatistics>> sync_job_statistics(engine::StateStore& store, SyncJobList wanted);

}  // namespace headrace::control
