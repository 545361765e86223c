#include "rest/filter_path.h"

#include <gtest/gtest.h>

namespace headrace::rest {
namespace {

std::string filtered(std::string_view pattern, std::string_view text) {
  const auto value = json::parse(text);
  EXPECT_TRUE(value) << text;
  return json::write(FilterPath(pattern).apply(*value));
}

constexpr std::string_view hits =
    R"({"took":3,"hits":{"total":2,"hits":[{"_id":"1","_source":{"a":1,"b":2}},{"_id":"2","_source":{"b":3}}]}})";

// docs/spec/rest-conventions.md 17, 29
TEST(FilterPathTest, an_inclusion_keeps_the_path_and_the_whole_subtree) {
  EXPECT_EQ(filtered("took", hits), R"({"took":3})");
  EXPECT_EQ(filtered("hits.total,took", hits), R"({"took":3,"hits":{"total":2}})");
  EXPECT_EQ(filtered("a", R"({"a":{"x":{"y":1}},"b":2})"), R"({"a":{"x":{"y":1}}})");
}

TEST(FilterPathTest, arrays_are_transparent) {
  EXPECT_EQ(filtered("hits.hits._id", hits), R"({"hits":{"hits":[{"_id":"1"},{"_id":"2"}]}})");
  EXPECT_EQ(filtered("id", R"([[{"id":1,"x":2}],{"id":3}])"), R"([[{"id":1}],{"id":3}])");
}

TEST(FilterPathTest, a_star_matches_inside_one_name) {
  EXPECT_EQ(filtered("t*", hits), R"({"took":3})");
  EXPECT_EQ(filtered("hits.hits._s*.a", hits), R"({"hits":{"hits":[{"_source":{"a":1}}]}})");
  EXPECT_EQ(filtered("*.total", hits), R"({"hits":{"total":2}})");
}

TEST(FilterPathTest, two_stars_match_any_number_of_levels) {
  EXPECT_EQ(filtered("**.a", hits), R"({"hits":{"hits":[{"_source":{"a":1}}]}})");
  EXPECT_EQ(filtered("**.took", hits), R"({"took":3})");
  EXPECT_EQ(filtered("hits.**", hits),
            R"({"hits":{"total":2,"hits":[{"_id":"1","_source":{"a":1,"b":2}},{"_id":"2","_source":{"b":3}}]}})");
}

TEST(FilterPathTest, an_exclusion_drops_what_it_matches_and_keeps_emptied_containers) {
  EXPECT_EQ(filtered("-hits.hits", hits), R"({"took":3,"hits":{"total":2}})");
  EXPECT_EQ(filtered("-**.b", hits), R"({"took":3,"hits":{"total":2,"hits":[{"_id":"1","_source":{"a":1}},{"_id":"2","_source":{}}]}})");
}

TEST(FilterPathTest, both_kinds_must_let_a_member_through) {
  EXPECT_EQ(filtered("hits.hits,-**._source", hits), R"({"hits":{"hits":[{"_id":"1"},{"_id":"2"}]}})");
}

TEST(FilterPathTest, nothing_that_matches_gives_an_empty_object) {
  EXPECT_EQ(filtered("nope", hits), "{}");
  EXPECT_EQ(filtered("took.deeper", hits), "{}");
}

TEST(FilterPathTest, a_dot_after_a_backslash_belongs_to_the_name) {
  EXPECT_EQ(filtered("a\\.b.c", R"({"a.b":{"c":1,"d":2},"a":{"b":{"c":3}}})"), R"({"a.b":{"c":1}})");
}

TEST(FilterPathTest, many_patterns_with_stars_do_not_multiply) {
  std::string pattern;
  std::string text = "1";
  for (int i = 0; i < 200; ++i) {
    pattern += "**.";
    text = R"({"a":)" + text + "}";
  }
  EXPECT_EQ(filtered(pattern + "z", text), "{}");
}

TEST(FilterPathTest, an_empty_parameter_filters_nothing) {
  EXPECT_TRUE(FilterPath("").keeps_all());
  EXPECT_TRUE(FilterPath(",").keeps_all());
}

}  // namespace
}  // namespace headrace::rest
