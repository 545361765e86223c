#include "content/search.h"

#include "content/engine_fixture.h"

namespace headrace::content {
namespace {

engine::SearchResult two_hits() {
  engine::SearchResult result;
  result.total = 2;
  for (const auto* id : {"1", "2"}) {
    engine::Hit hit;
    hit.document = {"i", id, std::make_shared<const std::string>(R"({"a" : 1})"), 3, 7, 1};
    hit.sort = {json::Value(5), json::Value()};
    result.hits.push_back(hit);
  }
  return result;
}

std::string answered(std::string_view body, const SearchAnswer& answer = {}) {
  const auto read = read_search_body(body, {}, {});
  return write_search_answer(value_of(read), two_hits(), answer);
}

TEST(SearchAnswer, hits_are_shown_with_their_stored_bytes) {
  EXPECT_EQ(
      answered("{}"),
      R"({"took":0,"timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},"hits":{"total":{"value":2,"relation":"eq"},"max_score":1.0,"hits":[)"
      R"({"_index":"i","_id":"1","_score":1.0,"_source":{"a" : 1}},{"_index":"i","_id":"2","_score":1.0,"_source":{"a" : 1}}]}})");
}

TEST(SearchAnswer, a_sort_takes_the_place_of_scores) {
  const auto text = answered(R"({"sort":["a","b"],"seq_no_primary_term":true,"version":true,"_source":false})");
  EXPECT_NE(text.find(R"("max_score":null)"), std::string::npos);
  EXPECT_NE(text.find(R"({"_index":"i","_id":"1","_version":3,"_seq_no":7,"_primary_term":1,"_score":null,"sort":[5,null]})"),
            std::string::npos)
      << text;
}

TEST(SearchAnswer, totals_are_cut_left_out_or_a_number) {
  EXPECT_NE(answered(R"({"track_total_hits":1})").find(R"("total":{"value":1,"relation":"gte"})"), std::string::npos);
  EXPECT_EQ(answered(R"({"track_total_hits":false})").find(R"("total":{"value")"), std::string::npos);
  EXPECT_NE(answered("{}", {.total_as_number = true}).find(R"("total":2,)"), std::string::npos);
}

TEST(SearchAnswer, a_count_is_a_number) {
  EXPECT_EQ(write_count_answer(3), R"({"count":3,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0}})");
}

using Search = EngineFixture;

TEST_F(Search, both_stores_are_searched_as_one) {
  put(".elastic-connectors", "c1", "{}");
  put(".elastic-connectors", "c2", "{}");
  put("books", "b1", "{}");
  put("books", "b2", "{}");
  const auto page = [&](std::uint64_t from, std::uint64_t size) {
    engine::SearchRequest request;
    request.indices = {".elastic-connectors-v1", "books"};
    request.from = from;
    request.size = size;
    const auto result = value_of(run(run_search(engine(), std::move(request))));
    std::string ids = std::to_string(result.total) + ":";
    for (const auto& hit : result.hits) ids += " " + hit.document.id;
    return ids;
  };
  EXPECT_EQ(page(0, 10), "4: c1 c2 b1 b2");
  EXPECT_EQ(page(1, 2), "4: c2 b1");
  EXPECT_EQ(page(3, 5), "4: b2");
  EXPECT_EQ(page(9, 5), "4:");
}

TEST_F(Search, a_sorted_search_over_both_stores_is_refused) {
  engine::SearchRequest request;
  request.indices = {".elastic-connectors-v1", "books"};
  request.sort = {{.field = "a", .descending = false, .missing_first = false}};
  put("books", "b1", "{}");
  EXPECT_EQ(run(run_search(engine(), std::move(request))).error().kind, ErrorKind::illegal_argument);
}

TEST_F(Search, no_indices_are_an_empty_result) { EXPECT_EQ(value_of(run(run_search(engine(), {}))).total, 0U); }

}  // namespace
}  // namespace headrace::content
