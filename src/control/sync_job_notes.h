#pragma once
// What is told of a job beside its counters: the lines of its log and the documents that failed. Whoever runs the job writes them, each a
// document of an index (DESIGN 5, 6); they stay when the job is deleted.

#include <string>

#include "engine/store.h"

namespace headrace::control {

inline constexpr std::string_view job_log_index = ".sync-job-log";
inline constexpr std::string_view job_failures_index = ".sync-job-failures";

/// A window of what `index` has of the job, by `@timestamp`, then `sequence`; nothing when there is no such index. Errors:
/// sync_job_not_found when there is neither the job nor anything that was told of it.
Awaitable<Result<engine::ListPage>> sync_job_notes(engine::Engine& engine, std::string index, std::string job_id, std::uint64_t from,
                                                   std::uint64_t size);

}  // namespace headrace::control
