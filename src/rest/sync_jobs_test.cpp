#include <fmt/format.h>

#include "rest/api_fixture.h"

// The names in front are those of the cases in docs/spec/sync-jobs.md 5.

namespace headrace::rest {
namespace {

const std::string jobs = "/_connector/_sync_job";

class SyncJobsTest : public ApiFixture {
 protected:
  std::string action(const std::string& id, const std::string& name, std::string body = {}) {
    const auto response = send("PUT", jobs + "/" + id + "/" + name, std::move(body));
    return response.status == 200 ? response.body : error_of(response);
  }
  json::Value job(const std::string& id) { return got(jobs + "/" + id); }
  std::string post(std::string body) { return error_of(send("POST", jobs, std::move(body))); }
};

TEST_F(SyncJobsTest, creating_answers_with_the_id) {
  make_connector("c");
  const auto response = send("POST", jobs, R"({"id":"c","job_type":"FULL","trigger_method":"Scheduled"})");
  EXPECT_EQ(response.status, 201U);
  const auto id = std::string(body_of(response).text("id"));
  EXPECT_EQ(response.body, fmt::format(R"({{"id":"{}"}})", id));
  EXPECT_EQ(job(id).text("trigger_method"), "scheduled");
}

TEST_F(SyncJobsTest, creating_refuses_with_the_words_of_3_1) {
  EXPECT_EQ(post("{}"), "400 illegal_argument_exception: Required [id]");
  EXPECT_EQ(post(R"({"id":""})"),
            "400 action_request_validation_exception: Validation Failed: 1: [id] of the connector cannot be null or empty;");
  EXPECT_TRUE(post(R"({"id":null})").contains("id doesn't support values of type: VALUE_NULL"));
  EXPECT_TRUE(post(R"({"id":"c","foo":1})").contains("[connector_sync_job_post_request] unknown field [foo]"));
  EXPECT_EQ(post(R"({"id":"c-x"})"), "404 resource_not_found_exception: Connector with id 'c-x' does not exist.");
  EXPECT_EQ(post(R"({"job_type":"x"})"), "400 illegal_argument_exception: Required [id]");
  send("PUT", "/_connector/bare", R"({"index_name":"i"})");
  EXPECT_TRUE(post(R"({"id":"bare"})").starts_with("400 status_exception: Cannot start a sync for connector [bare] with [service_type]"));
}

TEST_F(SyncJobsTest, an_unknown_name_fails_when_the_job_is_built) {  // 3.1, the two rows of bad enums
  const std::string build = "Failed to build [connector_sync_job_post_request] after last required field arrived";
  const auto two = send("POST", jobs, R"({"id":"c","job_type":"x"})");
  EXPECT_EQ(error_of(two), "400 x_content_parse_exception: " + build);
  EXPECT_EQ(body_of(two).at_path("error.caused_by")->text("reason"), "Unknown ConnectorSyncJobType [x].");

  const auto three = body_of(send("POST", jobs, R"({"job_type":"full","id":"c","trigger_method":"y"})"));
  EXPECT_TRUE(three.at_path("error")->text("reason").contains("failed to parse field [trigger_method]"));
  EXPECT_EQ(three.at_path("error.root_cause")->as_array().at(0).text("reason"), build);
  EXPECT_EQ(three.at_path("error.caused_by.caused_by")->text("reason"), "Unknown ConnectorSyncJobTriggerMethod [y].");
}

TEST_F(SyncJobsTest, an_item_is_the_document_with_its_id_first) {  // G01, G02, G07, L52
  make_connector("c");
  const auto id = make_job("c");
  const auto item = send("GET", jobs + "/" + id);
  EXPECT_TRUE(item.body.starts_with(fmt::format(R"({{"id":"{}","connector":{{"id":"c")", id))) << item.body;
  EXPECT_EQ(send("GET", jobs).body, fmt::format(R"({{"count":1,"results":[{}]}})", item.body));
  EXPECT_EQ(send("GET", jobs + "/" + id + "?filter_path=id,status").body, fmt::format(R"({{"id":"{}","status":"pending"}})", id));
  EXPECT_EQ(error_of(send("GET", jobs + "/job-none")), "404 resource_not_found_exception: job-none");
}

TEST_F(SyncJobsTest, deleting_acknowledges_once) {  // D01, D02
  make_connector("c");
  const auto id = make_job("c");
  EXPECT_EQ(send("DELETE", jobs + "/" + id).body, R"({"acknowledged":true})");
  EXPECT_EQ(send("DELETE", jobs + "/" + id).status, 404U);
}

TEST_F(SyncJobsTest, the_list_is_ascending_or_as_ordered_and_newest_first_in_strict_mode) {  // L02 to L07
  make_connector("c");
  const auto a = make_job("c");
  const auto b = make_job("c");
  const auto c = make_job("c");
  const auto ids = [&](const std::string& query) { return ids_of(send("GET", jobs + query)); };
  EXPECT_EQ(ids(""), a + " " + b + " " + c);
  EXPECT_EQ(ids("?order=desc"), c + " " + b + " " + a);
  EXPECT_EQ(ids("?order=asc&from=1&size=1"), b);
  EXPECT_EQ(ids("?from=3"), "");
  EXPECT_EQ(send("GET", jobs + "?size=0").body, R"({"count":3,"results":[]})");
  EXPECT_EQ(ids_of(send_strict("GET", jobs)), c + " " + b + " " + a);
  EXPECT_EQ(error_of(send_strict("GET", jobs + "?order=asc")),
            "400 illegal_argument_exception: request [/_connector/_sync_job] contains unrecognized parameter: [order]");
  EXPECT_TRUE(error_of(send("GET", jobs + "?order=up")).starts_with("400 illegal_argument_exception: Unknown order [up]"));
}

TEST_F(SyncJobsTest, the_list_filters) {  // L10 to L33
  make_connector("c");
  make_connector("d");
  const auto full = make_job("c");
  const auto incremental = make_job("c", "incremental");
  const auto other = make_job("d", "access_control");
  action(incremental, "_cancel");
  const auto ids = [&](const std::string& query) { return ids_of(send("GET", jobs + query)); };
  EXPECT_EQ(ids("?status=CANCELED"), incremental);
  EXPECT_EQ(ids("?status=canceled,pending&connector_id=c"), full + " " + incremental);
  EXPECT_EQ(ids("?connector_id=d"), other);
  EXPECT_EQ(ids("?connector_id="), "");
  EXPECT_EQ(ids("?job_type=full,access_control,"), full + " " + other);
  EXPECT_EQ(ids("?job_type=,"), full + " " + incremental + " " + other);
  EXPECT_EQ(ids("?job_type=full&job_type=incremental"), incremental);
}

TEST_F(SyncJobsTest, the_first_bad_parameter_is_named) {  // L12 to L15, L29 to L50
  const auto fault = [&](const std::string& query) { return error_of(send("GET", jobs + query)); };
  const std::string illegal = "400 illegal_argument_exception: ";
  EXPECT_EQ(fault("?status="), illegal + "Unknown ConnectorSyncStatus [].");
  EXPECT_EQ(fault("?status=pending,"), illegal + "Unknown ConnectorSyncStatus [].");
  EXPECT_EQ(fault("?status=%20pending"), illegal + "Unknown ConnectorSyncStatus [ pending].");
  EXPECT_EQ(error_of(send_strict("GET", jobs + "?status=pending,canceled")), illegal + "Unknown ConnectorSyncStatus [pending,canceled].");
  EXPECT_EQ(fault("?job_type=,full"), illegal + "Unknown ConnectorSyncJobType [].");
  EXPECT_EQ(fault("?job_type=full,+incremental"), illegal + "Unknown ConnectorSyncJobType [ incremental].");
  EXPECT_EQ(fault("?from="), illegal + "Failed to parse int parameter [from] with value []");
  EXPECT_EQ(fault("?from=2147483648"), illegal + "Failed to parse int parameter [from] with value [2147483648]");
  EXPECT_EQ(fault("?from=-1&size=-1"), illegal + "Parameter [from] cannot be < 0");
  EXPECT_EQ(fault("?size=-1"), illegal + "Parameter [size] cannot be < 0");
  EXPECT_EQ(fault("?status=nope&from=-3"), illegal + "Unknown ConnectorSyncStatus [nope].");
  EXPECT_EQ(fault("?page=2&from=abc"), illegal + "Failed to parse int parameter [from] with value [abc]");
  EXPECT_EQ(fault("?sizes=2"),
            illegal + "request [/_connector/_sync_job] contains unrecognized parameter: [sizes] -> did you mean [size]?");
  EXPECT_EQ(send("GET", jobs + "?from=007&size=%2B5").status, 200U);
}

TEST_F(SyncJobsTest, the_window_ends_in_strict_mode_only) {  // L43
  make_connector("c");
  make_job("c");
  EXPECT_EQ(send("GET", jobs + "?from=2147483647&size=2147483647").body, R"({"count":1,"results":[]})");
  const auto refused = body_of(send_strict("GET", jobs + "?from=2147483647&size=2147483647"));
  EXPECT_EQ(refused.at_path("error")->text("type"), "search_phase_execution_exception");
  EXPECT_TRUE(refused.at_path("error.root_cause")->as_array().at(0).text("reason").contains("but was [4294967294]"));
}

TEST_F(SyncJobsTest, cancelling_and_checking_in) {  // A01, A05, A09, A10, A11, K01, K03, K05
  make_connector("c");
  const auto id = make_job("c");
  EXPECT_EQ(action(id, "_check_in"), R"({"result":"updated"})");
  EXPECT_EQ(action(id, "_cancel"), R"({"result":"updated"})");
  EXPECT_EQ(job(id).text("canceled_at"), job(id).text("completed_at"));
  EXPECT_TRUE(action(id, "_cancel").starts_with("400 status_exception: Invalid transition attempt from [canceled] to [canceling]."));
  EXPECT_TRUE(action(id, "_cancel", "{}").contains("does not support having a body"));
  EXPECT_EQ(action("job-none", "_cancel"), "404 resource_not_found_exception: job-none");
  EXPECT_EQ(action("job-none", "_check_in"), "404 resource_not_found_exception: connector sync job [job-none] not found");
  EXPECT_EQ(action("", "_check_in"),
            "400 action_request_validation_exception: Validation Failed: 1: [connector_sync_job_id] of the "
            "connector sync job cannot be null or empty.;");
}

TEST_F(SyncJobsTest, claiming) {  // M01, M02, M07, M10, M12, M16
  make_connector("c");
  const auto id = make_job("c");
  EXPECT_EQ(action(id, "_claim"), "400 parse_exception: request body is required");
  EXPECT_EQ(action(id, "_claim", R"({"sync_cursor":{}})"), "400 illegal_argument_exception: Required [worker_hostname]");
  EXPECT_TRUE(action(id, "_claim", R"({"worker_hostname":"w","sync_cursor":null})").contains("VALUE_NULL"));
  EXPECT_TRUE(action(id, "_claim", R"({"worker_hostname":"w","status":"x"})").contains("unknown field [status]"));
  EXPECT_EQ(action(id, "_claim", R"({"worker_hostname":"w","sync_cursor":{"page":4}})"), R"({"result":"updated"})");
  EXPECT_EQ(job(id).text("worker_hostname"), "w");
  EXPECT_EQ(json::write(*job(id).at_path("connector.sync_cursor")), R"({"page":4})");
}

TEST_F(SyncJobsTest, a_claim_with_a_token_keeps_others_away) {  // DIFFERENCES.md
  make_connector("c");
  const auto id = make_job("c");
  const std::string body = R"({"worker_hostname":"w"})";
  EXPECT_EQ(action(id, "_claim?claim_token=T", body), R"({"result":"updated"})");
  EXPECT_EQ(action(id, "_claim?claim_token=T", body), R"({"result":"updated"})");
  EXPECT_TRUE(action(id, "_claim?claim_token=U", body).starts_with("409 status_exception: sync job [" + id + "] cannot be claimed: "));
  EXPECT_EQ(
      error_of(send_strict("PUT", jobs + "/" + id + "/_claim?claim_token=T", body)),
      "400 illegal_argument_exception: request [/_connector/_sync_job/" + id + "/_claim] contains unrecognized parameter: [claim_token]");
}

TEST_F(SyncJobsTest, failing) {  // E01, E03, E06, E07, E09, E10
  make_connector("c");
  const auto id = make_job("c");
  EXPECT_TRUE(action(id, "_error", R"({"error":"x"})").contains("from [pending] to [error]"));
  change_job(id, json_of(R"({"status":"in_progress"})"));
  EXPECT_EQ(action(id, "_error", R"({"error":"disk full"})"), R"({"result":"updated"})");
  EXPECT_EQ(job(id).text("error"), "disk full");
  EXPECT_EQ(action("job-none", "_error", R"({"error":""})"),
            "400 action_request_validation_exception: Validation Failed: 1: [error] of "
            "the connector sync job cannot be null or empty;");
  EXPECT_TRUE(action(id, "_error", R"({"error":5})").contains("error doesn't support values of type: VALUE_NUMBER"));
  EXPECT_EQ(action(id, "_error", "{}"), "400 illegal_argument_exception: Required [error]");
}

TEST_F(SyncJobsTest, stats) {  // S01 to S28
  make_connector("c");
  const auto id = make_job("c");
  const std::string three = R"("deleted_document_count":3,"indexed_document_count":8,"indexed_document_volume":64)";
  const auto stats = [&](const std::string& more) { return action(id, "_stats", "{" + three + more + "}"); };
  EXPECT_EQ(stats(R"(,"total_document_count":"11")"), R"({"result":"updated"})");
  EXPECT_EQ(job(id).find("total_document_count")->integer(), 11);
  EXPECT_EQ(stats(R"(,"last_seen":"2024-02-03T04:05:06+02:00","metadata":{"a":1})"), R"({"result":"updated"})");
  EXPECT_EQ(job(id).text("last_seen"), "2024-02-03T02:05:06.000Z");
  EXPECT_EQ(stats(R"(,"last_seen":"2024-02-03T02:05:06Z")"), R"({"result":"noop"})");
  EXPECT_TRUE(stats(R"(,"last_seen":"yesterday")").contains("failed to parse field [last_seen]"));
  EXPECT_TRUE(stats(R"(,"last_seen":1700000000000)").contains("VALUE_NUMBER"));
  EXPECT_TRUE(stats(R"(,"metadata":null)").contains("metadata doesn't support values of type: VALUE_NULL"));
  EXPECT_EQ(action(id, "_stats", R"({"indexed_document_count":1})"),
            "400 illegal_argument_exception: Required [deleted_document_count, indexed_document_volume]");
  EXPECT_EQ(action("job-none", "_stats", R"({"deleted_document_count":-1,"indexed_document_count":-2,"indexed_document_volume":0})"),
            "400 action_request_validation_exception: Validation Failed: 1: [deleted_document_count] cannot be negative.;2: "
            "[indexed_document_count] cannot be negative.;");
  EXPECT_EQ(action("job-none", "_stats", "{" + three + "}"), "404 resource_not_found_exception: connector sync job [job-none] not found");
}

}  // namespace
}  // namespace headrace::rest
