#include "cli/job_watch.h"

#include <gtest/gtest.h>

namespace headrace::cli {
namespace {

TEST(JobOutcome, is_the_exit_status_of_a_final_status_only) {
  EXPECT_EQ(outcome_of("completed"), Exit::done);
  EXPECT_EQ(outcome_of("error"), Exit::failed);
  EXPECT_EQ(outcome_of("canceled"), Exit::cancelled);
  for (const auto* status : {"pending", "in_progress", "canceling", "suspended", ""}) EXPECT_FALSE(outcome_of(status)) << status;
}

TEST(ProgressLine, shows_counters_time_and_error) {
  const auto job = json::parse(R"({"status":"error","indexed_document_count":12,"deleted_document_count":3,"indexed_document_volume":1,
    "started_at":"2026-01-01T00:00:00.000Z","last_seen":"2026-01-01T00:00:05.000Z","completed_at":"2026-01-01T00:00:02.500Z","error":"no folder"})");
  EXPECT_EQ(progress_line(*job), "error        12 indexed, 3 deleted, 1 MiB, 2.500s: no folder");
}

TEST(ProgressLine, of_a_job_that_has_not_begun_is_all_zero) {
  EXPECT_EQ(progress_line(*json::parse(R"({"status":"pending"})")), "pending      0 indexed, 0 deleted, 0 MiB");
}

}  // namespace
}  // namespace headrace::cli
