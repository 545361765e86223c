#include "content/query_dsl.h"

#include "content/query_fixture.h"

namespace headrace::content {
namespace {

constexpr std::string_view source = R"({"status":"pending","n":5,"tags":["a","b"]})";

TEST(QueryDsl, everything_and_nothing) {
  EXPECT_EQ(finds(R"({"match_all":{}})", source), "yes");
  EXPECT_EQ(finds(R"({"match_all":{"boost":2}})", source), "yes");
  EXPECT_EQ(finds(R"({"match_none":{}})", source), "no");
  EXPECT_EQ(finds(R"({"bool":{}})", source), "yes");
}

TEST(QueryDsl, clauses_are_one_or_a_list) {
  EXPECT_EQ(finds(R"({"bool":{"must":{"term":{"n":5}},"filter":[{"term":{"status":"pending"}}]}})", source), "yes");
  EXPECT_EQ(finds(R"({"bool":{"must_not":{"terms":{"status":["pending"]}}}})", source), "no");
  EXPECT_EQ(finds(R"({"bool":{"must":[{"term":{"n":5}},{"term":{"n":6}}]}})", source), "no");
}

TEST(QueryDsl, should_must_match_when_it_stands_alone) {
  EXPECT_EQ(finds(R"({"bool":{"should":[{"term":{"n":6}},{"term":{"n":7}}]}})", source), "no");
  EXPECT_EQ(finds(R"({"bool":{"should":[{"term":{"n":6}},{"term":{"n":5}}]}})", source), "yes");
  EXPECT_EQ(finds(R"({"bool":{"filter":{"term":{"n":5}},"should":[{"term":{"n":6}}]}})", source), "yes");
}

TEST(QueryDsl, optional_clauses_alone_need_one_of_them) {
  EXPECT_EQ(finds(R"({"bool":{"should":[{"term":{"n":6}}],"minimum_should_match":0}})", source), "no");
  EXPECT_EQ(finds(R"({"bool":{"must_not":{"term":{"n":7}},"should":[{"term":{"n":6}}],"minimum_should_match":"-100%"}})", source), "no");
  EXPECT_EQ(finds(R"({"bool":{"filter":{"term":{"n":5}},"should":[{"term":{"n":6}}],"minimum_should_match":0}})", source), "yes");
}

TEST(QueryDsl, minimum_should_match_is_a_number_or_a_part) {
  const auto with = [](std::string_view minimum) {
    return finds(R"({"bool":{"should":[{"term":{"n":5}},{"term":{"tags":"a"}},{"term":{"n":9}}],"minimum_should_match":)" +
                     std::string(minimum) + "}}",
                 source);
  };
  EXPECT_EQ(with("2"), "yes");
  EXPECT_EQ(with("3"), "no");
  EXPECT_EQ(with("4"), "no");
  EXPECT_EQ(with("-1"), "yes");
  EXPECT_EQ(with("\"67%\""), "yes");
  EXPECT_EQ(with("\"100%\""), "no");
  EXPECT_EQ(with("\"x\""), "error: cannot read [minimum_should_match] from [x]");
}

TEST(QueryDsl, constant_score_and_dis_max_are_their_clauses) {
  EXPECT_EQ(finds(R"({"constant_score":{"filter":{"term":{"n":5}},"boost":1}})", source), "yes");
  EXPECT_EQ(finds(R"({"dis_max":{"queries":[{"term":{"n":6}},{"term":{"n":5}}],"tie_breaker":0.7}})", source), "yes");
  EXPECT_EQ(finds(R"({"constant_score":{}})", source), "error: [constant_score] requires a 'filter' element");
}

TEST(QueryDsl, boosting_is_what_is_positive) {
  EXPECT_EQ(finds(R"({"boosting":{"positive":{"term":{"n":5}},"negative":{"term":{"n":5}},"negative_boost":0.5}})", source), "yes");
  EXPECT_EQ(finds(R"({"boosting":{"positive":{"term":{"n":6}},"negative":{"term":{"n":5}},"negative_boost":0.5}})", source), "no");
  EXPECT_EQ(finds(R"({"boosting":{"positive":{"term":{"n":6}}}})", source), "error: [boosting] query requires 'negative' to be set");
}

TEST(QueryDsl, nested_objects) {
  constexpr std::string_view comments = R"({"comments":[{"by":"ann","stars":1},{"by":"bob","stars":5}]})";
  const auto both = [&](const char* by, int stars) {
    return finds(fmt::format(R"({{"nested":{{"path":"comments","score_mode":"avg","query":{{"bool":{{"must":[
        {{"term":{{"comments.by":"{}"}}}},{{"term":{{"comments.stars":{}}}}}]}}}}}}}})",
                             by, stars),
                 comments);
  };
  EXPECT_EQ(both("bob", 5), "yes");
  EXPECT_EQ(both("ann", 5), "no");
  EXPECT_EQ(finds(R"({"nested":{"path":"x","query":{"match_all":{}}}})", comments),
            "error: failed to create query: [nested] failed to find nested object under path [x]");
  EXPECT_EQ(finds(R"({"nested":{"path":"x","query":{"match_all":{}},"ignore_unmapped":true}})", comments), "no");
  EXPECT_EQ(finds(R"({"nested":{"path":"comments","query":{"match_all":{}},"inner_hits":{}}})", comments),
            "error: option [inner_hits] of query [nested] is not supported by this server");
  EXPECT_EQ(finds(R"({"nested":{"query":{"match_all":{}}}})", comments), "error: [nested] requires 'path' field");
}

TEST(QueryDsl, an_unknown_query_is_named_with_its_place_and_what_it_may_have_been) {
  const auto text = std::string_view(R"({"tern":{"n":5}})");
  const auto query = parse_query(*json::parse(text), text, {});
  ASSERT_FALSE(query);
  EXPECT_EQ(query.error().kind, ErrorKind::parsing);
  EXPECT_EQ(query.error().reason, "unknown query [tern] did you mean any of [term, terms]?");
  EXPECT_EQ(query.error().metadata.front(), (std::pair<std::string, std::string>{"line", "1"}));
  ASSERT_FALSE(query.error().caused_by.empty());
  EXPECT_EQ(query.error().caused_by.front().kind, ErrorKind::named_object_not_found);
}

TEST(QueryDsl, what_the_original_has_and_this_server_lacks_is_refused_by_name) {
  EXPECT_EQ(finds(R"({"fuzzy":{"a":"b"}})", source), "error: query [fuzzy] is not supported by this server");
}

TEST(QueryDsl, what_is_wrong_inside_a_clause_is_its_cause) {
  const auto text = std::string_view(R"({"bool":{"must":[{"term":{"a":[1]}}]}})");
  const auto query = parse_query(*json::parse(text), text, {});
  ASSERT_FALSE(query);
  EXPECT_EQ(query.error().kind, ErrorKind::x_content_parse);
  EXPECT_NE(query.error().reason.find("[bool] failed to parse field [must]"), std::string::npos);
  ASSERT_FALSE(query.error().caused_by.empty());
  EXPECT_EQ(query.error().caused_by.front().reason, "[term] query does not support array of values");
}

TEST(QueryDsl, malformed_queries_are_errors) {
  EXPECT_EQ(finds("[]", source), "error: [_na] query malformed, must start with start_object");
  EXPECT_EQ(finds("{}", source), "error: query malformed, empty clause found at [1:1]");
  EXPECT_EQ(finds(R"({"match_all":{},"term":{}})", source),
            "error: [match_all] malformed query, expected [END_OBJECT] but found [FIELD_NAME]");
  EXPECT_EQ(finds(R"({"bool":5})", source), "error: [bool] query malformed, no start_object after query name");
  EXPECT_EQ(finds(R"({"bool":{"musst":[]}})", source), "error: [1:10] [bool] unknown field [musst]");
}

TEST(QueryDsl, depth_is_bounded) {
  std::string text = R"({"match_all":{}})";
  for (int i = 0; i < 40; ++i) text = R"({"bool":{"must":)" + text + "}}";
  auto query = parse_query(*json::parse(text), text, {});
  ASSERT_FALSE(query);
  const auto* deepest = &query.error();
  while (!deepest->caused_by.empty()) deepest = &deepest->caused_by.front();
  EXPECT_NE(deepest->reason.find("maximum nested depth"), std::string::npos);
}

}  // namespace
}  // namespace headrace::content
