#include "cli/job_watch.h"

#include <unistd.h>

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
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

/// What is left is a guess, so no more than seconds.
std::string rough_duration(std::chrono::seconds duration) {
  return duration.count() < 60 ? fmt::format("{}s", duration.count()) : duration_text(duration);
}

/// Documents that are dealt with, whatever became of them, as far as the job tells.
std::int64_t done_of(const json::Value& job) {
  const auto in_metadata = [&](std::string_view name) {
    const auto* metadata = job.find("metadata");
    return metadata == nullptr || !metadata->is_object() ? 0 : metadata->number(name);
  };
  return job.number("indexed_document_count") + in_metadata("unchanged_document_count") + in_metadata("failed_document_count");
}

std::int64_t expected_of(const json::Value& job) {
  const auto* expected = job.at_path("metadata.expected_document_count");
  return expected == nullptr ? 0 : expected->integer().value_or(0);
}

std::string pace_of(const json::Value& job) {
  if (job.text("status") != "in_progress") return "";
  const auto start = base::parse_date(job.text("started_at"));
  const auto seen = base::parse_date(job.text("last_seen"));
  if (!start || !seen) return "";
  return pace(done_of(job), expected_of(job), std::chrono::duration_cast<std::chrono::milliseconds>(*seen - *start));
}

}  // namespace

std::optional<Exit> outcome_of(std::string_view status) {
  if (status == "completed") return Exit::done;
  if (status == "error") return Exit::failed;
  if (status == "canceled") return Exit::cancelled;
  return std::nullopt;
}

std::string pace(std::int64_t done, std::int64_t expected, std::chrono::milliseconds took) {
  if (done <= 0 || took.count() <= 0) return "";
  const auto per_second = static_cast<double>(done) * 1000.0 / static_cast<double>(took.count());
  auto text = fmt::format("{:.{}f}/s", per_second, per_second < 10 ? 1 : 0);
  if (expected < done) return text;  // not known, or thought to be fewer than there are
  text += fmt::format(", {}% of {}", done * 100 / expected, expected);
  if (expected == done) return text;
  const auto left = std::chrono::seconds(std::llround(std::ceil(static_cast<double>(expected - done) / per_second)));
  return text + fmt::format(", {} left", rough_duration(left));
}

std::string progress_line(const json::Value& job) {
  const auto until = job.text("completed_at").empty() ? job.text("last_seen") : job.text("completed_at");
  std::string line = fmt::format("{:<11}  {} indexed, {} deleted, {} MiB", job.text("status"), number(job, "indexed_document_count"),
                                 number(job, "deleted_document_count"), number(job, "indexed_document_volume"));
  if (const auto took = duration_between(job.text("started_at"), until); !took.empty()) line += ", " + took;
  if (const auto going = pace_of(job); !going.empty()) line += ", " + going;
  if (!job.text("error").empty()) line += fmt::format(": {}", job.text("error"));
  return line;
}

std::string progress_bar(std::int64_t done, std::int64_t expected) {
  constexpr std::int64_t width = 20;
  const auto filled = expected <= 0 ? 0 : std::clamp<std::int64_t>(done * width / expected, 0, width);
  return fmt::format("[{:<{}}]", std::string(static_cast<std::size_t>(filled), '#'), width);
}

ProgressPrinter::ProgressPrinter() : is_terminal_(isatty(STDERR_FILENO) == 1) {}

void ProgressPrinter::show(const json::Value& job) {
  auto line = progress_line(job);
  const auto expected = expected_of(job);
  if (is_terminal_ && expected > 0) line = fmt::format("{} {}", progress_bar(done_of(job), expected), line);
  if (!is_terminal_ && line == last_) return;
  std::fprintf(stderr, is_terminal_ ? "\r\033[K%s" : "%s\n", line.c_str());
  std::fflush(stderr);
  last_ = std::move(line);
}

void ProgressPrinter::finish() const {
  if (is_terminal_) std::fputs("\n", stderr);
}

std::expected<Exit, Failure> watch_job(ServerApi& server, const std::string& job_path) {
  ProgressPrinter printer;
  while (true) {
    auto job = server.get(job_path);
    if (!job) return std::unexpected(job.error());
    printer.show(*job);
    if (const auto outcome = outcome_of(job->text("status"))) {
      printer.finish();
      return *outcome;
    }
    wait_a_second();
  }
}

}  // namespace headrace::cli
