#include <fmt/format.h>

#include "rest/api_fixture.h"

// The numbers behind tests are those of the cases in docs/spec/document-api.md 13.

namespace headrace::rest {
namespace {

class SearchRoutes : public ApiFixture {
 protected:
  /// `total: ids`, or the error.
  std::string found(const std::string& target, std::string body = {}) {
    const auto response = send("POST", target, std::move(body));
    if (response.status != 200) return error_of(response);
    const auto answer = body_of(response);
    auto text = json::write(*answer.at_path("hits.total.value")) + ":";
    for (const auto& hit : answer.at_path("hits.hits")->as_array()) text += " " + std::string(hit.text("_id"));
    return text;
  }
};

TEST_F(SearchRoutes, connectors_are_found_by_the_queries_of_the_connector_service) {  // 31, 32, 33, 40
  make_connector("c1");
  make_connector("c2");
  send("DELETE", "/_connector/c2");
  const std::string search = "/.elastic-connectors/_search?expand_wildcards=hidden";
  const auto by_ids = [](std::string_view ids) {
    return fmt::format(R"({{"query":{{"bool":{{"must_not":[{{"term":{{"deleted":true}}}}],"filter":[{{"terms":{{"_id":[{}]}}}}]}}}}}})",
                       ids);
  };
  EXPECT_EQ(found(search, by_ids(R"("c1","c2","c9")")), "1: c1");
  EXPECT_EQ(found(search, by_ids("")), "0:");
  EXPECT_EQ(found(search, R"({"query":{"match_all":{}}})"), "2: c1 c2");
  EXPECT_EQ(found(search), "2: c1 c2");
}

TEST_F(SearchRoutes, an_answer_has_all_its_members) {  // 43
  send("PUT", "/i/_doc/1", R"({"a" : 1})");
  EXPECT_EQ(
      send("GET", "/i/_search", R"({"seq_no_primary_term":true})").body,
      R"({"took":0,"timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},"hits":{"total":{"value":1,"relation":"eq"},"max_score":1.0,"hits":[)"
      R"({"_index":"i","_id":"1","_seq_no":0,"_primary_term":1,"_score":1.0,"_source":{"a" : 1}}]}})");
  EXPECT_TRUE(send("GET", "/i/_search?rest_total_hits_as_int=true").body.contains(R"("total":1,)"));
}

TEST_F(SearchRoutes, pages_hold_every_document_once) {  // 41, 42, 44
  std::string body;
  for (int i = 0; i < 250; ++i) body += fmt::format("{{\"index\":{{\"_id\":\"{:03}\"}}}}\n{{\"n\":{}}}\n", i, 250 - i);
  send("POST", "/i/_bulk", body);
  EXPECT_TRUE(found("/i/_search?from=0&size=3").starts_with("250: 000 001 002"));
  EXPECT_TRUE(found("/i/_search", R"({"from":200,"size":100})").ends_with("249"));
  EXPECT_EQ(found("/i/_search", R"({"from":300})"), "250:");
  EXPECT_EQ(found("/i/_search?sort=n:asc&size=2"), "250: 249 248");
  EXPECT_EQ(found("/i/_search", R"({"sort":[{"n":"asc"}],"size":1,"search_after":[3]})"), "250: 246");
}

TEST_F(SearchRoutes, sources_are_cut_by_body_and_parameter) {  // 51
  send("PUT", "/i/_doc/1", R"({"a":1,"b":2})");
  EXPECT_TRUE(send("POST", "/i/_search", R"({"_source":["a"]})").body.contains(R"("_source":{"a":1})"));
  EXPECT_TRUE(send("POST", "/i/_search?_source=b").body.contains(R"("_source":{"b":2})"));
  EXPECT_TRUE(send("POST", "/i/_search", R"({"_source":["id","_timestamp"]})").body.contains(R"("_source":{})"));
}

TEST_F(SearchRoutes, what_cannot_be_answered_is_refused) {  // 45
  send("PUT", "/i/_doc/1", "{}");
  EXPECT_EQ(found("/i/_search", R"({"query":{"foo":{}}})"), "400 parsing_exception: unknown query [foo]");
  EXPECT_EQ(found("/i/_search", R"({"foo":"x"})"), "400 parsing_exception: Unknown key for a VALUE_STRING in [foo].");
  EXPECT_EQ(found("/i/_search?q=a:1"), "400 illegal_argument_exception: parameter [q] is not supported by this server");
  EXPECT_EQ(found("/i/_search?sizes=1"),
            "400 illegal_argument_exception: request [/i/_search] contains unrecognized parameter: [sizes] -> did you mean [size]?");
  EXPECT_EQ(found("/i/_search?size=-1"), "400 illegal_argument_exception: [size] parameter cannot be negative, found [-1]");
  EXPECT_EQ(found("/i/_search", R"({"from":9999,"size":10})"), "400 search_phase_execution_exception: all shards failed");
}

TEST_F(SearchRoutes, a_missing_index_is_an_error_unless_it_may_be_missing) {  // 10
  EXPECT_EQ(found("/none/_search"), "404 index_not_found_exception: no such index [none]");
  EXPECT_EQ(found("/none/_search?ignore_unavailable=true"), "0:");
  EXPECT_EQ(found("/none*/_search"), "0:");
  EXPECT_EQ(found("/.connector-secrets/_search"), "404 index_not_found_exception: no such index [.connector-secrets]");
}

TEST_F(SearchRoutes, without_an_index_everything_that_is_not_hidden_is_searched) {
  make_connector("c1");
  send("PUT", "/i/_doc/1", "{}");
  send("PUT", "/j/_doc/2", "{}");
  EXPECT_EQ(found("/_search"), "2: 1 2");
  EXPECT_EQ(found("/_all/_search?expand_wildcards=all"), "3: c1 1 2");
}

TEST_F(SearchRoutes, counting) {  // 10, 11
  send("PUT", "/i/_doc/1", R"({"a":1})");
  send("PUT", "/i/_doc/2", R"({"a":2})");
  EXPECT_EQ(send("POST", "/i/_count").body, R"({"count":2,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0}})");
  EXPECT_TRUE(send("GET", "/_count", R"({"query":{"term":{"a":1}}})").body.contains(R"("count":1)"));
  EXPECT_TRUE(send("POST", "/none/_count?ignore_unavailable=true").body.contains(R"("count":0)"));
  EXPECT_EQ(error_of(send("POST", "/i/_count", R"({"size":1})")), "400 parsing_exception: request does not support [size]");
}

TEST_F(SearchRoutes, deleting_by_query) {  // 70
  send("PUT", "/i/_doc/1", R"({"a":1})");
  send("PUT", "/i/_doc/2", R"({"a":2})");
  const auto done = body_of(send("POST", "/i/_delete_by_query", R"({"query":{"term":{"a":1}}})"));
  EXPECT_EQ(json::write(*done.find("total")), "1");
  EXPECT_EQ(json::write(*done.find("deleted")), "1");
  EXPECT_EQ(found("/i/_search"), "1: 2");
  const auto nothing =
      body_of(send("POST", "/none/_delete_by_query?ignore_unavailable=true&conflicts=proceed", R"({"query":{"match_all":{}}})"));
  EXPECT_EQ(json::write(*nothing.find("total")), "0");
  EXPECT_EQ(error_of(send("POST", "/i/_delete_by_query", "{}")),
            "400 action_request_validation_exception: Validation Failed: 1: query is missing;");
}

}  // namespace
}  // namespace headrace::rest
