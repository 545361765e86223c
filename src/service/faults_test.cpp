// Faults of a source and of a target that need a clock which the test turns, or a target which refuses; tests/sources/test_faults.py and
// tests/service/test_target_faults.py have those of real servers.

#include "service/checkpoint.h"
#include "service/service_fixture.h"
#include "service/sync_fixture.h"

namespace headrace::service {
namespace {

using std::chrono::seconds;
using Kind = sources::ScopeEvent::Kind;

class FaultsTest : public ServiceTest {
 protected:
  FaultsTest() { put_connector("c"); }
  ~FaultsTest() override {
    script_->open_gate();
    other_.reset();
  }
  /// A service on another host that looks for dead jobs and does nothing else.
  void run_cleaner() {
    other_settings_ = settings_;
    other_settings_.instance = "other";
    other_settings_.hostname = "beta";
    other_settings_.actions = {.schedule = false, .sync_content = false, .sync_access_control = false, .cleanup = true};
    other_settings_.cleanup_interval = seconds(60);
    other_ = std::make_unique<Service>(backend_, other_settings_, clock_, [](std::string_view) { return nullptr; });
    other_->start();
  }
  base::Nanoseconds silence(const std::string& job) {
    return clock_.now() - *base::parse_instant(backend_.stored_job(job).text("last_seen"));
  }
  std::size_t count() { return backend_.documents("content").size(); }

  Settings other_settings_;
  std::unique_ptr<Service> other_;
};

// docs/spec/connector-service.md 23, 15
TEST_F(FaultsTest, a_source_that_hangs_for_15_minutes_never_looks_dead) {
  backend_.put_document("content", "gone", "{}");
  script_->add("1");
  script_->add_gate();
  script_->add("2");
  backend_.make_job("j", "c");
  run();
  script_->wait_until_at_gate();
  // Of a service that is no more: shows that dead jobs are found meanwhile.
  put_connector("d");
  backend_.make_job("dead", "d");
  ASSERT_EQ(*backend_.claim("dead", {.worker_hostname = "gamma", .token = "gamma"}), ClaimOutcome::claimed);
  run_cleaner();
  for (auto passed = seconds(0); passed < std::chrono::minutes(15); passed += seconds(10)) {
    const int reports = backend_.reports;
    clock_.advance(seconds(10));
    EXPECT_LE(silence("j"), seconds(20));
    backend_.wait_for([&] { return backend_.reports > reports; });
  }
  wait_for_status("dead", "error");
  EXPECT_EQ(backend_.job_status("j"), "in_progress");
  script_->open_gate();
  wait_for_status("j", "completed");
  EXPECT_EQ(count(), 2U);
  EXPECT_EQ(counter("j", "indexed_document_count"), 2);
  EXPECT_EQ(counter("j", "deleted_document_count"), 1);
}

TEST_F(FaultsTest, how_far_a_sync_has_come_is_kept_also_while_its_source_hangs) {
  script_->can_resume = true;
  script_->add("1");
  script_->add_event(Kind::position, "all", "after 1");
  script_->add_gate();
  script_->add_event(Kind::complete, "all");
  backend_.make_job("j", "c");
  run();
  script_->wait_until_at_gate();
  const auto content = backend_.content("");
  std::optional<Checkpoint> kept;
  turn_until([&] { return (kept = Checkpoints(*content).find("j").value()).has_value(); });
  EXPECT_EQ(kept->scopes.at("all").position, "after 1");
  EXPECT_EQ(kept->indexed, 1);
  script_->open_gate();
  wait_for_status("j", "completed");
  wait_for_connector("c", "last_sync_status", "completed");
  turn_until([&] { return !Checkpoints(*content).find("j").value(); });  // what has ended does not go on
}

// docs/spec/connector-service.md 23, 6
TEST_F(FaultsTest, a_cancelation_during_a_read_that_blocks_does_not_wait_for_the_source_and_deletes_nothing) {
  backend_.put_document("content", "gone", "{}");
  script_->ignores_stop = true;
  script_->can_resume = true;
  script_->add("1");
  script_->add_event(Kind::position, "all", "after 1");
  script_->add_gate();
  backend_.make_job("j", "c");
  run();
  script_->wait_until_at_gate();
  backend_.merge_job("j", json::object({{"status", "canceling"}}));
  const auto content = backend_.content("");
  const auto has_checkpoint = [&] { return Checkpoints(*content).find("j").value().has_value(); };
  turn_until([&] { return backend_.job_status("j") == "canceled"; });  // after the look (5 s) and the patience (5 s) of job.cpp
  EXPECT_TRUE(backend_.documents("content").contains("gone"));
  EXPECT_EQ(counter("j", "deleted_document_count"), 0);
  script_->open_gate();
  script_->wait_until_unused();
  EXPECT_TRUE(backend_.documents("content").contains("gone")) << "nor when the source comes back";
  turn_until([&] { return !has_checkpoint(); });  // what has ended does not go on
}

TEST_F(FaultsTest, a_connector_that_is_deleted_while_its_sync_runs_ends_it_without_deletions) {
  backend_.put_document("content", "gone", "{}");
  script_->add("1");
  script_->add_gate();
  backend_.make_job("j", "c");
  run();
  script_->wait_until_at_gate();
  backend_.remove_connector("c");
  turn_until([&] { return backend_.job_status("j") == "error"; });
  EXPECT_EQ(backend_.stored_job("j").text("error"), "The connector was deleted while its sync ran.");
  EXPECT_TRUE(backend_.documents("content").contains("gone"));
}

TEST_F(FaultsTest, a_sync_goes_on_with_the_configuration_that_it_was_started_with) {
  const auto make = type_.make;
  std::vector<std::string> places;
  type_.make = [&](const json::Value& configuration) {
    places.push_back(json::write(configuration));
    return make(configuration);
  };
  script_->add("1");
  script_->add_gate();
  script_->add("2");
  backend_.make_job("j", "c");
  backend_.merge_connector("c", *json::parse(R"({"configuration":{"place":{"value":"there"}},"index_name":"elsewhere"})"));
  settings_.actions.schedule = false;  // whose checks make sources, too
  run();
  script_->wait_until_at_gate();
  backend_.merge_connector("c", *json::parse(R"({"configuration":{"place":{"value":"nowhere"}}})"));
  script_->open_gate();
  wait_for_status("j", "completed");
  ASSERT_EQ(places.size(), 1U);
  EXPECT_TRUE(places[0].contains("here") && !places[0].contains("there")) << places[0];
  EXPECT_EQ(count(), 2U) << "and in the index of that moment";
}

using FaultsOfTarget = SyncTest;

TEST_F(FaultsOfTarget, a_full_disk_ends_the_sync_with_the_reason_and_deletes_nothing) {
  const std::string full = "cluster_block_exception: index [content] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded]";
  backend_.put_document("content", "gone", "{}");
  for (int i = 0; i < 30; ++i) {
    script_->add(std::to_string(i));
    if (i >= 10) backend_.refuse(std::to_string(i), {.may_retry = true, .reason = full});
  }
  std::atomic<bool> is_over = false;
  std::thread turner([&] {
    while (!is_over) clock_.advance(seconds(1));
  });
  const auto error = run();
  is_over = true;
  turner.join();
  EXPECT_NE(error.find(full), std::string::npos) << error;
  EXPECT_TRUE(backend_.documents("content").contains("gone"));
  EXPECT_EQ(counters().indexed, 10);
  EXPECT_EQ(counters().indexed + 1, static_cast<std::int64_t>(backend_.documents("content").size()));
  EXPECT_EQ(counters().failed, 20);
  for (int i = 10; i < 30; ++i) backend_.refuse(std::to_string(i), {}, 0);  // there is room again
  EXPECT_EQ(run(), "");
  EXPECT_EQ(backend_.documents("content").size(), 30U);
  EXPECT_EQ(counters().deleted, 1);
}

// docs/spec/connector-service.md 23, 12
TEST_F(FaultsOfTarget, a_bulk_request_that_fails_for_good_in_the_middle_leaves_true_counters_and_no_deletions) {
  plan_.limits.bulk_entries = 20;
  plan_.limits.queue_bytes = 1000;
  backend_.put_document("content", "gone", "{}");
  for (int i = 0; i < 1000; ++i) script_->add(std::to_string(i));
  backend_.failing_bulk = 7;
  EXPECT_EQ(run(), "the target hung up");
  EXPECT_TRUE(backend_.documents("content").contains("gone"));
  EXPECT_GT(counters().indexed, 0);
  EXPECT_EQ(counters().indexed + 1, static_cast<std::int64_t>(backend_.documents("content").size()));
  EXPECT_EQ(counters().deleted, 0);
  EXPECT_EQ(run(), "") << "the next sync mends it";
  EXPECT_EQ(backend_.documents("content").size(), 1000U);
}

}  // namespace
}  // namespace headrace::service
