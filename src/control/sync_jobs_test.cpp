#include "control/sync_jobs.h"

#include <set>

#include "control/store_fixture.h"

namespace headrace::control {
namespace {

using namespace std::chrono_literals;

class SyncJobsTest : public StoreFixture {
 protected:
  SyncJobsTest() { make_connector("c-alpha", "idx-alpha", "pg"); }

  /// A new job that was moved to this status.
  std::string job_in(std::string_view status) {
    const auto id = make_job("c-alpha");
    if (status != "pending") change_job(id, json::object({{"status", status}}));
    return id;
  }
  std::string status_of(const std::string& id) { return std::string(job(id).text("status")); }
};

TEST_F(SyncJobsTest, a_new_job_is_stored_with_the_snapshot_of_its_connector) {
  const auto id = make_job("c-alpha");
  EXPECT_EQ(id.size(), 20U);
  const auto made = job(id);
  EXPECT_EQ(made.text("status"), "pending");
  EXPECT_EQ(made.text("created_at"), now_text());
  EXPECT_EQ(made.text("last_seen"), made.text("created_at"));
  EXPECT_EQ(made.at_path("connector.id")->as_string(), "c-alpha");
  EXPECT_EQ(made.find("error"), nullptr);
}

TEST_F(SyncJobsTest, creating_a_job_leaves_the_connector_alone) {
  const auto before = connector("c-alpha");
  make_job("c-alpha");
  EXPECT_EQ(connector("c-alpha"), before);
}

TEST_F(SyncJobsTest, a_later_change_of_the_connector_does_not_reach_the_job) {
  const auto id = make_job("c-alpha");
  NewConnector changed;
  changed.language = "fr";
  value_of(run(connectors().create("c-alpha", changed)));
  EXPECT_EQ(job(id).at_path("connector.language")->as_string(), "en");
}

TEST_F(SyncJobsTest, an_unknown_or_empty_connector_is_refused) {
  EXPECT_EQ(reason_of(run(jobs().create({.connector_id = "c-ghost"})), ErrorKind::resource_not_found),
            "Connector with id 'c-ghost' does not exist.");
  EXPECT_EQ(reason_of(run(jobs().create({.connector_id = ""})), ErrorKind::action_request_validation),
            "Validation Failed: 1: [id] of the connector cannot be null or empty;");
}

TEST_F(SyncJobsTest, a_soft_deleted_connector_takes_jobs_and_a_hard_deleted_one_does_not) {
  value_of(run(connectors().get("c-alpha")));
  ASSERT_TRUE(run(connectors().remove("c-alpha", false, false)));
  EXPECT_TRUE(run(jobs().create({.connector_id = "c-alpha"})));
  ASSERT_TRUE(run(connectors().remove("c-alpha", true, false)));
  EXPECT_FALSE(run(jobs().create({.connector_id = "c-alpha"})));
}

TEST_F(SyncJobsTest, fifty_creates_at_once_make_fifty_jobs) {
  std::vector<Awaitable<Result<std::string>>> creates;
  for (int i = 0; i < 50; ++i) creates.push_back(jobs().create({.connector_id = "c-alpha"}));
  std::set<std::string> ids;
  for (auto& id : run_all(std::move(creates))) ids.insert(value_of(std::move(id)));
  EXPECT_EQ(ids.size(), 50U);
  EXPECT_EQ(value_of(run(jobs().list({}))).count, 50U);
}

TEST_F(SyncJobsTest, get_and_delete_know_only_what_exists) {
  const auto id = make_job("c-alpha");
  EXPECT_EQ(json_of(*value_of(run(jobs().get(id))).source), job(id));
  ASSERT_TRUE(run(jobs().remove(id)));
  EXPECT_EQ(reason_of(run(jobs().get(id)), ErrorKind::resource_not_found), id);
  EXPECT_EQ(reason_of(run(jobs().remove(id)), ErrorKind::resource_not_found), id);
}

TEST_F(SyncJobsTest, an_empty_id_fails_validation_everywhere) {
  constexpr auto reason = "Validation Failed: 1: [connector_sync_job_id] of the connector sync job cannot be null or empty.;";
  constexpr auto kind = ErrorKind::action_request_validation;
  EXPECT_EQ(reason_of(run(jobs().get("")), kind), reason);
  EXPECT_EQ(reason_of(run(jobs().remove("")), kind), reason);
  EXPECT_EQ(reason_of(run(jobs().cancel("")), kind), reason);
  EXPECT_EQ(reason_of(run(jobs().check_in("")), kind), reason);
  EXPECT_EQ(reason_of(run(jobs().claim("", {.worker_hostname = "w"})), kind), reason);
  EXPECT_EQ(reason_of(run(jobs().update_stats("", {})), kind), reason);
  EXPECT_EQ(reason_of(run(jobs().fail_with("", "")), kind),
            "Validation Failed: 1: [connector_sync_job_id] of the connector sync job cannot be null or empty.;2: [error] of the connector "
            "sync job cannot be null or empty;");
}

TEST_F(SyncJobsTest, a_waiting_job_is_cancelled_at_once_with_three_equal_stamps) {
  for (const auto* status : {"pending", "suspended"}) {
    const auto id = job_in(status);
    const auto before = job(id);
    advance(3s);
    ASSERT_TRUE(run(jobs().cancel(id)));
    const auto after = job(id);
    EXPECT_EQ(after.text("status"), "canceled");
    for (const auto* field : {"cancelation_requested_at", "canceled_at", "completed_at"}) EXPECT_EQ(after.text(field), now_text());
    EXPECT_EQ(after.text("last_seen"), before.text("last_seen"));
  }
}

TEST_F(SyncJobsTest, a_claimed_job_can_be_cancelled) {
  const auto id = job_in("in_progress");
  advance(3s);
  ASSERT_TRUE(run(jobs().cancel(id)));
  EXPECT_EQ(status_of(id), "canceling");
  EXPECT_EQ(job(id).text("cancelation_requested_at"), now_text());
  EXPECT_EQ(job(id).find("canceled_at"), nullptr);
  EXPECT_EQ(job(id).find("completed_at"), nullptr);
}

TEST_F(SyncJobsTest, cancel_is_refused_in_every_other_status_and_changes_nothing) {
  for (const std::string status : {"canceling", "completed", "canceled", "error"}) {
    const auto id = job_in(status);
    const auto before = job(id);
    const auto refused = run(jobs().cancel(id));
    const auto reason = "Invalid transition attempt from [" + status +
                        "] to [canceling]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol.";
    EXPECT_EQ(reason_of(refused, ErrorKind::status_bad_request), reason);
    ASSERT_EQ(refused.error().caused_by.size(), 1U);
    EXPECT_EQ(refused.error().caused_by[0].kind, ErrorKind::sync_job_invalid_transition);
    EXPECT_EQ(refused.error().caused_by[0].reason, reason);
    EXPECT_EQ(job(id), before);
  }
}

TEST_F(SyncJobsTest, eight_cancels_at_once_leave_one_winner) {
  const auto id = make_job("c-alpha");
  std::vector<Awaitable<Result<void>>> cancels;
  for (int i = 0; i < 8; ++i) cancels.push_back(jobs().cancel(id));
  int succeeded = 0;
  for (const auto& result : run_all(std::move(cancels))) succeeded += result ? 1 : 0;
  EXPECT_EQ(succeeded, 1);
  EXPECT_EQ(status_of(id), "canceled");
}

TEST_F(SyncJobsTest, an_unreadable_stored_status_is_told) {
  seed(engine::sync_jobs_index, "odd", R"({"status":"weird"})");
  seed(engine::sync_jobs_index, "none", R"({"connector":{}})");
  seed(engine::sync_jobs_index, "null", R"({"status":null})");
  EXPECT_EQ(reason_of(run(jobs().cancel("odd")), ErrorKind::illegal_argument), "Unknown ConnectorSyncStatus [weird].");
  EXPECT_EQ(reason_of(run(jobs().fail_with("none", "x")), ErrorKind::illegal_argument), "Unknown ConnectorSyncStatus [null].");
  EXPECT_EQ(reason_of(run(jobs().cancel("null")), ErrorKind::illegal_argument), "Unknown ConnectorSyncStatus [null].");
}

TEST_F(SyncJobsTest, a_check_in_moves_last_seen_and_nothing_else_in_every_status) {
  for (const auto* status : {"pending", "in_progress", "canceling", "canceled", "suspended", "completed", "error"}) {
    const auto id = job_in(status);
    auto expected = job(id);
    advance(5s);
    expected.set("last_seen", now_text());
    ASSERT_TRUE(run(jobs().check_in(id)));
    EXPECT_EQ(json::write(job(id)), json::write(expected));
  }
}

TEST_F(SyncJobsTest, missing_jobs_have_the_text_of_their_endpoint) {
  constexpr auto kind = ErrorKind::resource_not_found;
  EXPECT_EQ(reason_of(run(jobs().cancel("job-404")), kind), "job-404");
  EXPECT_EQ(reason_of(run(jobs().claim("job-404", {.worker_hostname = "w"})), kind), "job-404");
  EXPECT_EQ(reason_of(run(jobs().fail_with("job-404", "x")), kind), "job-404");
  EXPECT_EQ(reason_of(run(jobs().check_in("job-404")), kind), "connector sync job [job-404] not found");
  EXPECT_EQ(reason_of(run(jobs().update_stats("job-404", {})), kind), "connector sync job [job-404] not found");
}

TEST_F(SyncJobsTest, a_check_in_never_makes_a_deleted_job_again) {
  const auto id = make_job("c-alpha");
  std::vector<Awaitable<Result<void>>> race;
  race.push_back(jobs().check_in(id));
  race.push_back(jobs().remove(id));
  race.push_back(jobs().check_in(id));
  run_all(std::move(race));
  EXPECT_TRUE(job(id).is_null());
}

TEST_F(SyncJobsTest, a_running_job_takes_an_error) {
  for (const auto* status : {"in_progress", "canceling"}) {
    const auto id = job_in(status);
    auto expected = job(id);
    advance(1s);
    ASSERT_TRUE(run(jobs().fail_with(id, "disk full")));
    expected.set("status", "error");
    expected.set("error", "disk full");
    EXPECT_EQ(job(id), expected);  // no completed_at, last_seen as before
  }
}

TEST_F(SyncJobsTest, an_error_is_refused_in_every_other_status) {
  for (const std::string status : {"pending", "suspended", "completed", "canceled", "error"}) {
    const auto id = job_in(status);
    EXPECT_EQ(reason_of(run(jobs().fail_with(id, "x")), ErrorKind::status_bad_request),
              "Invalid transition attempt from [" + status +
                  "] to [error]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol.");
    EXPECT_EQ(status_of(id), status);
  }
}

TEST_F(SyncJobsTest, an_empty_error_is_refused_even_for_an_unknown_job_and_a_blank_one_is_taken) {
  EXPECT_EQ(reason_of(run(jobs().fail_with("job-none", "")), ErrorKind::action_request_validation),
            "Validation Failed: 1: [error] of the connector sync job cannot be null or empty;");
  EXPECT_TRUE(run(jobs().fail_with(job_in("in_progress"), " ")));
}

TEST_F(SyncJobsTest, a_text_too_long_for_a_keyword_is_refused) {
  const auto id = job_in("in_progress");
  EXPECT_TRUE(run(jobs().fail_with(job_in("in_progress"), std::string(32766, 'x'))));
  const auto refused = run(jobs().fail_with(id, std::string(32767, 'x')));
  EXPECT_EQ(reason_of(refused, ErrorKind::document_parsing),
            "[1:1] failed to parse field [error] of type [keyword] in document with id '" + id + "'");
  EXPECT_TRUE(refused.error().caused_by.at(0).reason.starts_with("Document contains at least one immense term in field=\"error\""));
  EXPECT_FALSE(run(jobs().claim(id, {.worker_hostname = std::string(32767, 'x')})));
  EXPECT_EQ(status_of(id), "in_progress");
}

}  // namespace
}  // namespace headrace::control
