// Partial updates, docs/spec/document-api.md 6.
#include <gtest/gtest.h>

#include "json/value.h"

namespace headrace::json {
namespace {

/// The merged document; a no-op is marked.
std::string merged(std::string_view stored, std::string_view part) {
  auto into = parse(stored).value();
  const bool changed = merge(into, parse(part).value());
  return changed ? write(into) : "noop " + write(into);
}

TEST(Merge, the_example_of_the_specification) {
  EXPECT_EQ(merged(R"({"a":{"x":1,"y":[1,2]},"e":"boom"})", R"({"a":{"y":[3]},"e":null,"a.x":9})"),
            R"({"a":{"x":1,"y":[3]},"e":null,"a.x":9})");
}

TEST(Merge, objects_merge_and_everything_else_is_replaced) {
  EXPECT_EQ(merged(R"({"a":{"b":{"c":1,"d":2}}})", R"({"a":{"b":{"d":3}}})"), R"({"a":{"b":{"c":1,"d":3}}})");
  EXPECT_EQ(merged(R"({"a":{"b":1}})", R"({"a":[]})"), R"({"a":[]})");
  EXPECT_EQ(merged(R"({"a":[{"b":1}]})", R"({"a":{"b":1}})"), R"({"a":{"b":1}})");
  EXPECT_EQ(merged(R"({"a":[{"b":1,"c":2}]})", R"({"a":[{"b":3}]})"), R"({"a":[{"b":3}]})");
  EXPECT_EQ(merged(R"({"a":null})", R"({"a":{"b":1}})"), R"({"a":{"b":1}})");
}

TEST(Merge, null_is_a_value_and_removes_nothing) {
  EXPECT_EQ(merged(R"({"error":"x","a":1})", R"({"error":null})"), R"({"error":null,"a":1})");
  EXPECT_EQ(merged("{}", R"({"error":null})"), R"({"error":null})");
  EXPECT_EQ(merged(R"({"a":{"b":1}})", R"({"a":null})"), R"({"a":null})");
}

TEST(Merge, members_keep_their_places_and_new_ones_are_appended) {
  EXPECT_EQ(merged(R"({"c":1,"a":{"z":1,"y":2},"b":3})", R"({"new":0,"b":4,"a":{"x":5,"y":6}})"),
            R"({"c":1,"a":{"z":1,"y":6,"x":5},"b":4,"new":0})");
}

TEST(Merge, a_dotted_key_is_an_ordinary_key) {
  EXPECT_EQ(merged(R"({"connector":{"sync_cursor":1}})", R"({"connector.sync_cursor":null})"),
            R"({"connector":{"sync_cursor":1},"connector.sync_cursor":null})");
}

TEST(Merge, what_is_there_and_equal_changes_nothing) {
  EXPECT_EQ(merged(R"({"a":{"x":1,"y":[1,{"p":1,"q":2}]},"b":null})", R"({"b":null,"a":{"y":[1,{"q":2,"p":1}]}})"),
            R"(noop {"a":{"x":1,"y":[1,{"p":1,"q":2}]},"b":null})");
  EXPECT_EQ(merged(R"({"a":1})", "{}"), R"(noop {"a":1})");
  EXPECT_EQ(merged(R"({"a":{"b":1}})", R"({"a":{}})"), R"(noop {"a":{"b":1}})");
  EXPECT_EQ(merged(R"({"a":5.0})", R"({"a":5.00})"), R"(noop {"a":5.0})");
}

TEST(Merge, the_kind_of_a_number_and_the_order_of_a_list_are_changes) {
  EXPECT_EQ(merged(R"({"a":1})", R"({"a":1.0})"), R"({"a":1.0})");
  EXPECT_EQ(merged(R"({"a":[1,2]})", R"({"a":[2,1]})"), R"({"a":[2,1]})");
  EXPECT_EQ(merged(R"({"a":1})", R"({"a":"1"})"), R"({"a":"1"})");
}

TEST(Merge, many_members_merge_by_name) {
  Value stored{Object()};
  Value part{Object()};
  for (int i = 0; i < 200; ++i) stored.set("k" + std::to_string(i), i);
  for (int i = 300; i > 100; --i) part.set("k" + std::to_string(i), -i);
  EXPECT_TRUE(merge(stored, part));
  EXPECT_EQ(stored.as_object().size(), 301U);
  EXPECT_EQ(stored.find("k100")->integer(), 100);
  EXPECT_EQ(stored.find("k101")->integer(), -101);
  EXPECT_EQ(stored.as_object().back().name, "k200");
  EXPECT_FALSE(merge(stored, part));
}

TEST(Merge, deep_documents_merge) {
  std::string text;
  for (int i = 0; i < 999; ++i) text += "{\"a\":";
  const auto close = std::string(999, '}');
  EXPECT_TRUE(merged(text + "{\"x\":1}" + close, text + "{\"y\":2}" + close).contains(R"({"x":1,"y":2})"));
}

}  // namespace
}  // namespace headrace::json
