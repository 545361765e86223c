#include "rest/shown_fields.h"

#include <gtest/gtest.h>

namespace headrace::rest {
namespace {

std::string shown(std::string_view fields, std::string source) {
  return ShownFields::read(fields).value().of({.index = "i", .id = "1", .source = std::make_shared<const std::string>(std::move(source))});
}

TEST(ShownFields, are_the_named_ones_in_their_order) {
  const std::string job = R"({"status":"error","connector":{"id":"c","name":"n"},"error":"e","n":1.50})";
  EXPECT_EQ(shown("error,status", job), R"({"status":"error","error":"e"})");
  EXPECT_EQ(shown("connector.id,n", job), R"({"connector":{"id":"c"},"n":1.50})");
  EXPECT_EQ(shown("connector", job), R"({"connector":{"id":"c","name":"n"}})");
  EXPECT_EQ(shown("nothing.such", job), "{}");
  EXPECT_EQ(shown("rules.id", R"({"rules":[{"id":1,"x":2},{"id":3}]})"), R"({"rules":[{"id":1},{"id":3}]})");
}

TEST(ShownFields, are_names_and_no_patterns) {
  for (const auto* text : {"", ",", "a,", ",a", "a,,b", "*", "conn*", "-status"})
    EXPECT_EQ(ShownFields::read(text).error().kind, ErrorKind::illegal_argument) << text;
  EXPECT_TRUE(ShownFields().all());
  EXPECT_FALSE(ShownFields::read("status")->all());
}

}  // namespace
}  // namespace headrace::rest
