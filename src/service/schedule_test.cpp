#include "service/schedule.h"

#include <gtest/gtest.h>

#include "service/connector_events.h"
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
  static ScheduleWindow window(std::string_view since, std::string_view now) { return {at(since), at(since), at(now)}; }
  Scheduled schedule(std::string_view since, std::string_view now) {
    const auto scheduled = schedule_syncs(context_, **backend_.connector("c"), source_, window(since, now));
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
  EXPECT_EQ(schedule_syncs(context_, connector, source_, window("10:10:00", "10:15:20"))->created, 1U);
  backend_.merge_job("c-full-2026-08-20T10:15:00", json::object({{"status", "completed"}}));
  EXPECT_EQ(schedule_syncs(context_, connector, source_, window("10:14:00", "10:15:21"))->created, 0U);
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

TEST_F(ScheduleTest, a_moment_that_comes_while_a_job_of_that_type_waits_or_runs_is_told_and_passes) {
  backend_.make_job("older", "c");
  const std::string id = "c-sync_skipped-full-2026-08-20T10:15:00.000Z";
  for (const auto* status : {"pending", "suspended", "in_progress", "canceling"}) {
    backend_.merge_job("older", json::object({{"status", status}}));
    backend_.merge_connector("c", json::object({{"last_sync_scheduled_at", nullptr}}));
    backend_.drop_index(std::string(event_log_index));
    EXPECT_EQ(schedule("10:10:00", "10:15:20").created, 0U);
    EXPECT_EQ(backend_.job_ids(), Ids({"older"}));
    EXPECT_EQ(marker(), "2026-08-20T10:15:00+00:00") << "the moment was dealt with";
    const auto events = backend_.documents(std::string(event_log_index));
    ASSERT_TRUE(events.contains(id)) << status;
    const auto event = *json::parse(events.at(id));
    EXPECT_EQ(event.text("connector_id"), "c");
    EXPECT_EQ(event.text("@timestamp"), "2026-08-20T10:15:00.000Z");
    EXPECT_EQ(event.text("sync_job_id"), "older");
    const bool runs = status == std::string_view("in_progress") || status == std::string_view("canceling");
    EXPECT_TRUE(event.text("message").contains(runs ? "still running" : "still waiting")) << event.text("message");
  }
}

TEST_F(ScheduleTest, a_moment_that_was_told_as_skipped_stays_so) {
  backend_.make_job("older", "c");
  EXPECT_EQ(schedule("10:10:00", "10:15:20").created, 0U);
  backend_.merge_connector("c", json::object({{"last_sync_scheduled_at", nullptr}}));  // who told it died before this was written
  backend_.merge_job("older", json::object({{"status", "completed"}}));
  EXPECT_EQ(schedule("10:10:00", "10:16:00").created, 0U);
  EXPECT_EQ(marker(), "2026-08-20T10:15:00+00:00");
}

TEST_F(ScheduleTest, a_moment_that_has_its_job_is_not_told_as_skipped) {
  backend_.make_job("c-full-2026-08-20T10:15:00", "c");
  backend_.merge_job("c-full-2026-08-20T10:15:00", json::object({{"status", "completed"}}));
  backend_.make_job("by hand", "c");
  EXPECT_EQ(schedule("10:10:00", "10:15:20").created, 0U);
  EXPECT_TRUE(backend_.documents(std::string(event_log_index)).empty());
}

TEST_F(ScheduleTest, a_type_that_was_never_scheduled_has_nothing_to_make_up) {
  const ScheduleWindow after_a_start{at("09:00:00"), at("10:10:00"), at("10:12:00")};
  EXPECT_EQ(schedule_syncs(context_, **backend_.connector("c"), source_, after_a_start)->created, 0U);
  backend_.merge_connector("c", json::object({{"last_sync_scheduled_at", "2026-08-20T09:45:00+00:00"}}));
  EXPECT_EQ(schedule_syncs(context_, **backend_.connector("c"), source_, after_a_start)->created, 1U);
  EXPECT_EQ(backend_.job_ids(), Ids({"c-full-2026-08-20T10:00:00"}));
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
  const auto scheduled = schedule_syncs(context_, **backend_.connector("c"), source_, window("10:00:00", "10:15:00"));
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
