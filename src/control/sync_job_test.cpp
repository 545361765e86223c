#include "control/sync_job.h"

#include <gtest/gtest.h>

#include <array>

namespace headrace::control {
namespace {

using enum SyncJobStatus;
constexpr std::array all_statuses = {pending, in_progress, canceling, canceled, suspended, completed, SyncJobStatus::error};

TEST(SyncJob, names_are_read_ignoring_case_and_written_in_lower_case) {
  EXPECT_EQ(parse_sync_job_status("In_Progress"), in_progress);
  EXPECT_EQ(parse_sync_job_type("ACCESS_CONTROL"), SyncJobType::access_control);
  EXPECT_EQ(parse_trigger_method("Scheduled"), TriggerMethod::scheduled);
  for (const auto status : all_statuses) EXPECT_EQ(parse_sync_job_status(to_string(status)), status);
}

TEST(SyncJob, unknown_names_have_the_texts_of_the_original) {
  EXPECT_EQ(parse_sync_job_status("nope").error().reason, "Unknown ConnectorSyncStatus [nope].");
  EXPECT_EQ(parse_sync_job_status("").error().reason, "Unknown ConnectorSyncStatus [].");
  EXPECT_EQ(parse_sync_job_status(" pending").error().reason, "Unknown ConnectorSyncStatus [ pending].");
  EXPECT_EQ(parse_sync_job_type("weekly").error().reason, "Unknown ConnectorSyncJobType [weekly].");
  EXPECT_EQ(parse_trigger_method("cron").error().reason, "Unknown ConnectorSyncJobTriggerMethod [cron].");
}

TEST(SyncJob, transitions_are_those_of_the_table) {
  // docs/spec/sync-jobs.md 2.1; rows and columns in the order of all_statuses
  constexpr std::array<std::string_view, 7> table = {
      ".x.x...",  // pending
      "..x.xxx",  // in_progress
      "...x..x",  // canceling
      ".......",  // canceled
      ".x.x...",  // suspended
      ".......",  // completed
      ".......",  // error
  };
  for (std::size_t from = 0; from < all_statuses.size(); ++from) {
    for (std::size_t to = 0; to < all_statuses.size(); ++to) {
      EXPECT_EQ(may_follow(all_statuses[from], all_statuses[to]), table[from][to] == 'x')
          << to_string(all_statuses[from]) << " to " << to_string(all_statuses[to]);
    }
    EXPECT_EQ(is_final(all_statuses[from]), table[from] == ".......");
  }
}

}  // namespace
}  // namespace headrace::control
