#include "content/source_filter.h"

#include <gtest/gtest.h>

namespace headrace::content {
namespace {

constexpr std::string_view source = R"({"id":"1","_timestamp":"t","a":{"b":1,"c":[{"x":1,"y":2},{"y":3},7]},"a.lit":4,"e":{},"n":null})";

std::string filtered(std::string_view member) {
  const auto value = json::parse(member);
  if (!value) return "unreadable";
  const auto filter = SourceFilter::read(*value, member);
  if (!filter) return "error: " + filter.error().reason;
  std::string out;
  filter->write(std::string(source), out);
  return out;
}

TEST(SourceFilter, true_and_false) {
  EXPECT_EQ(filtered("true"), source);
  EXPECT_EQ(filtered("false"), "{}");
}

TEST(SourceFilter, names_keep_what_they_name) {
  EXPECT_EQ(filtered(R"(["id","_timestamp"])"), R"({"id":"1","_timestamp":"t"})");
  EXPECT_EQ(filtered(R"("n")"), R"({"n":null})");
  EXPECT_EQ(filtered(R"(["none"])"), "{}");
}

TEST(SourceFilter, an_object_comes_whole_and_a_path_goes_through_arrays) {
  EXPECT_EQ(filtered(R"(["a.b","a.c"])"), R"({"a":{"b":1,"c":[{"x":1,"y":2},{"y":3},7]}})");
  EXPECT_EQ(filtered(R"("a.c.y")"), R"({"a":{"c":[{"y":2},{"y":3}]}})");
  EXPECT_EQ(filtered(R"("e")"), R"({"e":{}})");
}

TEST(SourceFilter, a_literal_dotted_key_is_as_good_as_objects) {
  EXPECT_EQ(filtered(R"({"includes":["a"],"excludes":["a.c"]})"), R"({"a":{"b":1},"a.lit":4})");
  EXPECT_EQ(filtered(R"({"excludes":["a"]})"), R"({"id":"1","_timestamp":"t","e":{},"n":null})");
}

TEST(SourceFilter, stars_match_any_run) { EXPECT_EQ(filtered(R"(["a.*t", "*stamp"])"), R"({"_timestamp":"t","a.lit":4})"); }

TEST(SourceFilter, excludes_win_over_includes) {
  EXPECT_EQ(filtered(R"({"includes":["a"],"excludes":["a.c","a.lit"]})"), R"({"a":{"b":1}})");
  EXPECT_EQ(filtered(R"({"excludes":["a*","_*"]})"), R"({"id":"1","e":{},"n":null})");
  EXPECT_EQ(filtered(R"({"excludes":["a.c.x","a.c.y"]})"),
            R"({"id":"1","_timestamp":"t","a":{"b":1,"c":[{},{},7]},"a.lit":4,"e":{},"n":null})");
}

TEST(SourceFilter, other_shapes_are_refused) {
  EXPECT_EQ(filtered("5"), "error: Expected a string or a list of strings in [_source]");
  EXPECT_EQ(filtered("[5]"), "error: Unknown key for a VALUE_NUMBER in [_source].");
  EXPECT_EQ(filtered(R"({"only":["a"]})"), "error: Unknown key for a START_ARRAY in [only].");
}

}  // namespace
}  // namespace headrace::content
