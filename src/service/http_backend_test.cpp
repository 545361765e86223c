// What only a target over HTTP does: fail, be busy, know less. backend_contract_test.cpp has what both ways share.

#include "service/http_backend.h"

#include <gtest/gtest.h>

#include <thread>

#include "service/canned_target.h"
#include "service/direct_content.h"

namespace headrace::service {
namespace {

using Asked = std::vector<std::string>;

TEST(HttpBackend, a_busy_target_is_asked_again) {
  std::atomic<int> times = 0;
  CannedTarget target([&](const http::Request&) { return http::Response{.status = ++times < 3 ? 503U : 200U, .body = "{}"}; });
  const auto backend = http_backend({.base_url = target.url()}, {.tries = 5, .interval = std::chrono::milliseconds(1)});
  EXPECT_TRUE(backend->check_in("c"));
  EXPECT_EQ(target.asked(), Asked(3, "PUT /_connector/c/_check_in"));
}

// docs/spec/connector-service.md 22, 12: neither the client below nor the callers above try again on their own.
TEST(HttpBackend, a_request_is_tried_as_often_as_the_setting_says_and_no_more) {
  for (const unsigned status : {429U, 500U, 502U, 503U, 504U}) {
    CannedTarget target([&](const http::Request&) { return http::Response{.status = status, .body = "{}"}; });
    const auto backend = http_backend({.base_url = target.url()}, {.tries = 3, .interval = std::chrono::milliseconds(1)});
    EXPECT_FALSE(backend->job("j"));
    EXPECT_EQ(target.asked().size(), 3U) << status;
    const std::vector<Operation> operations{{.id = "1", .body = "{}"}};
    EXPECT_FALSE(backend->content("")->bulk("content", "", operations));
    EXPECT_EQ(target.asked().size(), 6U) << status;
  }
}

TEST(HttpBackend, what_cannot_get_better_is_not_asked_again) {
  CannedTarget target([](const http::Request&) { return http::Response{.status = 400, .body = R"({"error":{"reason":"no"}})"}; });
  const auto backend = http_backend({.base_url = target.url()}, {.tries = 5, .interval = std::chrono::milliseconds(1)});
  const auto result = backend->check_in("c");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, "PUT /_connector/c/_check_in was answered with status 400: no");
  EXPECT_EQ(target.asked().size(), 1U);
}

TEST(HttpBackend, an_interruption_ends_the_wait_between_tries) {
  base::ManualClock clock(*base::parse_instant("2026-08-20T10:00:00Z"));
  CannedTarget target([](const http::Request&) { return http::Response{.status = 503}; });
  const auto backend = http_backend({.base_url = target.url()}, {.tries = 100}, clock);
  std::thread caller([&] { EXPECT_FALSE(backend->check_in("c")); });
  backend->interrupt();
  caller.join();
  EXPECT_EQ(target.asked().size(), 1U);
}

TEST(HttpBackend, requests_say_that_they_come_from_connectors) {
  CannedTarget target([](const http::Request&) { return http::Response{.body = "{}"}; });
  const auto backend = http_backend({.base_url = target.url(), .authorization = "ApiKey k"}, {.tries = 1});
  ASSERT_TRUE(backend->check_in("a b"));
  EXPECT_EQ(target.asked(), Asked({"PUT /_connector/a%20b/_check_in"}));
  EXPECT_EQ(target.last().header("x-elastic-product-origin"), "connectors");
  EXPECT_EQ(target.last().header("authorization"), "ApiKey k");
}

TEST(HttpBackend, documents_of_a_connector_go_with_its_own_key) {
  CannedTarget target([](const http::Request&) { return http::Response{.body = "{}"}; });
  const auto backend = http_backend({.base_url = target.url(), .authorization = "ApiKey k"}, {.tries = 1});
  ASSERT_TRUE(backend->content("ApiKey own")->has_pipeline("p"));
  EXPECT_EQ(target.last().header("authorization"), "ApiKey own");
  ASSERT_TRUE(backend->content("")->has_pipeline("p"));
  EXPECT_EQ(target.last().header("authorization"), "ApiKey k");
}

TEST(HttpBackend, missing_rights_are_told_with_what_to_do) {
  CannedTarget target([](const http::Request&) { return http::Response{.status = 403, .body = R"({"error":{"reason":"denied"}})"}; });
  const auto backend = http_backend({.base_url = target.url()}, {.tries = 1});
  const auto result = backend->content("")->ensure_index("content-x", content_mappings());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::security);
  EXPECT_TRUE(result.error().reason.contains("status code 403")) << result.error().reason;
}

TEST(HttpBackend, a_target_that_knows_no_tokens_is_told_from_one_that_refuses) {
  std::string body = R"({"error":{"reason":"request [/x] contains unrecognized parameter: [claim_token]"}})";
  std::atomic<unsigned> status = 400;
  CannedTarget target([&](const http::Request&) { return http::Response{.status = status, .body = body}; });
  const auto backend = http_backend({.base_url = target.url()}, {.tries = 1});
  const control::SyncJobClaim claim{.worker_hostname = "h", .sync_cursor = json::object({{"page", 3}}), .token = "t"};
  EXPECT_EQ(*backend->claim("j", claim), ClaimOutcome::token_unknown);
  status = 409;
  EXPECT_EQ(*backend->claim("j", claim), ClaimOutcome::refused);
  status = 200;
  EXPECT_EQ(*backend->claim("j", claim), ClaimOutcome::claimed);
  EXPECT_EQ(target.last().target, "/_connector/_sync_job/j/_claim?claim_token=t");
  EXPECT_EQ(target.last().body, R"({"worker_hostname":"h","sync_cursor":{"page":3}})");
}

TEST(HttpBackend, a_scan_scrolls_and_lets_go_of_the_scroll) {
  CannedTarget target([](const http::Request& request) {
    if (request.method == "DELETE") return http::Response{.body = "{}"};
    const bool is_first = request.target.starts_with("/content-x/_search");
    return http::Response{
        .body = is_first ? R"({"_scroll_id":"s1","_shards":{"failed":0},"hits":{"hits":[{"_id":"1","_source":{"id":"one"}},{"_id":"2"}]}})"
                         : R"({"_scroll_id":"s2","hits":{"hits":[]}})"};
  });
  const auto backend = http_backend({.base_url = target.url()}, {.tries = 1});
  std::vector<std::string> ids;
  ASSERT_TRUE(backend->content("")->scan("content-x", {.timestamp = true}, [&](const StoredDocument& document) {
    ids.push_back(document.id);
    return true;
  }));
  EXPECT_EQ(ids, Asked({"one", "2"}));
  EXPECT_EQ(target.asked(), Asked({"POST /content-x/_search?scroll=5m", "POST /_search/scroll", "DELETE /_search/scroll"}));
  EXPECT_EQ(target.last().body, R"({"scroll_id":"s2"})");
}

TEST(HttpBackend, a_scan_that_misses_a_shard_fails) {
  CannedTarget target([](const http::Request&) {
    return http::Response{.body = R"({"_scroll_id":"s1","_shards":{"failed":1},"hits":{"hits":[{"_id":"1","_source":{}}]}})"};
  });
  const auto backend = http_backend({.base_url = target.url()}, {.tries = 1});
  EXPECT_FALSE(backend->content("")->scan("content-x", {.timestamp = true}, [](const StoredDocument&) { return true; }));
}

TEST(HttpBackend, bulk_requests_go_through_the_pipeline_and_busy_items_may_be_tried_again) {
  CannedTarget target([](const http::Request&) {
    return http::Response{.body = R"({"errors":true,"items":[{"index":{"_id":"1","result":"created","status":201}},
        {"index":{"_id":"2","status":429,"error":{"type":"es_rejected_execution_exception","reason":"busy"}}},
        {"index":{"_id":"3","status":400,"error":{"type":"mapper_parsing_exception","reason":"bad"}}},
        {"delete":{"_id":"4","result":"not_found","status":404}}]})"};
  });
  const auto backend = http_backend({.base_url = target.url()}, {.tries = 1});
  const std::vector<Operation> operations{
      {.id = "1", .body = "{}"}, {.id = "2", .body = "{}"}, {.id = "3", .body = "{}"}, {.kind = Operation::Kind::remove, .id = "4"}};
  const auto outcomes = backend->content("")->bulk("content-x", "my pipeline", operations);
  ASSERT_TRUE(outcomes) << outcomes.error().reason;
  EXPECT_TRUE((*outcomes)[0].accepted);
  EXPECT_TRUE((*outcomes)[1].may_retry);
  EXPECT_FALSE((*outcomes)[2].may_retry);
  EXPECT_EQ((*outcomes)[2].reason, "mapper_parsing_exception: bad");
  EXPECT_TRUE((*outcomes)[3].accepted);
  EXPECT_EQ(target.asked(), Asked({"POST /_bulk?filter_path=items.*.status,items.*.error&pipeline=my%20pipeline"}));
  EXPECT_EQ(target.last().header("content-type"), "application/x-ndjson");
  EXPECT_TRUE(target.last().body.starts_with("{\"index\":{\"_index\":\"content-x\",\"_id\":\"1\"}}\n{}\n")) << target.last().body;
}

TEST(HttpBackend, an_answer_that_does_not_fit_the_bulk_request_is_an_error) {
  CannedTarget target([](const http::Request&) { return http::Response{.body = R"({"items":[]})"}; });
  const auto backend = http_backend({.base_url = target.url()}, {.tries = 1});
  const auto outcome = backend->content("")->bulk("content-x", "", std::vector<Operation>{{.id = "1", .body = "{}"}});
  ASSERT_FALSE(outcome);
  EXPECT_NE(outcome.error().reason.find("[0] items for [1] documents"), std::string::npos) << outcome.error().reason;
}

TEST(HttpBackend, a_bulk_request_that_is_too_large_is_told_with_its_size_and_the_setting) {
  CannedTarget target([](const http::Request&) { return http::Response{.status = 413, .body = ""}; });
  const auto backend = http_backend({.base_url = target.url()}, {.tries = 3});
  const auto outcome = backend->content("")->bulk("content-x", "", std::vector<Operation>{{.id = "1", .body = "{}"}});
  ASSERT_FALSE(outcome);
  EXPECT_NE(outcome.error().reason.find("[" + std::to_string(target.last().body.size()) + "] bytes"), std::string::npos);
  EXPECT_NE(outcome.error().reason.find("elasticsearch.bulk.chunk_max_mem_size"), std::string::npos);
  EXPECT_EQ(target.asked().size(), 1U) << "it would not become smaller";
}

TEST(HttpBackend, the_indices_of_the_state_are_made_where_they_are_missing) {
  CannedTarget target(
      [](const http::Request& request) { return http::Response{.status = request.method == "HEAD" ? 404U : 200U, .body = "{}"}; });
  const auto backend = http_backend({.base_url = target.url()}, {.tries = 1});
  ASSERT_TRUE(backend->prepare());
  EXPECT_EQ(target.asked(), Asked({"HEAD /.elastic-connectors-v1", "PUT /.elastic-connectors-v1", "HEAD /.elastic-connectors-sync-jobs-v1",
                                   "PUT /.elastic-connectors-sync-jobs-v1"}));
}

TEST(HttpBackend, a_target_that_is_not_there_is_a_connection_error) {
  const auto backend = http_backend({.base_url = "http://127.0.0.1:1"}, {.tries = 1});
  const auto result = backend->prepare();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::connection);
}

}  // namespace
}  // namespace headrace::service
