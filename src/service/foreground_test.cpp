#include "service/foreground.h"

#include <gtest/gtest.h>

#include "service/memory_backend.h"
#include "service/test_source.h"

namespace headrace::service {
namespace {

class ForegroundTest : public ::testing::Test {
 protected:
  ForegroundTest() {
    settings_.instance = "mine";
    settings_.hostname = "here";
    backend_.put_connector("c",
                           *json::parse(R"({"service_type":"test","index_name":"content","configuration":{"place":{"value":"here"}}})"));
  }
  Context context() {
    return {backend_, settings_, clock_, [this](std::string_view) { return &type_; }};
  }
  Result<Claimed> claim() { return claim_new(context(), "c", control::SyncJobType::full); }
  std::string refused() {
    const auto claimed = claim();
    return claimed ? "claimed" : claimed.error().reason;
  }
  /// To its end; the status of the job.
  std::string end_of(ForegroundSync& sync) {
    while (!sync.wait_until(base::Instant::max())) {
    }
    return backend_.job_status(sync.job_id());
  }

  base::ManualClock clock_{*base::parse_instant("2026-08-20T15:00:00Z")};
  MemoryBackend backend_{clock_};
  Settings settings_;
  std::shared_ptr<TestScript> script_ = std::make_shared<TestScript>();
  sources::SourceType type_ = test_source_type(script_);
};

TEST_F(ForegroundTest, a_sync_is_made_run_and_ended_here) {
  script_->add("1");
  ForegroundSync sync(context(), *claim());
  EXPECT_EQ(end_of(sync), "completed");
  const auto job = backend_.stored_job(sync.job_id());
  EXPECT_EQ(job.text("trigger_method"), "on_demand");
  EXPECT_EQ(job.text("worker_hostname"), "here");
  EXPECT_EQ(job.number("indexed_document_count"), 1);
  EXPECT_EQ(backend_.stored_connector("c").text("last_sync_status"), "completed");
}

TEST_F(ForegroundTest, the_connector_is_taken_before_there_is_a_job) {
  std::string status;
  backend_.before_claim = [&] { status = backend_.stored_connector("c").text("last_sync_status"); };
  ForegroundSync sync(context(), *claim());
  end_of(sync);
  EXPECT_EQ(status, "in_progress");
}

TEST_F(ForegroundTest, a_suspended_one_can_be_gone_on_with) {
  script_->add("1");
  script_->add_gate();
  {
    ForegroundSync sync(context(), *claim());
    script_->wait_until_at_gate();
    sync.suspend(std::chrono::seconds(0));  // does not wait for the source, which would come to its end as soon as it can
    EXPECT_EQ(end_of(sync), "suspended");
    script_->open_gate();
  }
  script_->wait_until_unused();
}

TEST_F(ForegroundTest, while_the_connector_is_syncing_no_job_is_made) {
  backend_.merge_connector("c", *json::parse(R"({"last_sync_status":"in_progress"})"));
  EXPECT_TRUE(refused().contains("running already")) << refused();
  EXPECT_TRUE(backend_.job_ids().empty());
}

TEST_F(ForegroundTest, while_another_job_runs_no_job_is_made_whatever_the_connector_says) {
  backend_.make_job("other", "c");
  backend_.merge_job("other", *json::parse(R"({"status":"in_progress"})"));
  EXPECT_TRUE(refused().contains("running already")) << refused();
  EXPECT_EQ(backend_.job_ids(), std::vector<std::string>{"other"});
}

TEST_F(ForegroundTest, a_job_that_somebody_else_claims_first_is_left_to_them) {
  backend_.before_claim = [&] {
    backend_.before_claim = {};
    backend_.merge_job(backend_.job_ids().front(), *json::parse(R"({"status":"in_progress"})"));
  };
  const auto reason = refused();
  EXPECT_TRUE(reason.contains("not run here") && reason.contains("headrace job watch")) << reason;
  EXPECT_NE(backend_.stored_connector("c").text("last_sync_status"), "in_progress");
}

TEST_F(ForegroundTest, a_target_without_tokens_is_claimed_as_the_original_does) {
  backend_.knows_tokens = false;
  ForegroundSync sync(context(), *claim());
  EXPECT_EQ(end_of(sync), "completed");
}

TEST_F(ForegroundTest, what_cannot_have_a_job_is_told) {
  EXPECT_TRUE(claim_new(context(), "nobody", control::SyncJobType::full).error().reason.contains("no connector [nobody]"));
  backend_.merge_connector("c", *json::parse(R"({"index_name":null})"));
  EXPECT_NE(refused(), "claimed");
  EXPECT_TRUE(backend_.job_ids().empty());
}

}  // namespace
}  // namespace headrace::service
