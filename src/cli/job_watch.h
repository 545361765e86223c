#pragma once
// Following one job: a bar on a terminal, else a line a second.

#include "cli/context.h"

namespace headrace::cli {

/// Asks for the job until its status is final. done: completed; failed: error; cancelled: canceled.
std::expected<Exit, Failure> watch_job(ServerApi& server, const std::string& job_path);

/// How fast it goes and how long it takes yet: "98/s, 40% of 3000, 18s left". `done` documents took so long; `expected` 0: not known.
/// "" while nothing can be said.
std::string pace(std::int64_t done, std::int64_t expected, std::chrono::milliseconds took);

/// One line about a job: status, counters, time so far, and while it runs its pace.
std::string progress_line(const json::Value& job);

/// "[#####               ]": a quarter is done.
std::string progress_bar(std::int64_t done, std::int64_t expected);

/// Shows on standard error how a job goes: on a terminal in one line, with a bar where it is known how much there is, else line by line.
class ProgressPrinter {
 public:
  ProgressPrinter();
  void show(const json::Value& job);
  /// Nothing more comes.
  void finish() const;

 private:
  const bool is_terminal_;
  std::string last_;
};

/// The exit status of a final status; none while the job is not over.
std::optional<Exit> outcome_of(std::string_view status);

}  // namespace headrace::cli
