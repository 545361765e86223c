#include "engine/index_template.h"

#include <gtest/gtest.h>

namespace headrace::engine {
namespace {

json::Value json_of(std::string_view text) { return json::parse(text).value(); }

TEST(IndexTemplates, fit_by_pattern_but_a_star_alone_leaves_hidden_names) {
  IndexTemplate made;
  made.patterns = {"a*", "*"};
  EXPECT_TRUE(fits(made, "abc"));
  EXPECT_TRUE(fits(made, "x"));
  EXPECT_FALSE(fits(made, ".x"));
  made.patterns = {".x*"};
  EXPECT_TRUE(fits(made, ".xy"));
}

TEST(IndexTemplates, what_the_index_says_wins_field_by_field) {
  IndexTemplate made;
  made.mappings =
      json_of(R"({"dynamic":"false","properties":{"a":{"type":"keyword","ignore_above":5},"o":{"properties":{"x":{"type":"long"}}}},
                              "dynamic_templates":[{"one":{"mapping":{}}},{"two":{"mapping":{"index":true}}}]})");
  made.settings = json_of(R"({"index":{"number_of_replicas":"2","hidden":"true"}})");
  made.aliases = {"a", "b"};
  IndexInfo wanted;
  wanted.mappings = json_of(
      R"({"properties":{"a":{"type":"text"},"o":{"properties":{"y":{"type":"long"}}}},"dynamic_templates":[{"one":{"mapping":{"x":1}}}]})");
  wanted.settings = json_of(R"({"index":{"hidden":"false"}})");
  wanted.aliases = {"b"};
  const auto index = with_template(made, wanted);
  EXPECT_EQ(json::write(index.mappings),
            R"({"dynamic":"false","properties":{"a":{"type":"text"},"o":{"properties":{"x":{"type":"long"},"y":{"type":"long"}}}},)"
            R"("dynamic_templates":[{"two":{"mapping":{"index":true}}},{"one":{"mapping":{"x":1}}}]})");
  EXPECT_EQ(json::write(index.settings), R"({"index":{"number_of_replicas":"2","hidden":"false"}})");
  EXPECT_EQ(index.aliases, (std::vector<Alias>{"b", "a"}));
}

}  // namespace
}  // namespace headrace::engine
