#include "service/schedule.h"

#include <gtest/gtest.h>

#include "service/memory_backend.h"
#include "service/test_source.h"

namespace headrace::service {
namespace {

base::Instant at(std::string_view time) { return *base::parse_instant("2026-08-20T" + std::string(time) + "Z"); }

class ScheduleTest : public ::testing::Test {
 protected:
  ScheduleTest() {
    backend_.put_connector("c", *json::parse(R"({"service_type":"test","index_name":"content","configuration":{},
        "scheduling":{"full":{"enabled":true,"interval":"0 0/15 * * * ?"},"incremental":{"enabled":true,"interval":"0 0 * * * ?"},
                      "access_control":{"enabled":true,"interval":"0 0 * * * ?"}}})"));
  }
  Scheduled schedule(std::string_view since, std::string_view now) {
    const auto scheduled = schedule_syncs(context_, **backend_.connector("c"), source_, at(since), at(now));
    EXPECT_TRUE(scheduled) << scheduled.error().reason;
    return scheduled ? *scheduled : Scheduled{};
  }
  std::string marker() { return std::string(backend_.stored_connector("c").text("last_sync_scheduled_at")); }

  base::ManualClock clock_{at("10:00:00")};
  MemoryBackend backend_{clock_};
  Settings settings_;
  sources::SourceType source_ = test_source_type(std::make_shared<TestScript>());
  Context context_{backend_, settings_, clock_, {}};
};

using Ids = std::vector<std::string>;

TEST_F(ScheduleTest, a_moment_makes_a_job_and_moves_the_marker) {
  const auto scheduled = schedule("10:10:00", "10:15:20");
  EXPECT_EQ(scheduled.created, 1U);
  EXPECT_EQ(scheduled.next, at("10:30:00"));
  EXPECT_EQ(backend_.job_ids(), Ids({"c-full-2026-08-20T10:15:00"}));
  EXPECT_EQ(marker(), "2026-08-20T10:15:00+00:00");
  const auto job = backend_.stored_job("c-full-2026-08-20T10:15:00");
  EXPECT_EQ(job.text("trigger_method"), "scheduled");
  EXPECT_EQ(job.text("status"), "pending");
}

TEST_F(ScheduleTest, before_the_moment_nothing_happens) {
  EXPECT_EQ(schedule("10:10:00", "10:14:59").created, 0U);
  EXPECT_EQ(marker(), "");
}

TEST_F(ScheduleTest, a_moment_exactly_now_counts_once) {
  EXPECT_EQ(schedule("10:10:00", "10:15:00").created, 1U);
  backend_.merge_job("c-full-2026-08-20T10:15:00", json::object({{"status", "completed"}}));
  EXPECT_EQ(schedule("10:15:00", "10:15:30").created, 0U);
}

TEST_F(ScheduleTest, several_moments_make_one_job) {
  EXPECT_EQ(schedule("10:00:00", "11:00:00").created, 1U);
  EXPECT_EQ(backend_.job_ids(), Ids({"c-full-2026-08-20T11:00:00"}));
}

TEST_F(ScheduleTest, two_services_that_look_at_the_same_state_make_one_job) {
  const auto connector = **backend_.connector("c");
  EXPECT_EQ(schedule_syncs(context_, connector, source_, at("10:10:00"), at("10:15:20"))->created, 1U);
  backend_.merge_job("c-full-2026-08-20T10:15:00", json::object({{"status", "completed"}}));
  EXPECT_EQ(schedule_syncs(context_, connector, source_, at("10:14:00"), at("10:15:21"))->created, 0U);
  EXPECT_EQ(backend_.job_ids().size(), 1U);
}

TEST_F(ScheduleTest, a_job_whose_marker_was_not_moved_is_found_again) {
  backend_.make_job("c-full-2026-08-20T10:15:00", "c");
  backend_.merge_job("c-full-2026-08-20T10:15:00", json::object({{"status", "in_progress"}}));
  EXPECT_EQ(schedule("10:10:00", "10:15:20").created, 0U);
  EXPECT_EQ(marker(), "2026-08-20T10:15:00+00:00");
}

TEST_F(ScheduleTest, the_marker_never_goes_back) {
  backend_.merge_connector("c", json::object({{"last_sync_scheduled_at", "2026-08-20T10:30:00+00:00"}}));
  EXPECT_EQ(schedule("10:10:00", "10:15:20").created, 0U);
  EXPECT_EQ(marker(), "2026-08-20T10:30:00+00:00");
}

TEST_F(ScheduleTest, nothing_is_added_while_a_job_of_that_type_waits) {
  backend_.make_job("older", "c");
  EXPECT_EQ(schedule("10:10:00", "10:15:20").created, 0U);
  EXPECT_EQ(backend_.job_ids(), Ids({"older"}));
  EXPECT_EQ(marker(), "2026-08-20T10:15:00+00:00") << "the moment was dealt with";
}

TEST_F(ScheduleTest, a_disabled_schedule_does_nothing) {
  backend_.merge_connector("c", *json::parse(R"({"scheduling":{"full":{"enabled":false}}})"));
  EXPECT_EQ(schedule("10:10:00", "10:15:20").created, 0U);
}

TEST_F(ScheduleTest, incremental_syncs_need_connector_and_source) {
  backend_.merge_connector("c", *json::parse(R"({"features":{"incremental_sync":{"enabled":true}}})"));
  EXPECT_EQ(schedule("10:59:00", "11:00:00").created, 1U);
  backend_.merge_job(backend_.job_ids().front(), json::object({{"status", "completed"}}));
  source_.features.set("incremental_sync", json::object({{"enabled", true}}));
  EXPECT_EQ(schedule("11:59:00", "12:00:00").created, 2U);
  EXPECT_EQ(backend_.stored_connector("c").text("last_incremental_sync_scheduled_at"), "2026-08-20T12:00:00+00:00");
}

TEST_F(ScheduleTest, an_expression_that_cannot_be_read_is_an_error_for_people) {
  backend_.merge_connector("c", *json::parse(R"({"scheduling":{"full":{"interval":"every day"}}})"));
  const auto scheduled = schedule_syncs(context_, **backend_.connector("c"), source_, at("10:00:00"), at("10:15:00"));
  ASSERT_FALSE(scheduled);
  EXPECT_EQ(scheduled.error().kind, ErrorKind::illegal_argument);
}

TEST_F(ScheduleTest, ids_fit_an_index_whatever_the_connector_is_called) {
  EXPECT_LE(scheduled_job_id(std::string(512, 'x'), control::SyncJobType::access_control, at("10:00:00")).size(), 512U);
  EXPECT_NE(scheduled_job_id(std::string(512, 'x'), control::SyncJobType::full, at("10:00:00")),
            scheduled_job_id(std::string(512, 'y'), control::SyncJobType::full, at("10:00:00")));
}

}  // namespace
}  // namespace headrace::service
