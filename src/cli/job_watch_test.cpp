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

TEST(ProgressLine, of_a_running_job_tells_its_pace) {
  const auto job = json::parse(R"({"status":"in_progress","indexed_document_count":900,"started_at":"2026-01-01T00:00:00.000Z",
    "last_seen":"2026-01-01T00:00:10.000Z","metadata":{"expected_document_count":4000,"unchanged_document_count":90,"failed_document_count":10}})");
  EXPECT_EQ(progress_line(*job), "in_progress  900 indexed, 0 deleted, 0 MiB, 10.0s, 100/s, 25% of 4000, 30s left");
}

TEST(ProgressBar, is_as_full_as_the_job) {
  EXPECT_EQ(progress_bar(1, 4), "[#####               ]");
  EXPECT_EQ(progress_bar(9, 4), "[####################]");
  EXPECT_EQ(progress_bar(0, 0), "[                    ]");
}

TEST(Pace, is_told_as_far_as_it_is_known) {
  using std::chrono::seconds;
  EXPECT_EQ(pace(0, 100, seconds(5)), "");
  EXPECT_EQ(pace(5, 100, seconds(0)), "");
  EXPECT_EQ(pace(5, 0, seconds(2)), "2.5/s");
  EXPECT_EQ(pace(500, 400, seconds(2)), "250/s");
  EXPECT_EQ(pace(400, 400, seconds(2)), "200/s, 100% of 400");
  EXPECT_EQ(pace(100, 1'000'000, seconds(1)), "100/s, 0% of 1000000, 2h 46m 39s left");
}

TEST(ProgressLine, of_a_job_that_has_not_begun_is_all_zero) {
  EXPECT_EQ(progress_line(*json::parse(R"({"status":"pending"})")), "pending      0 indexed, 0 deleted, 0 MiB");
}

}  // namespace
}  // namespace headrace::cli
