#include "service/service.h"

#include <gtest/gtest.h>

#include "service/schedule.h"
#include "service/service_fixture.h"

namespace headrace::service {
namespace {

using std::chrono::seconds;

TEST_F(ServiceTest, a_waiting_job_runs_and_ends_with_its_counters) {
  put_connector("c");
  backend_.put_document("content", "gone", "{}");
  script_->add("1");
  script_->add("2");
  backend_.make_job("j", "c");
  run();
  wait_for_connector("c", "last_sync_status", "completed");
  const auto job = backend_.stored_job("j");
  EXPECT_EQ(job.text("status"), "completed");
  EXPECT_EQ(job.text("worker_hostname"), "alpha");
  EXPECT_EQ(counter("j", "indexed_document_count"), 2);
  EXPECT_EQ(counter("j", "deleted_document_count"), 1);
  EXPECT_EQ(counter("j", "total_document_count"), 2);
  EXPECT_NE(job.text("completed_at"), "");
  EXPECT_EQ(backend_.stored_connector("c").text("status"), "connected");
  EXPECT_EQ(backend_.stored_connector("c").find("last_indexed_document_count")->integer(), 2);
}

TEST_F(ServiceTest, a_job_that_comes_later_starts_without_the_clock_moving) {
  put_connector("c");
  run();
  wait_for_connector("c", "last_seen", base::format_instant(start));
  backend_.make_job("j", "c");
  wait_for_status("j", "completed");
  EXPECT_EQ(clock_.now(), start);
}

TEST_F(ServiceTest, a_new_connector_is_prepared) {
  backend_.put_connector("c",
                         *json::parse(R"({"is_native":true,"service_type":"test","status":"needs_configuration","configuration":{}})"));
  run();
  backend_.wait_for([&] { return backend_.stored_connector("c").at_path("configuration.place.label") != nullptr; });
  EXPECT_EQ(backend_.stored_connector("c").text("status"), "needs_configuration");
}

TEST_F(ServiceTest, connectors_of_others_are_left_alone) {
  put_connector("c", R"({"is_native":false})");
  backend_.make_job("j", "c");
  put_connector("mine");
  run();
  wait_for_connector("mine", "last_seen", base::format_instant(start));
  EXPECT_EQ(backend_.job_status("j"), "pending");
  EXPECT_EQ(backend_.stored_connector("c").find("last_seen"), nullptr);
}

TEST_F(ServiceTest, a_failed_source_ends_the_job_with_its_words) {
  put_connector("c");
  script_->broken = "The folder /data does not exist.";
  backend_.put_document("content", "1", "{}");
  backend_.make_job("j", "c");
  run();
  wait_for_connector("c", "last_sync_status", "error");
  EXPECT_EQ(backend_.stored_job("j").text("error"), "The folder /data does not exist.");
  EXPECT_EQ(backend_.stored_connector("c").text("last_sync_error"), "The folder /data does not exist.");
  EXPECT_EQ(backend_.documents("content").size(), 1U);
}

TEST_F(ServiceTest, a_canceled_job_ends_with_the_counters_so_far) {
  put_connector("c");
  settings_.sync.bulk_entries = 2;
  script_->add("1");
  script_->add_gate();
  backend_.make_job("j", "c");
  run();
  script_->wait_until_at_gate();
  turn_until([&] { return counter("j", "indexed_document_count") == 1; });
  backend_.merge_job("j", json::object({{"status", "canceling"}}));
  turn_until([&] { return backend_.job_status("j") == "canceled"; });  // although the source does not come back
  EXPECT_EQ(counter("j", "indexed_document_count"), 1);
  EXPECT_NE(backend_.stored_job("j").text("canceled_at"), "");
  wait_for_connector("c", "last_sync_status", "canceled");
}

TEST_F(ServiceTest, a_source_that_sleeps_never_makes_the_job_look_dead) {
  put_connector("c");
  script_->add_gate();
  backend_.make_job("j", "c");
  run();
  script_->wait_until_at_gate();
  for (int minute = 0; minute < 15 * 6; ++minute) {
    const int reports = backend_.reports;
    clock_.advance(seconds(10));
    backend_.wait_for([&] { return backend_.reports > reports; });
  }
  EXPECT_EQ(backend_.job_status("j"), "in_progress");
  script_->open_gate();
  wait_for_status("j", "completed");
}

TEST_F(ServiceTest, a_stopped_service_suspends_and_the_next_one_goes_on) {
  put_connector("c");
  settings_.sync.bulk_entries = 2;
  script_->add("1");
  script_->add_gate();
  script_->add("2");
  backend_.make_job("j", "c");
  run();
  script_->wait_until_at_gate();
  turn_until([&] { return counter("j", "indexed_document_count") == 1; });
  std::atomic<bool> is_stopped = false;
  std::thread turner([&] {
    while (!is_stopped) clock_.advance(seconds(1));  // the source does not come back within the grace
  });
  service_->stop(seconds(5));
  is_stopped = true;
  turner.join();
  EXPECT_EQ(backend_.job_status("j"), "suspended");
  EXPECT_EQ(counter("j", "indexed_document_count"), 1);
  EXPECT_EQ(backend_.stored_connector("c").text("last_sync_status"), "suspended");
  script_->open_gate();
  run();
  wait_for_status("j", "completed");
  EXPECT_EQ(backend_.documents("content").size(), 2U);
}

TEST_F(ServiceTest, a_service_that_was_killed_takes_its_own_jobs_back_at_once) {
  put_connector("c", R"({"last_sync_status":"in_progress"})");
  backend_.make_job("j", "c");
  ASSERT_EQ(*backend_.claim("j", {.worker_hostname = "alpha", .token = "me"}), ClaimOutcome::claimed);
  script_->add("1");
  run();
  wait_for_status("j", "completed");
  EXPECT_TRUE(backend_.stored_job("j").at_path("metadata.restarted")->as_bool());
}

TEST_F(ServiceTest, a_job_that_another_service_holds_is_not_touched) {
  put_connector("c", R"({"last_sync_status":"in_progress"})");
  backend_.make_job("j", "c");
  ASSERT_EQ(*backend_.claim("j", {.worker_hostname = "alpha", .token = "other"}), ClaimOutcome::claimed);
  run();
  wait_for_connector("c", "last_seen", base::format_instant(start));
  put_connector("d");
  backend_.make_job("k", "d");
  wait_for_status("k", "completed");
  EXPECT_EQ(backend_.job_status("j"), "in_progress");
}

TEST_F(ServiceTest, of_one_connector_one_content_job_runs_at_a_time) {
  settings_.max_concurrent_content_syncs = 4;
  put_connector("c");
  put_connector("d");
  script_->add_gate();
  for (const auto* id : {"c1", "c2"}) backend_.make_job(id, "c");
  backend_.make_job("d1", "d");
  run();
  backend_.wait_for([&] { return backend_.job_status("c1") == "in_progress" && backend_.job_status("d1") == "in_progress"; });
  EXPECT_EQ(backend_.job_status("c2"), "pending");
  script_->open_gate();
  wait_for_status("c2", "completed");
}

TEST_F(ServiceTest, slots_are_bounded_and_refilled_at_once_oldest_first) {
  settings_.max_concurrent_content_syncs = 2;
  script_->add_gate();
  for (const auto* id : {"a", "b", "c"}) {
    put_connector(id);
    backend_.make_job(std::string("job ") + id, id);
  }
  run();
  backend_.wait_for([&] { return backend_.job_status("job a") == "in_progress" && backend_.job_status("job b") == "in_progress"; });
  EXPECT_EQ(backend_.job_status("job c"), "pending");
  script_->open_gate();
  wait_for_status("job c", "completed");
  EXPECT_EQ(clock_.now(), start);
}

TEST_F(ServiceTest, a_connector_with_many_jobs_does_not_keep_the_others_waiting) {
  script_->add_gate();
  put_connector("many");
  for (const auto* id : {"many 1", "many 2", "many 3"}) backend_.make_job(id, "many");
  run();
  wait_for_status("many 1", "in_progress");
  clock_.advance(seconds(1));
  put_connector("late");
  backend_.make_job("late 1", "late");
  std::vector<std::string> ended;
  backend_.before_claim = [&] {
    for (const auto& id : backend_.job_ids()) {
      if (backend_.job_status(id) == "completed" && std::ranges::find(ended, id) == ended.end()) ended.push_back(id);
    }
  };
  script_->open_gate();
  wait_for_status("many 3", "completed");
  ASSERT_GE(ended.size(), 2U);
  EXPECT_EQ(ended[1], "late 1");
}

TEST_F(ServiceTest, content_and_access_control_syncs_have_pools_of_their_own) {
  settings_.max_concurrent_access_control_syncs = 2;
  settings_.max_concurrent_content_syncs = 1;
  put_connector("busy");
  script_->add_gate();
  backend_.make_job("content", "busy");
  backend_.make_job("access", "busy", control::SyncJobType::access_control);
  run();
  wait_for_status("access", "error");  // this source has none, which says that it was taken
  EXPECT_EQ(backend_.job_status("content"), "in_progress");
}

TEST_F(ServiceTest, only_the_selected_actions_are_done) {
  settings_.actions = {.schedule = false, .sync_content = false, .sync_access_control = true, .cleanup = false};
  put_connector("c", R"({"scheduling":{"full":{"enabled":true,"interval":"* * * * * ?"}}})");
  backend_.make_job("content", "c");
  backend_.make_job("access", "c", control::SyncJobType::access_control);
  run();
  wait_for_status("access", "error");
  backend_.make_job("access 2", "c", control::SyncJobType::access_control);
  wait_for_status("access 2", "error");
  EXPECT_EQ(backend_.job_status("content"), "pending");
  EXPECT_EQ(backend_.job_ids().size(), 3U) << "nothing was scheduled";
  EXPECT_EQ(backend_.stored_connector("c").find("last_seen"), nullptr) << "nor checked in";
}

TEST_F(ServiceTest, a_worker_serves_all_connectors_of_its_types_that_are_not_native) {
  settings_.native_connectors = false;
  settings_.worker_types = {"test"};
  put_connector("native");
  put_connector("mine", R"({"is_native":false})");
  put_connector("other", R"({"is_native":false,"service_type":"another"})");
  for (const auto* id : {"native", "other", "mine"}) backend_.make_job(std::string("job ") + id, id);
  run();
  wait_for_status("job mine", "completed");
  EXPECT_EQ(backend_.job_status("job native"), "pending");
  EXPECT_EQ(backend_.job_status("job other"), "pending");
}

// docs/spec/connector-service.md 22, 5 and 23, 10
TEST_F(ServiceTest, ten_connectors_and_a_pool_of_four_all_get_a_heartbeat_and_a_check_in_every_poll) {
  settings_.max_concurrent_checks = 4;
  settings_.health_interval = seconds(30);
  settings_.heartbeat_interval = seconds(30);
  std::atomic<int> checks = 0;
  type_.make = [&](const json::Value&) -> Result<std::unique_ptr<sources::Source>> {
    ++checks;
    return std::make_unique<TestSource>(script_);
  };
  for (int i = 0; i < 10; ++i) put_connector("c" + std::to_string(i));
  run();
  constexpr int polls = 5;
  for (int poll = 1; poll <= polls; ++poll) {
    for (int i = 0; i < 10; ++i) wait_for_connector("c" + std::to_string(i), "last_seen", base::format_instant(clock_.now()));
    while (checks < poll * 10) std::this_thread::yield();
    if (poll < polls) clock_.advance(seconds(30));
  }
  service_->stop(seconds(1));
  EXPECT_EQ(checks, polls * 10);
}

TEST_F(ServiceTest, a_target_without_tokens_is_served_by_the_write_on_the_connector) {
  backend_.knows_tokens = false;
  put_connector("c");
  put_connector("busy", R"({"last_sync_status":"in_progress"})");
  backend_.make_job("j", "c");
  backend_.make_job("k", "busy");
  run();
  wait_for_status("j", "completed");
  EXPECT_EQ(backend_.job_status("k"), "pending");
}

// docs/spec/connector-service.md 23, 9
TEST_F(ServiceTest, two_services_make_one_job_per_moment) {
  put_connector("c", R"({"scheduling":{"full":{"enabled":true,"interval":"5/10 * * * * ?"}}})");
  run();
  const auto second = make_service();
  second->start();
  clock_.advance(seconds(5));
  for (int moment = 1; moment <= 100; ++moment) {
    if (moment > 1) clock_.advance(seconds(10));
    const auto id = scheduled_job_id("c", control::SyncJobType::full, clock_.now());
    backend_.wait_for([&] { return backend_.job_status(id) == "completed"; });
  }
  second->stop(seconds(1));
  service_->stop(seconds(1));
  EXPECT_EQ(backend_.job_ids().size(), 100U);
}

TEST_F(ServiceTest, the_last_moment_that_nobody_saw_is_made_up_once_after_a_start) {
  put_connector("c", R"({"status":"configured","scheduling":{"full":{"enabled":true,"interval":"0 0/15 * * * ?"}},
                         "last_sync_scheduled_at":"2026-08-20T09:00:00+00:00"})");
  clock_.advance(std::chrono::minutes(7));
  run();
  wait_for_status("c-full-2026-08-20T10:00:00", "completed");
  service_->stop(seconds(1));
  backend_.merge_connector("c", json::object({{"status", "configured"}}));
  run();
  run_job_after_schedule("c");
  service_->stop(seconds(1));
  EXPECT_EQ(backend_.job_ids().size(), 2U) << "neither for 09:15 to 09:45, nor again";
}

TEST_F(ServiceTest, a_moment_beyond_the_look_back_is_not_made_up) {
  settings_.look_back = seconds(600);
  put_connector("c", R"({"status":"configured","scheduling":{"full":{"enabled":true,"interval":"0 0 * * * ?"}},
                         "last_sync_scheduled_at":"2026-08-20T09:00:00+00:00"})");
  clock_.advance(std::chrono::minutes(11));
  run();
  run_job_after_schedule("c");
  service_->stop(seconds(1));
  EXPECT_EQ(backend_.job_ids().size(), 1U);
}

TEST_F(ServiceTest, a_connector_that_comes_later_has_nothing_to_make_up) {
  run();
  clock_.advance(std::chrono::minutes(20));
  put_connector("d");
  wait_for_connector("d", "last_seen", base::format_instant(clock_.now()));
  put_connector("c", R"({"status":"configured","scheduling":{"full":{"enabled":true,"interval":"0 0/15 * * * ?"}}})");
  run_job_after_schedule("c");
  service_->stop(seconds(1));
  EXPECT_EQ(backend_.job_ids().size(), 1U);
}

TEST_F(ServiceTest, a_bad_configuration_puts_the_connector_in_error_and_a_mended_one_out) {
  put_connector("c", R"({"configuration":{"place":{"value":""}}})");
  run();
  wait_for_connector("c", "status", "error");
  EXPECT_EQ(backend_.stored_connector("c").text("error"), "Field validation errors: 'Place' cannot be empty.");
  backend_.merge_connector("c", *json::parse(R"({"status":"configured","configuration":{"place":{"value":"there"}}})"));
  wait_for_connector("c", "status", "connected");
}

TEST_F(ServiceTest, a_bad_cron_expression_is_told_to_the_connector) {
  put_connector("c", R"({"scheduling":{"full":{"enabled":true,"interval":"soon"}}})");
  run();
  wait_for_connector("c", "status", "error");
  EXPECT_TRUE(backend_.stored_connector("c").text("error").contains("soon"));
}

TEST_F(ServiceTest, a_job_that_vanishes_is_stopped_and_told_to_its_connector) {
  put_connector("c");
  script_->add_gate();
  backend_.make_job("j", "c");
  run();
  script_->wait_until_at_gate();
  backend_.remove_job("j");
  script_->open_gate();
  wait_for_connector("c", "last_sync_error", "Couldn't find the job");
}

TEST_F(ServiceTest, a_deleted_connector_ends_its_job) {
  put_connector("c");
  script_->add_gate();
  backend_.make_job("j", "c");
  run();
  script_->wait_until_at_gate();
  backend_.merge_connector("c", json::object({{"deleted", true}}));
  turn_until([&] { return backend_.job_status("j") == "error"; });
  EXPECT_EQ(backend_.stored_job("j").text("error"), "The connector was deleted while its sync ran.");
}

TEST_F(ServiceTest, a_job_that_somebody_ended_stays_as_it_is) {
  put_connector("c");
  script_->add_gate();
  backend_.make_job("j", "c");
  backend_.make_job("k", "c");
  run();
  script_->wait_until_at_gate();
  backend_.merge_job("j", json::object({{"status", "error"}, {"error", "enough"}}));
  script_->open_gate();
  backend_.merge_connector("c", json::object({{"last_sync_status", "error"}}));
  wait_for_status("k", "completed");
  EXPECT_EQ(backend_.stored_job("j").text("error"), "enough");
}

TEST_F(ServiceTest, jobs_that_a_source_cannot_do_end_with_the_reason) {
  put_connector("c");
  put_connector("d");
  backend_.make_job("i", "c", control::SyncJobType::incremental);
  backend_.make_job("a", "d", control::SyncJobType::access_control);
  run();
  wait_for_status("i", "error");
  wait_for_status("a", "error");
  EXPECT_TRUE(backend_.stored_job("i").text("error").starts_with("Incremental syncs are not enabled"));
  EXPECT_TRUE(backend_.stored_job("a").text("error").contains("no access control syncs"));
}

TEST_F(ServiceTest, an_unreachable_target_is_tried_again) {
  put_connector("c");
  backend_.make_job("j", "c");
  backend_.is_reachable = false;
  run();
  clock_.advance(seconds(1));
  backend_.is_reachable = true;
  turn_until([&] { return backend_.job_status("j") == "completed"; });
}

TEST_F(ServiceTest, stopping_twice_or_without_a_start_is_harmless) {
  make_service();
  run();
  service_->stop(seconds(1));
  service_->stop(seconds(1));
}

}  // namespace
}  // namespace headrace::service
