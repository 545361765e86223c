#include "rest/yaml.h"

#include <gtest/gtest.h>

namespace headrace::rest {
namespace {

std::string yaml_of(std::string_view text) {
  const auto value = json::parse(text);
  EXPECT_TRUE(value) << text;
  return write_yaml(*value);
}

TEST(YamlTest, an_object_is_a_block_after_the_marker) {
  EXPECT_EQ(yaml_of(R"({"id":"a","count":2,"inner":{"x":null,"tags":[]}})"),
            "---\n"
            "id: \"a\"\n"
            "count: 2\n"
            "inner:\n"
            "  x: null\n"
            "  tags: []\n");
}

TEST(YamlTest, lists_stand_under_their_name_and_objects_begin_beside_the_dash) {
  EXPECT_EQ(yaml_of(R"({"results":[{"id":"a","tags":["x","y"]},[1,[2]],{}]})"),
            "---\n"
            "results:\n"
            "- id: \"a\"\n"
            "  tags:\n"
            "  - \"x\"\n"
            "  - \"y\"\n"
            "- - 1\n"
            "  - - 2\n"
            "- {}\n");
}

TEST(YamlTest, names_that_could_be_something_else_are_quoted) {
  EXPECT_EQ(yaml_of(R"({"a b":1,"true":2,"1":3,"x:y":4})"), "---\n\"a b\": 1\n\"true\": 2\n\"1\": 3\n\"x:y\": 4\n");
}

TEST(YamlTest, a_scalar_stands_beside_the_marker) { EXPECT_EQ(yaml_of("7"), "--- 7\n"); }

TEST(Yaml, escapes_what_yaml_does_not_let_stand) {
  EXPECT_EQ(write_yaml(*json::parse("{\"a\":\"\x7f\xc2\x85\xc2\xa0\xe2\x80\xa8\xef\xbf\xbf\xc3\xa9\"}")),
            "---\na: \"\\u007f\\u0085\xc2\xa0\\u2028\\uffff\xc3\xa9\"\n");
}

TEST(Yaml, quotes_names_that_are_words) {
  EXPECT_EQ(write_yaml(*json::parse(R"({"NO":1,"True":2,"Not":3})")), "---\n\"NO\": 1\n\"True\": 2\nNot: 3\n");
}

}  // namespace
}  // namespace headrace::rest
