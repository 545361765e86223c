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

}  // namespace
}  // namespace headrace::rest
