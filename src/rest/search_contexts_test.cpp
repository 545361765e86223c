#include "rest/search_contexts.h"

#include <fmt/format.h>

#include "rest/api_fixture.h"

// The numbers behind tests are those of the cases in docs/spec/document-api.md 13.

namespace headrace::rest {
namespace {

class SearchContextRoutes : public ApiFixture {
 protected:
  void fill(int documents) {
    std::string body;
    for (int i = 0; i < documents; ++i) {
      body += fmt::format("{{\"index\":{{\"_id\":\"{:04}\"}}}}\n{{\"id\":\"{}\",\"_timestamp\":\"2024-01-01T00:00:00Z\",\"n\":{}}}\n", i, i,
                          i % 3);
    }
    ASSERT_EQ(send("POST", "/i/_bulk", body).status, 200U);
  }
  static std::size_t hits(const json::Value& page) { return page.at_path("hits.hits")->as_array().size(); }
  json::Value next(const std::string& id) {
    return body_of(send("POST", "/_search/scroll", fmt::format(R"({{"scroll_id":"{}","scroll":"5m"}})", id)));
  }
};

TEST_F(SearchContextRoutes, the_connector_service_goes_through_an_index) {  // 47, 50, 51
  fill(2'500);
  const auto first = body_of(send("POST", "/i/_search?scroll=5m", R"({"size":1000,"sort":"_doc","_source":["id","_timestamp"]})"));
  const std::string id(first.text("_scroll_id"));
  EXPECT_EQ(hits(first), 1'000U);
  EXPECT_EQ(json::write(*first.at_path("hits.total")), R"({"value":2500,"relation":"eq"})");
  EXPECT_EQ(json::write(*first.at_path("hits.hits")->as_array().front().find("_source")),
            R"({"id":"0","_timestamp":"2024-01-01T00:00:00Z"})");
  EXPECT_EQ(hits(next(id)), 1'000U);
  EXPECT_EQ(hits(next(id)), 500U);
  EXPECT_EQ(hits(next(id)), 0U);
  const auto body = fmt::format(R"({{"scroll_id":"{}"}})", id);
  EXPECT_EQ(send("DELETE", "/_search/scroll", body).body, R"({"succeeded":true,"num_freed":1})");
  const auto again = send("DELETE", "/_search/scroll", body);
  EXPECT_EQ(again.status, 404U);
  EXPECT_EQ(again.body, R"({"succeeded":true,"num_freed":0})");
  const auto gone = send("POST", "/_search/scroll", body);
  EXPECT_EQ(error_of(gone), "404 search_phase_execution_exception: all shards failed");
  EXPECT_EQ(body_of(gone).at_path("error.root_cause")->as_array().front().text("type"), "search_context_missing_exception");
}

TEST_F(SearchContextRoutes, an_id_is_read_from_everywhere) {
  fill(5);
  const auto begin = [&] { return std::string(body_of(send("GET", "/i/_search?scroll=1m&size=2")).text("_scroll_id")); };
  const auto id = begin();
  EXPECT_EQ(hits(body_of(send("GET", "/_search/scroll/" + id))), 2U);
  EXPECT_EQ(hits(body_of(send("GET", "/_search/scroll?scroll=1m&scroll_id=" + id))), 1U);
  EXPECT_EQ(send("DELETE", "/_search/scroll/" + id + "," + begin()).body, R"({"succeeded":true,"num_freed":2})");
  begin();
  EXPECT_EQ(send("DELETE", "/_search/scroll/_all").body, R"({"succeeded":true,"num_freed":1})");
}

TEST_F(SearchContextRoutes, what_is_wrong_is_told) {
  fill(1);
  EXPECT_EQ(error_of(send("GET", "/_search/scroll")),
            "400 action_request_validation_exception: Validation Failed: 1: scrollId is missing;");
  EXPECT_EQ(error_of(send("DELETE", "/_search/scroll")),
            "400 action_request_validation_exception: Validation Failed: 1: no scroll ids specified;");
  EXPECT_EQ(error_of(send("GET", "/_search/scroll/nonsense")), "400 illegal_argument_exception: Cannot parse scroll id");
  EXPECT_EQ(error_of(send("POST", "/_search/scroll", R"({"id":"x"})")),
            "400 illegal_argument_exception: Unknown parameter [id] in request body or parameter is of the wrong type[VALUE_STRING] ");
  EXPECT_EQ(error_of(send("POST", "/_search/scroll", R"(["x"])")), "400 illegal_argument_exception: Failed to parse request body");
  EXPECT_EQ(error_of(send("GET", "/i/_search?scroll=1m&from=1")),
            "400 action_request_validation_exception: Validation Failed: 1: using [from] is not allowed in a scroll context;");
  EXPECT_EQ(error_of(send("GET", "/i/_search?scroll=forever")),
            "400 illegal_argument_exception: failed to parse setting [scroll] with value [forever] as a time value: unit is missing or "
            "unrecognized");
  EXPECT_EQ(send("GET", "/nobody/_search?scroll=1m").status, 404U);
}

TEST_F(SearchContextRoutes, a_point_in_time_stays_as_it_was) {
  fill(5);
  const auto opened = body_of(send("POST", "/i/_pit?keep_alive=1m"));
  const std::string id(opened.text("id"));
  send("PUT", "/i/_doc/new", R"({"n":0})");
  send("DELETE", "/i/_doc/0000");
  const auto search = [&](const std::string& rest) {
    return send("POST", "/_search", fmt::format(R"({{"pit":{{"id":"{}","keep_alive":"1m"}},"size":2{}}})", id, rest));
  };
  auto page = body_of(search(R"(,"sort":[{"n":"asc"}])"));
  EXPECT_EQ(page.text("pit_id"), id);
  EXPECT_EQ(page.at_path("hits.total")->number("value"), 5);
  std::string ids;
  while (hits(page) > 0) {
    const auto& found = page.at_path("hits.hits")->as_array();
    for (const auto& hit : found) ids += std::string(hit.text("_id")) + " ";
    page = body_of(search(R"(,"sort":[{"n":"asc"}],"search_after":)" + json::write(*found.back().find("sort"))));
  }
  EXPECT_EQ(ids, "0000 0003 0001 0004 0002 ");
  const auto body = fmt::format(R"({{"id":"{}"}})", id);
  EXPECT_EQ(send("DELETE", "/_pit", body).body, R"({"succeeded":true,"num_freed":1})");
  EXPECT_EQ(send("DELETE", "/_pit", body).status, 404U);
  EXPECT_EQ(search("").status, 404U);
}

TEST_F(SearchContextRoutes, a_point_in_time_names_its_indices_itself) {
  fill(1);
  const std::string id(body_of(send("POST", "/i/_pit?keep_alive=1m")).text("id"));
  EXPECT_EQ(
      error_of(send("POST", "/i/_search", fmt::format(R"({{"pit":{{"id":"{}"}}}})", id))),
      "400 action_request_validation_exception: Validation Failed: 1: [indices] cannot be used with point in time. Do not specify any "
      "index with point in time.;");
  EXPECT_EQ(error_of(send("POST", "/i/_pit")),
            "400 action_request_validation_exception: Validation Failed: 1: [keep_alive] is not specified;");
  EXPECT_EQ(error_of(send("POST", "/i/_pit?keep_alive=25h")).substr(0, 30), "400 illegal_argument_exception");
  EXPECT_EQ(error_of(send("POST", "/_search", R"({"pit":{"id":"nonsense"}})")), "400 illegal_argument_exception: invalid id: [nonsense]");
}

TEST_F(SearchContextRoutes, are_bounded_in_number) {
  fill(1);
  for (int i = 0; i < 500; ++i) ASSERT_EQ(send("POST", "/i/_pit?keep_alive=1m").status, 200U);
  const auto refused = send("POST", "/i/_pit?keep_alive=1m");
  EXPECT_EQ(error_of(refused), "429 search_phase_execution_exception: all shards failed");
  EXPECT_EQ(refused.header("retry-after"), "1");
}

TEST_F(SearchContextRoutes, expire) {
  fill(3);
  const std::string id(body_of(send("GET", "/i/_search?scroll=1m&size=1")).text("_scroll_id"));
  advance(std::chrono::minutes(2));
  EXPECT_EQ(send("GET", "/_search/scroll/" + id).status, 404U);
}

}  // namespace
}  // namespace headrace::rest
