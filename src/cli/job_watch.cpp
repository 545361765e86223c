#include "cli/job_watch.h"

#include <unistd.h>

#include <fmt/format.h>
#include <cstdio>

#include "base/clock.h"
#include "cli/output.h"

namespace headrace::cli {
namespace {

/// The API has no way to wait for a change yet, so a follower asks once a second.
void wait_a_second() {
  std::mutex mutex;
  std::unique_lock lock(mutex);
  std::condition_variable never;
  auto& clock = base::system_clock();
  clock.wait_until(lock, never, clock.now() + std::chrono::seconds(1));
}

std::string number(const json::Value& job, std::string_view name) {
  const auto* value = job.find(name);
  return value == nullptr ? "0" : plain(*value);
}

}  // namespace

std::optional<Exit> outcome_of(std::string_view status) {
  if (status == "completed") return Exit::done;
  if (status == "error") return Exit::failed;
  if (status == "canceled") return Exit::cancelled;
  return std::nullopt;
}

std::string progress_line(const json::Value& job) {
  const auto until = job.text("completed_at").empty() ? job.text("last_seen") : job.text("completed_at");
  std::string line = fmt::format("{:<11}  {} indexed, {} deleted, {} MiB", job.text("status"), number(job, "indexed_document_count"),
                                 number(job, "deleted_document_count"), number(job, "indexed_document_volume"));
  if (const auto took = duration_between(job.text("started_at"), until); !took.empty()) line += ", " + took;
  if (!job.text("error").empty()) line += fmt::format(": {}", job.text("error"));
  return line;
}

std::expected<Exit, Failure> watch_job(ServerApi& server, const std::string& job_path) {
  const bool terminal = isatty(STDERR_FILENO) == 1;
  while (true) {
    auto job = server.get(job_path);
    if (!job) return std::unexpected(job.error());
    std::fprintf(stderr, terminal ? "\r\033[K%s" : "%s\n", progress_line(*job).c_str());
    std::fflush(stderr);
    if (const auto outcome = outcome_of(job->text("status"))) {
      if (terminal) std::fputs("\n", stderr);
      return *outcome;
    }
    wait_a_second();
  }
}

}  // namespace headrace::cli
