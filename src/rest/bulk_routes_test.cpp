#include <fmt/format.h>

#include "rest/api_fixture.h"

// The numbers behind tests are those of the cases in docs/spec/document-api.md 13.

namespace headrace::rest {
namespace {

class BulkRoutes : public ApiFixture {};

TEST_F(BulkRoutes, items_answer_in_order_under_the_action_as_sent) {  // 52, 53, 54, 55
  send("PUT", "/i/_doc/1", "{}");
  const auto response = send("PUT", "/_bulk",
                             "{\"index\":{\"_index\":\"i\",\"_id\":\"1\"}}\n{\"a\":1}\n"
                             "{\"delete\":{\"_index\":\"i\",\"_id\":\"9\"}}\n"
                             "{\"update\":{\"_index\":\"i\",\"_id\":\"5\"}}\n{\"doc\":{}}\n"
                             "{\"create\":{\"_index\":\"i\",\"_id\":\"2\"}}\n{}\n");
  EXPECT_EQ(response.status, 200U);
  const auto answer = body_of(response);
  EXPECT_TRUE(answer.find("errors")->as_bool());
  const auto& items = answer.find("items")->as_array();
  ASSERT_EQ(items.size(), 4U);
  EXPECT_EQ(items[0].at_path("index")->text("result"), "updated");
  EXPECT_EQ(json::write(*items[0].at_path("index.status")), "200");
  EXPECT_EQ(items[1].at_path("delete")->text("result"), "not_found");
  EXPECT_EQ(json::write(*items[1].at_path("delete.status")), "404");
  EXPECT_EQ(items[2].at_path("update.error")->text("type"), "document_missing_exception");
  EXPECT_EQ(items[2].at_path("update.error")->text("reason"), "[5]: document missing");
  EXPECT_EQ(json::write(*items[2].at_path("update.status")), "404");
  EXPECT_EQ(json::write(*items[3].at_path("create.status")), "201");
}

TEST_F(BulkRoutes, a_delete_of_nothing_is_no_error) {
  const auto answer = send("POST", "/i/_bulk", "{\"index\":{\"_id\":1}}\n{}\n{\"delete\":{\"_id\":\"9\"}}\n");
  EXPECT_TRUE(
      answer.body.starts_with(R"({"errors":false,"took":0,"items":[{"index":{"_index":"i","_id":"1","_version":1,"result":"created",)"))
      << answer.body;
}

TEST_F(BulkRoutes, a_body_that_is_wrong_is_refused_as_a_whole) {  // 56
  EXPECT_EQ(error_of(send("POST", "/i/_bulk")), "400 parse_exception: request body is required");
  EXPECT_EQ(error_of(send("POST", "/i/_bulk", "{\"index\":{}}\n{}")),
            "400 illegal_argument_exception: The bulk request must be terminated by a newline [\\n]");
  EXPECT_EQ(error_of(send("POST", "/i/_bulk", "{\"index\":{}}\n{}\n[]\n")),
            "400 illegal_argument_exception: Malformed action/metadata line [3], expected START_OBJECT but found [START_ARRAY]");
  EXPECT_EQ(error_of(send("POST", "/_bulk", "{\"index\":{}}\n{}\n")),
            "400 action_request_validation_exception: Validation Failed: 1: index is missing;");
  EXPECT_EQ(send("HEAD", "/i").status, 404U);
}

TEST_F(BulkRoutes, an_item_that_fails_says_why) {
  const auto answer = body_of(send("POST", "/i/_bulk?pipeline=p", "{\"index\":{}}\n{}\n"));
  EXPECT_EQ(
      json::write(answer.find("items")->as_array().front()),
      R"({"index":{"_index":"i","_id":null,"status":400,"error":{"type":"illegal_argument_exception","reason":"pipeline with id [p] does not exist"}}})");
}

TEST_F(BulkRoutes, a_missing_index_is_made_and_hidden_when_its_name_says_so) {  // 57
  send("PUT", "/_bulk", "{\"index\":{\"_index\":\".search-acl-filter-x\",\"_id\":\"u\"}}\n{}\n");
  EXPECT_TRUE(send("POST", "/.search-acl-filter-x/_count").body.contains(R"("count":1)"));
  EXPECT_EQ(send("GET", "/*").body, "{}");
}

TEST_F(BulkRoutes, a_long_line_is_taken) {  // 58
  const auto document = fmt::format(R"({{"a":"{}"}})", std::string(14 << 20, 'x'));
  EXPECT_TRUE(send("POST", "/i/_bulk", "{\"index\":{\"_id\":\"1\"}}\n" + document + "\n").body.contains(R"("errors":false)"));
  EXPECT_EQ(send("GET", "/i/_source/1").body, document);
}

TEST_F(BulkRoutes, filter_path_looks_at_each_item) {
  const std::string body =
      "{\"index\":{\"_id\":\"1\"}}\n{}\n"
      "{\"update\":{\"_id\":\"5\"}}\n{\"doc\":{}}\n"
      "{\"delete\":{\"_id\":\"9\"}}\n";
  const auto filtered = [&](const std::string& path) { return send("POST", "/i/_bulk?filter_path=" + path, body).body; };
  EXPECT_EQ(filtered("errors"), R"({"errors":true})");
  EXPECT_EQ(filtered("items.*.status"), R"({"items":[{"index":{"status":200}},{"update":{"status":404}},{"delete":{"status":404}}]})");
  EXPECT_EQ(filtered("errors,items.*.error.type"),
            R"({"errors":true,"items":[{"update":{"error":{"type":"document_missing_exception"}}}]})");
  EXPECT_EQ(filtered("**.reason"), R"({"items":[{"update":{"error":{"reason":"[5]: document missing"}}}]})");
  EXPECT_EQ(filtered("-items"), R"({"errors":true,"took":0})");
  EXPECT_EQ(filtered("-took,-items.*.*"), R"({"errors":true,"items":[{"index":{}},{"update":{}},{"delete":{}}]})");
  EXPECT_EQ(filtered("nothing"), "{}");
  EXPECT_TRUE(send("POST", "/i/_bulk?pretty&filter_path=items.*.status", body).body.starts_with("{\n  \"items\" : ["));
}

TEST_F(BulkRoutes, a_large_answer_goes_out_in_pieces) {
  std::string body;
  for (int i = 0; i < 20'000; ++i) body += fmt::format("{{\"delete\":{{\"_id\":\"{}\"}}}}\n", i);
  const auto response = send("POST", "/i/_bulk", body);
  EXPECT_TRUE(response.stream);
  EXPECT_TRUE(response.body.starts_with(R"({"errors":)")) << response.body;
  const auto whole = body_of(send("POST", "/i/_bulk?pretty", body));  // what is changed is sent whole
  EXPECT_EQ(whole.find("items")->as_array().size(), 20'000U);
}

}  // namespace
}  // namespace headrace::rest
