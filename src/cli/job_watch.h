#pragma once
// Following one job: a bar on a terminal, else a line a second.

#include "cli/context.h"

namespace headrace::cli {

/// Asks for the job until its status is final. done: completed; failed: error; cancelled: canceled.
std::expected<Exit, Failure> watch_job(ServerApi& server, const std::string& job_path);

/// One line about a job: status, counters, time so far.
std::string progress_line(const json::Value& job);

/// The exit status of a final status; none while the job is not over.
std::optional<Exit> outcome_of(std::string_view status);

}  // namespace headrace::cli
