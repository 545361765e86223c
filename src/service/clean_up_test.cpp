#include "service/clean_up.h"

#include <gtest/gtest.h>

#include "service/checkpoint.h"
#include "service/memory_backend.h"

namespace headrace::service {
namespace {

const base::Instant start = *base::parse_instant("2026-08-20T10:00:00Z");

class CleanUpTest : public ::testing::Test {
 protected:
  CleanUpTest() {
    settings_.connector_ids = {"c"};
    for (const auto* id : {"c", "of others"}) {
      backend_.put_connector(id, *json::parse(R"({"service_type":"test","index_name":"content","last_sync_status":"in_progress"})"));
    }
  }
  void make_running(const std::string& id, const std::string& connector_id, std::string_view status = "in_progress") {
    backend_.make_job(id, connector_id);
    backend_.merge_job(id, json::object({{"status", status}, {"worker_hostname", "alpha"}, {"indexed_document_count", 7}}));
  }
  void run() {
    const auto result = clean_up_.run();
    EXPECT_TRUE(result) << result.error().reason;
  }
  /// Two rounds with this time between them.
  void run_over(std::chrono::seconds silence) {
    run();
    clock_.advance(silence);
    run();
  }
  void save_checkpoint(const std::string& job_id, std::int64_t deaths) {
    EXPECT_TRUE(Checkpoints(*content_).save(job_id, {.scopes = {{"items", {.position = "7"}}}, .deaths = deaths}));
  }
  std::optional<Checkpoint> checkpoint(const std::string& job_id) { return Checkpoints(*content_).find(job_id).value(); }

  base::ManualClock clock_{start};
  MemoryBackend backend_{clock_};
  Settings settings_;
  std::unique_ptr<ContentTarget> content_ = backend_.content("");
  CleanUp clean_up_{Context{backend_, settings_, clock_, {}}};
};

TEST_F(CleanUpTest, a_silent_job_is_ended_with_last_activity_host_and_setting) {
  make_running("j", "c");
  run_over(std::chrono::seconds(300));
  const auto job = backend_.stored_job("j");
  EXPECT_EQ(job.text("status"), "error");
  const auto error = job.text("error");
  for (const auto* part : {"2026-08-20T10:00:00.000Z", "[alpha]", "idle_limit (300 s)"}) EXPECT_TRUE(error.contains(part)) << error;
  EXPECT_EQ(job.find("indexed_document_count")->integer(), 7);
  EXPECT_EQ(backend_.stored_connector("c").text("last_sync_status"), "error");
  EXPECT_EQ(backend_.stored_connector("c").text("last_sync_error"), error);
}

TEST_F(CleanUpTest, canceling_jobs_die_too) {
  make_running("j", "c", "canceling");
  save_checkpoint("j", 0);
  run_over(std::chrono::seconds(301));
  EXPECT_EQ(backend_.job_status("j"), "error") << "and do not go on";
  EXPECT_FALSE(checkpoint("j"));
}

TEST_F(CleanUpTest, a_job_that_showed_life_within_the_limit_is_left_alone) {
  make_running("j", "c");
  run_over(std::chrono::seconds(299));
  EXPECT_EQ(backend_.job_status("j"), "in_progress");
}

TEST_F(CleanUpTest, a_dead_job_with_a_checkpoint_waits_to_go_on_and_frees_its_connector) {
  make_running("j", "c");
  save_checkpoint("j", 0);
  run_over(std::chrono::seconds(300));
  const auto job = backend_.stored_job("j");
  EXPECT_EQ(job.text("status"), "suspended");
  EXPECT_TRUE(job.find("error")->is_null());
  EXPECT_EQ(job.number("indexed_document_count"), 7);
  EXPECT_EQ(backend_.stored_connector("c").text("last_sync_status"), "suspended");
  EXPECT_EQ(backend_.stored_connector("c").text("status"), "connected");
  ASSERT_TRUE(checkpoint("j"));
  EXPECT_EQ(checkpoint("j")->deaths, 1);
  EXPECT_EQ(checkpoint("j")->scopes.at("items").position, "7");
}

TEST_F(CleanUpTest, a_job_that_dies_again_and_again_ends_in_error_and_leaves_no_checkpoint) {
  make_running("j", "c");
  save_checkpoint("j", max_deaths - 1);
  run_over(std::chrono::seconds(300));
  EXPECT_EQ(backend_.job_status("j"), "suspended");
  EXPECT_EQ(checkpoint("j")->deaths, max_deaths);
  backend_.merge_job("j", json::object({{"status", "in_progress"}}));
  run_over(std::chrono::seconds(300));
  EXPECT_EQ(backend_.job_status("j"), "error");
  EXPECT_TRUE(backend_.stored_job("j").text("error").contains("taken up again 3 times")) << backend_.stored_job("j").text("error");
  EXPECT_EQ(backend_.stored_connector("c").text("last_sync_status"), "error");
  EXPECT_FALSE(checkpoint("j"));
}

TEST_F(CleanUpTest, a_job_that_shows_life_while_it_is_cleaned_up_is_left_alone) {
  make_running("j", "c");
  save_checkpoint("j", 0);
  run();
  clock_.advance(std::chrono::seconds(300));
  int looks = 0;
  backend_.before_job_read = [&] {
    if (++looks == 1) backend_.merge_job("j", json::object({{"last_seen", "2026-08-20T10:05:00Z"}}));
  };
  run();
  EXPECT_EQ(looks, 1);
  EXPECT_EQ(backend_.job_status("j"), "in_progress");
  EXPECT_EQ(checkpoint("j")->deaths, 0);
  EXPECT_EQ(backend_.stored_connector("c").text("last_sync_status"), "in_progress");
}

TEST_F(CleanUpTest, a_job_that_lives_is_not_taken_for_dead_by_a_service_whose_clock_is_ahead) {
  base::ManualClock ahead(start + clock_tolerance);
  CleanUp other(Context{backend_, settings_, ahead, {}});
  make_running("j", "c");
  for (int round = 0; round < 4; ++round) {
    EXPECT_TRUE(other.run());
    clock_.advance(std::chrono::seconds(299));
    ahead.advance(std::chrono::seconds(299));
    EXPECT_TRUE(other.run());
    EXPECT_EQ(backend_.job_status("j"), "in_progress");
    EXPECT_TRUE(backend_.report("j", {}));
  }
}

TEST_F(CleanUpTest, a_new_service_finds_a_job_that_died_long_ago_in_its_first_round) {
  make_running("j", "c");
  clock_.advance(std::chrono::seconds(300) + clock_tolerance);
  run();
  EXPECT_EQ(backend_.job_status("j"), "error");
}

TEST_F(CleanUpTest, while_the_target_is_away_nothing_is_decided) {
  make_running("j", "c");
  run();
  clock_.advance(std::chrono::seconds(300));
  backend_.is_reachable = false;
  EXPECT_FALSE(clean_up_.run());
  backend_.is_reachable = true;
  EXPECT_EQ(backend_.job_status("j"), "in_progress");
  run();
  EXPECT_EQ(backend_.job_status("j"), "error");
}

TEST_F(CleanUpTest, waiting_and_ended_jobs_are_left_alone) {
  for (const auto* status : {"pending", "suspended", "completed"}) make_running(status, "c", status);
  run_over(std::chrono::hours(10));
  for (const auto* status : {"pending", "suspended", "completed"}) EXPECT_EQ(backend_.job_status(status), status);
}

TEST_F(CleanUpTest, jobs_of_connectors_that_others_serve_are_theirs) {
  make_running("j", "of others");
  clock_.advance(std::chrono::hours(1));
  run();
  EXPECT_EQ(backend_.job_status("j"), "in_progress");
}

// docs/spec/connector-service.md 22, 16
TEST_F(CleanUpTest, a_job_without_connector_is_ended_when_it_is_silent) {
  make_running("j", "of others");
  backend_.remove_connector("of others");
  run();
  EXPECT_EQ(backend_.job_status("j"), "in_progress") << "it may still be running";
  clock_.advance(std::chrono::seconds(300));
  run();
  EXPECT_EQ(backend_.job_status("j"), "error");
  EXPECT_TRUE(backend_.stored_job("j").text("error").ends_with("Its connector [of others] does not exist any more."));
}

// Nobody serves it any more, so nobody else would ever end the job.
TEST_F(CleanUpTest, a_job_of_a_soft_deleted_connector_is_ended_when_it_is_silent) {
  make_running("j", "of others");
  backend_.merge_connector("of others", json::object({{"deleted", true}}));
  run();
  EXPECT_EQ(backend_.job_status("j"), "in_progress");
  clock_.advance(std::chrono::seconds(300));
  run();
  EXPECT_EQ(backend_.job_status("j"), "error");
  EXPECT_EQ(backend_.stored_connector("of others").text("last_sync_status"), "in_progress") << "it is left as it was";
}

TEST_F(CleanUpTest, a_connector_that_no_job_will_free_is_freed_in_the_second_round) {
  run();
  EXPECT_EQ(backend_.stored_connector("c").text("last_sync_status"), "in_progress");
  run();
  EXPECT_EQ(backend_.stored_connector("c").text("last_sync_status"), "error");
  EXPECT_EQ(backend_.stored_connector("of others").text("last_sync_status"), "in_progress");
}

TEST_F(CleanUpTest, a_connector_with_a_running_job_is_not_stuck) {
  make_running("j", "c");
  run();
  run();
  EXPECT_EQ(backend_.stored_connector("c").text("last_sync_status"), "in_progress");
}

}  // namespace
}  // namespace headrace::service
