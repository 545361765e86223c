#include "control/store_fixture.h"
#include "control/sync_job_state.h"

namespace headrace::control {
namespace {

using namespace std::chrono_literals;

class SyncJobClaimTest : public StoreFixture {
 protected:
  SyncJobClaimTest() {
    make_connector("c", "idx");
    id_ = make_job("c");
  }
  Result<void> claim(const std::string& worker, std::optional<std::string> token = std::nullopt) {
    return run(jobs().claim(id_, {.worker_hostname = worker, .token = std::move(token)}));
  }
  void set_status(std::string_view status) { change_job(id_, json::object({{"status", status}})); }
  std::string conflict(const Result<void>& result) { return reason_of(result, ErrorKind::status_conflict); }
  std::string refused(std::string_view why) { return "sync job [" + id_ + "] cannot be claimed: " + std::string(why); }
  std::string holder() {
    const auto claim = stored(claims_index, id_);
    return claim.is_null() ? "nobody" : std::string(claim.text("token"));
  }

  std::string id_;
};

TEST_F(SyncJobClaimTest, a_claim_writes_worker_status_and_stamps) {
  auto expected = job(id_);
  advance(2s);
  ASSERT_TRUE(claim("w-1"));
  expected.set("worker_hostname", "w-1").set("status", "in_progress").set("last_seen", now_text()).set("started_at", now_text());
  EXPECT_EQ(job(id_), expected);
  EXPECT_EQ(holder(), "nobody");
}

TEST_F(SyncJobClaimTest, without_a_token_any_status_can_be_claimed_and_nothing_is_cleared) {
  for (const auto* status : {"pending", "in_progress", "canceling", "canceled", "suspended", "completed", "error"}) {
    change_job(id_, json_of(R"({"error":"e","completed_at":"x","canceled_at":"y"})"));
    set_status(status);
    ASSERT_TRUE(claim("w")) << status;
    EXPECT_EQ(job(id_).text("status"), "in_progress");
    EXPECT_EQ(job(id_).text("error"), "e");
    EXPECT_EQ(job(id_).text("completed_at"), "x");
    EXPECT_EQ(job(id_).text("canceled_at"), "y");
  }
}

TEST_F(SyncJobClaimTest, cursors_are_merged_into_the_snapshot_and_the_connector_stays) {
  const auto before = connector("c");
  const auto with_cursor = [&](std::string_view cursor) {
    return run(jobs().claim(id_, {.worker_hostname = "", .sync_cursor = json_of(cursor)}));
  };
  ASSERT_TRUE(with_cursor(R"({"page":4})"));
  ASSERT_TRUE(with_cursor(R"({"token":"z"})"));
  EXPECT_EQ(*job(id_).at_path("connector.sync_cursor"), json_of(R"({"page":4,"token":"z"})"));
  EXPECT_EQ(job(id_).at_path("connector.id")->as_string(), "c");
  EXPECT_EQ(connector("c"), before);
}

TEST_F(SyncJobClaimTest, a_token_is_kept_beside_the_job_and_not_in_it) {
  ASSERT_TRUE(claim("w-1", "T1"));
  EXPECT_EQ(stored(claims_index, id_), json::object({{"token", "T1"}, {"claimed_at", now_text()}}));
  EXPECT_FALSE(json::write(job(id_)).contains("T1"));
}

TEST_F(SyncJobClaimTest, with_a_token_only_waiting_jobs_can_be_claimed) {
  for (const auto* status : {"pending", "suspended"}) {
    set_status(status);
    EXPECT_TRUE(claim("w", "T1")) << status;
  }
  for (const auto* status : {"canceling", "canceled", "completed", "error"}) {
    set_status(status);
    EXPECT_EQ(conflict(claim("w", "T2")), refused(status));
    EXPECT_EQ(job(id_).text("status"), status);
  }
}

TEST_F(SyncJobClaimTest, the_same_token_claims_again_and_another_is_refused) {
  ASSERT_TRUE(claim("w-1", "T1"));
  EXPECT_TRUE(claim("w-1", "T1"));
  EXPECT_EQ(conflict(claim("w-2", "T2")), refused("held by [w-1]"));
  advance(1h);  // silence does not help: the clean-up has to suspend it first
  EXPECT_FALSE(claim("w-2", "T2"));
  EXPECT_EQ(holder(), "T1");
  EXPECT_EQ(job(id_).text("worker_hostname"), "w-1");
}

TEST_F(SyncJobClaimTest, a_final_job_is_not_even_for_its_last_holder) {
  ASSERT_TRUE(claim("w-1", "T1"));
  set_status("completed");
  EXPECT_EQ(conflict(claim("w-1", "T1")), refused("completed"));
}

TEST_F(SyncJobClaimTest, a_repeated_claim_does_not_undo_a_cancellation) {
  ASSERT_TRUE(claim("w-1", "T1"));
  ASSERT_TRUE(run(jobs().cancel(id_)));
  EXPECT_EQ(conflict(claim("w-1", "T1")), refused("canceling"));
  EXPECT_EQ(job(id_).text("status"), "canceling");
}

TEST_F(SyncJobClaimTest, a_running_job_without_holder_is_not_for_tokens) {
  ASSERT_TRUE(claim("w-1"));
  EXPECT_EQ(conflict(claim("w-2", "T2")), refused("in_progress"));
}

TEST_F(SyncJobClaimTest, a_living_holder_keeps_claims_without_token_away_for_the_idle_limit) {
  ASSERT_TRUE(claim("w-1", "T1"));
  advance(299s);
  EXPECT_EQ(conflict(claim("w-2")), refused("held by [w-1]"));
  ASSERT_TRUE(run(jobs().check_in(id_)));
  advance(299s);
  EXPECT_FALSE(claim("w-2"));
  advance(1s);
  EXPECT_TRUE(claim("w-2"));
  EXPECT_EQ(holder(), "nobody");
  EXPECT_EQ(conflict(claim("w-1", "T1")), refused("in_progress"));
}

TEST_F(SyncJobClaimTest, a_released_job_is_free_at_once) {
  for (const auto* status : {"suspended", "pending", "completed", "error", "canceled"}) {
    set_status("pending");
    ASSERT_TRUE(claim("w-1", "T1"));
    set_status(status);
    EXPECT_TRUE(claim("w-2")) << status;
  }
  set_status("suspended");
  EXPECT_TRUE(claim("w-3", "T3"));
}

TEST_F(SyncJobClaimTest, of_eight_tokens_at_once_one_wins) {
  std::vector<Awaitable<Result<void>>> claims;
  for (int i = 0; i < 8; ++i) {
    const auto name = std::to_string(i);
    claims.push_back(jobs().claim(id_, {.worker_hostname = "w-" + name, .token = "T" + name}));
  }
  std::vector<std::string> winners;
  const auto results = run_all(std::move(claims));
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (results[i]) winners.push_back("T" + std::to_string(i));
  }
  ASSERT_EQ(winners.size(), 1U);
  EXPECT_EQ(holder(), winners[0]);
}

TEST_F(SyncJobClaimTest, the_holder_goes_with_the_job) {
  ASSERT_TRUE(claim("w-1", "T1"));
  ASSERT_TRUE(run(jobs().remove(id_)));
  EXPECT_EQ(holder(), "nobody");
}

TEST_F(SyncJobClaimTest, the_holder_goes_with_the_jobs_of_a_deleted_connector) {
  ASSERT_TRUE(claim("w-1", "T1"));
  ASSERT_TRUE(run(connectors().remove("c", false, true)));
  EXPECT_TRUE(job(id_).is_null());
  EXPECT_EQ(holder(), "nobody");
}

TEST_F(SyncJobClaimTest, strict_mode_knows_no_tokens) {
  ASSERT_TRUE(run(strict_jobs().claim(id_, {.worker_hostname = "w-1", .token = "T1"})));
  EXPECT_EQ(holder(), "nobody");
  EXPECT_TRUE(run(strict_jobs().claim(id_, {.worker_hostname = "w-2", .token = "T2"})));
  EXPECT_EQ(job(id_).text("worker_hostname"), "w-2");
}

}  // namespace
}  // namespace headrace::control
