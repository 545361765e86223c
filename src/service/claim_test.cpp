#include "service/claim.h"

#include <gtest/gtest.h>

#include "service/memory_backend.h"

namespace headrace::service {
namespace {

class ClaimTest : public ::testing::Test {
 protected:
  ClaimTest() {
    settings_.instance = "me";
    settings_.hostname = "alpha";
    backend_.put_connector("c", *json::parse(R"({"service_type":"test","index_name":"content","status":"error","error":"old",
        "sync_cursor":{"page":3}})"));
    backend_.make_job("j", "c");
  }
  std::optional<Claimed> claim() {
    auto claimed = claim_waiting(context_, **backend_.job("j"));
    EXPECT_TRUE(claimed) << claimed.error().reason;
    return claimed ? std::move(*claimed) : std::nullopt;
  }
  json::Value connector() { return backend_.stored_connector("c"); }

  base::ManualClock clock_{*base::parse_instant("2026-08-20T10:00:00Z")};
  MemoryBackend backend_{clock_};
  Settings settings_;
  Context context_{backend_, settings_, clock_, {}};
};

TEST_F(ClaimTest, a_claim_marks_the_connector_and_clears_its_error) {
  const auto claimed = claim();
  ASSERT_TRUE(claimed);
  EXPECT_FALSE(claimed->is_restart);
  EXPECT_EQ(connector().text("last_sync_status"), "in_progress");
  EXPECT_TRUE(connector().find("error")->is_null());
  EXPECT_EQ(backend_.job_status("j"), "in_progress");
}

TEST_F(ClaimTest, a_connector_that_syncs_already_keeps_its_other_jobs_waiting) {
  backend_.merge_connector("c", json::object({{"last_sync_status", "in_progress"}}));
  EXPECT_FALSE(claim());
  EXPECT_EQ(backend_.job_status("j"), "pending");
}

TEST_F(ClaimTest, a_refused_claim_leaves_the_connector_as_it_was) {
  const auto job = **backend_.job("j");
  backend_.merge_job("j", json::object({{"status", "canceled"}}));
  for (const bool knows_tokens : {true, false}) {
    backend_.knows_tokens = knows_tokens;
    const auto claimed = claim_waiting(context_, job);
    ASSERT_TRUE(claimed);
    EXPECT_FALSE(*claimed);
    EXPECT_EQ(connector().text("error"), "old");
    EXPECT_NE(connector().text("last_sync_status"), "in_progress");
    EXPECT_EQ(backend_.job_status("j"), "canceled");
  }
}

TEST_F(ClaimTest, a_refused_claim_leaves_no_start_though_others_write_meanwhile) {
  const auto job = **backend_.job("j");
  backend_.before_claim = [&] {
    backend_.merge_job("j", json::object({{"status", "completed"}}));
    backend_.merge_connector("c", json::object({{"last_sync_scheduled_at", "2026-08-20T10:00:00+00:00"}}));
  };
  const auto claimed = claim_waiting(context_, job);
  ASSERT_TRUE(claimed);
  EXPECT_FALSE(*claimed);
  EXPECT_NE(connector().text("last_sync_status"), "in_progress");
  EXPECT_EQ(connector().text("last_sync_scheduled_at"), "2026-08-20T10:00:00+00:00");
}

TEST_F(ClaimTest, a_refused_claim_leaves_the_start_of_another_job) {
  const auto job = **backend_.job("j");
  backend_.before_claim = [&] {  // another service ends a job and starts the next
    backend_.merge_job("j", json::object({{"status", "completed"}}));
    backend_.merge_connector("c", json::object({{"last_synced", "2026-08-20T10:00:00+00:00"}, {"last_sync_status", "in_progress"}}));
  };
  const auto claimed = claim_waiting(context_, job);
  ASSERT_TRUE(claimed);
  EXPECT_FALSE(*claimed);
  EXPECT_EQ(connector().text("last_sync_status"), "in_progress");
}

TEST_F(ClaimTest, a_suspended_job_is_a_restart) {
  backend_.merge_job("j", json::object({{"status", "suspended"}, {"started_at", "2026-08-20T09:00:00Z"}}));
  const auto claimed = claim();
  ASSERT_TRUE(claimed);
  EXPECT_TRUE(claimed->is_restart);
}

TEST_F(ClaimTest, jobs_of_missing_and_deleted_connectors_wait) {
  backend_.merge_connector("c", json::object({{"deleted", true}}));
  EXPECT_FALSE(claim());
  backend_.remove_connector("c");
  EXPECT_FALSE(claim());
  EXPECT_EQ(backend_.job_status("j"), "pending");
}

TEST_F(ClaimTest, only_the_own_token_takes_a_running_job_back) {
  std::ignore = backend_.claim("j", {.worker_hostname = "alpha", .token = "other"});
  EXPECT_FALSE(*reclaim(context_, **backend_.job("j")));
  settings_.instance = "other";
  const auto own = reclaim(context_, **backend_.job("j"));
  ASSERT_TRUE(own && *own);
  EXPECT_TRUE((*own)->is_restart);
}

TEST_F(ClaimTest, without_tokens_nothing_is_taken_back) {
  backend_.knows_tokens = false;
  backend_.merge_job("j", json::object({{"status", "in_progress"}}));
  EXPECT_FALSE(*reclaim(context_, **backend_.job("j")));
}

}  // namespace
}  // namespace headrace::service
