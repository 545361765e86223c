#include <fmt/format.h>

#include "rest/api_fixture.h"

// docs/reference/sync-jobs.md

namespace headrace::rest {
namespace {

class JobNotesRoutes : public ApiFixture {
 protected:
  JobNotesRoutes() { make_connector("c"); }

  void put(const std::string& index, const std::string& id, const std::string& time, int sequence, const std::string& job = "j") {
    const auto note = fmt::format(R"({{"@timestamp":"{}","sync_job_id":"{}","sequence":{},"message":"{}"}})", time, job, sequence, id);
    EXPECT_EQ(send("PUT", fmt::format("/{}/_doc/{}", index, id), note).status, 201U);
  }
  /// An index as a service makes it.
  void make_index(const std::string& index) {
    EXPECT_EQ(
        send("PUT", "/" + index, R"({"mappings":{"properties":{"@timestamp":{"type":"date"},"sync_job_id":{"type":"keyword"}}}})").status,
        200U);
  }
  static std::string path(const std::string& job, const std::string& rest) { return "/_headrace/sync_jobs/" + job + "/" + rest; }
};

TEST_F(JobNotesRoutes, the_log_is_by_time_then_sequence_and_of_this_job_alone) {
  make_index(".sync-job-log");
  put(".sync-job-log", "late", "2026-01-01T00:00:02.000Z", 0);
  put(".sync-job-log", "second", "2026-01-01T00:00:01.000Z", 2);
  put(".sync-job-log", "first", "2026-01-01T00:00:01.000Z", 1);
  put(".sync-job-log", "other", "2026-01-01T00:00:00.000Z", 1, "j-2");
  EXPECT_EQ(ids_of(send("GET", path("j", "log"))), "first second late");
  EXPECT_EQ(ids_of(send_strict("GET", path("j", "log"))), "first second late");
  const auto window = send("GET", path("j", "log?from=1&size=1"));
  EXPECT_EQ(ids_of(window), "second");
  EXPECT_EQ(body_of(window).number("count"), 3);
  EXPECT_EQ(ids_of(send("GET", path("j", "log?from=3"))), "");
}

TEST_F(JobNotesRoutes, failures_have_a_list_of_their_own) {
  make_index(".sync-job-failures");
  put(".sync-job-failures", "f", "2026-01-01T00:00:02.000Z", 0);
  EXPECT_EQ(ids_of(send("GET", path("j", "failures"))), "f");
  EXPECT_EQ(send("GET", path("j", "log")).status, 404U);
}

TEST_F(JobNotesRoutes, nothing_is_told_of_a_job_that_has_no_notes) {
  const auto id = make_job("c");
  for (const auto* list : {"log", "failures"}) EXPECT_EQ(send("GET", path(id, list)).body, R"({"count":0,"results":[]})");
  make_index(".sync-job-log");
  EXPECT_EQ(send("GET", path(id, "log")).body, R"({"count":0,"results":[]})");
}

TEST_F(JobNotesRoutes, a_job_that_nobody_knows_is_not_found) {
  for (const auto* list : {"log", "failures"})
    EXPECT_EQ(error_of(send("GET", path("job-none", list))), "404 resource_not_found_exception: job-none");
  EXPECT_EQ(error_of(send("POST", path("job-none", "_rerun"))), "404 resource_not_found_exception: job-none");
}

TEST_F(JobNotesRoutes, a_window_has_bounds) {
  const auto refused = [&](const std::string& query) { return error_of(send("GET", path("j", "log?" + query))); };
  EXPECT_EQ(refused("size=10001"), "400 illegal_argument_exception: Parameter [size] cannot be > 10000");
  EXPECT_EQ(refused("from=-1"), "400 illegal_argument_exception: Parameter [from] cannot be < 0");
  EXPECT_TRUE(refused("level=error").contains("unrecognized parameter: [level]"));
}

TEST_F(JobNotesRoutes, a_rerun_is_a_new_job_of_the_same_type_on_demand) {
  const auto old = make_job("c", "incremental");
  change_job(old, json_of(R"({"status":"error","error":"disk full","trigger_method":"scheduled"})"));
  const auto response = send("POST", path(old, "_rerun"));
  EXPECT_EQ(response.status, 201U);
  const auto id = std::string(body_of(response).text("id"));
  EXPECT_NE(id, old);
  const auto job = got("/_connector/_sync_job/" + id);
  EXPECT_EQ(job.text("job_type"), "incremental");
  EXPECT_EQ(job.text("status"), "pending");
  EXPECT_EQ(job.text("trigger_method"), "on_demand");
  EXPECT_EQ(job.at_path("connector.id")->as_string(), "c");
  EXPECT_EQ(got("/_connector/_sync_job/" + old).text("status"), "error");
}

TEST_F(JobNotesRoutes, a_rerun_is_refused_as_a_new_job_would_be) {
  const auto old = make_job("c");
  send("DELETE", "/_connector/c?hard=true");
  EXPECT_EQ(error_of(send("POST", path(old, "_rerun"))), "404 resource_not_found_exception: Connector with id 'c' does not exist.");
  EXPECT_TRUE(error_of(send("POST", path(old, "_rerun"), "{}")).contains("does not support having a body"));
}

}  // namespace
}  // namespace headrace::rest
