#include "content/search_body.h"

#include <gtest/gtest.h>

namespace headrace::content {
namespace {

Result<SearchBody> read(std::string_view text, const SearchParameters& parameters = {}) { return read_search_body(text, parameters, {}); }

std::string reason(std::string_view text, const SearchParameters& parameters = {}) {
  const auto body = read(text, parameters);
  return body ? "no error" : body.error().reason;
}

TEST(SearchBody, no_body_asks_for_the_first_ten_of_everything) {
  const auto body = read(" \n");
  ASSERT_TRUE(body);
  EXPECT_TRUE(std::holds_alternative<engine::MatchAll>(body->request.query.node));
  EXPECT_EQ(body->request.from, 0U);
  EXPECT_EQ(body->request.size, 10U);
  EXPECT_FALSE(body->seq_no_primary_term);
}

TEST(SearchBody, the_connector_services_body) {
  const auto body = read(
      R"({"from":5,"query":{"bool":{"must":[{"term":{"_id":"j1"}}]}},"seq_no_primary_term":true,"size":100,"sort":[{"created_at":"asc"}],"_source":["id"]})");
  ASSERT_TRUE(body) << body.error().reason;
  EXPECT_EQ(body->request.from, 5U);
  EXPECT_EQ(body->request.size, 100U);
  EXPECT_TRUE(body->seq_no_primary_term);
  EXPECT_EQ(body->request.sort.front().field, "created_at");
  EXPECT_FALSE(body->source.keeps_all());
}

TEST(SearchBody, parameters_win_over_the_body) {
  SearchParameters parameters;
  parameters.from = 1;
  parameters.size = 2;
  parameters.sort = "a:desc";
  parameters.version = true;
  parameters.track_total_hits = "true";
  const auto body = read(R"({"from":9,"size":9,"sort":"b"})", parameters);
  ASSERT_TRUE(body);
  EXPECT_EQ(body->request.from, 1U);
  EXPECT_EQ(body->request.size, 2U);
  EXPECT_EQ(body->request.sort.front().field, "a");
  EXPECT_TRUE(body->version);
  EXPECT_EQ(body->track_total_hits, SearchBody::count_exactly);
}

TEST(SearchBody, numbers_must_be_numbers_and_not_negative) {
  EXPECT_EQ(reason(R"({"from":-1})"), "[from] parameter cannot be negative but was [-1]");
  EXPECT_EQ(reason(R"({"size":-1})"), "[size] parameter cannot be negative, found [-1]");
  EXPECT_EQ(reason(R"({"size":"x"})"), "[1:9] Failed to parse [size] with value [x]");
  EXPECT_EQ(read(R"({"size":1.9})")->request.size, 1U);  // cut off, as the original does
  EXPECT_EQ(read(R"({"from":"2.5"})")->request.from, 2U);
  EXPECT_EQ(reason(R"({"size":1e10})"), "[1:9] Failed to parse [size] with value [1e10]");
  EXPECT_EQ(reason(R"({"size":[]})"), "Unknown key for a START_ARRAY in [size].");
}

TEST(SearchBody, the_window_ends_at_ten_thousand) {
  EXPECT_TRUE(read(R"({"from":9990,"size":10})"));
  const auto body = read(R"({"from":9991,"size":10})");
  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().kind, ErrorKind::search_phase_execution);
  EXPECT_TRUE(body.error().caused_by.front().reason.starts_with("Result window is too large"));
}

TEST(SearchBody, unknown_keys_are_refused_with_their_kind) {
  EXPECT_EQ(reason(R"({"foo":"x"})"), "Unknown key for a VALUE_STRING in [foo].");
  EXPECT_EQ(reason(R"({"foo":{}})"), "Unknown key for a START_OBJECT in [foo].");
  EXPECT_EQ(reason(R"({"aggs":{}})"), "[aggs] of a search is not supported by this server");
  EXPECT_EQ(reason("[]"), "Expected [START_OBJECT] but found [START_ARRAY]");
}

TEST(SearchBody, totals_can_be_exact_cut_or_left_out) {
  EXPECT_EQ(read(R"({"track_total_hits":true})")->track_total_hits, SearchBody::count_exactly);
  EXPECT_EQ(read(R"({"track_total_hits":false})")->track_total_hits, 0U);
  EXPECT_EQ(read(R"({"track_total_hits":7})")->track_total_hits, 7U);
  EXPECT_FALSE(read(R"({"track_total_hits":-2})"));
}

TEST(SearchBody, search_after_needs_a_sort_of_its_length) {
  EXPECT_TRUE(read(R"({"sort":["a"],"search_after":[1]})"));
  EXPECT_FALSE(read(R"({"search_after":[1]})"));
  EXPECT_FALSE(read(R"({"sort":["a"],"search_after":[1,2]})"));
  EXPECT_FALSE(read(R"({"sort":["a"],"search_after":[1],"from":1})"));
}

TEST(SearchBody, a_body_that_is_only_a_query) {
  EXPECT_FALSE(*read_query_body("", {}));
  EXPECT_TRUE(*read_query_body(R"({"query":{"match_all":{}}})", {}));
  EXPECT_EQ(read_query_body(R"({"size":1})", {}).error().reason, "request does not support [size]");
}

}  // namespace
}  // namespace headrace::content
