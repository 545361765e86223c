#include "json/value.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "json/member_index.h"

namespace headrace::json {
namespace {

Value read(std::string_view text) { return parse(text).value(); }

TEST(Value, is_made_of_what_it_holds) {
  EXPECT_TRUE(Value().is_null());
  EXPECT_TRUE(Value(nullptr).is_null());
  EXPECT_TRUE(Value(true).as_bool());
  EXPECT_EQ(Value("x").as_string(), "x");
  EXPECT_EQ(Value(-7).as_number().spelling, "-7");
  EXPECT_EQ(Value(std::uint64_t{18446744073709551615U}).as_number().spelling, "18446744073709551615");
  EXPECT_EQ(write(object({{"count", 3}, {"results", Array{}}})), R"({"count":3,"results":[]})");
}

TEST(Value, doubles_are_spelled_shortest_with_a_fraction) {
  // docs/spec/configuration-filtering-secrets.md 1.4
  EXPECT_EQ(Value(100.0).as_number().spelling, "100.0");
  EXPECT_EQ(Value(0.1).as_number().spelling, "0.1");
  EXPECT_EQ(Value(-2.5e-9).as_number().spelling, "-2.5e-09");
  EXPECT_EQ(Value(1e300).real(), 1e300);
  EXPECT_TRUE(Value(std::nan("")).is_null());
  EXPECT_TRUE(Value(std::numeric_limits<double>::infinity()).is_null());
}

TEST(Value, integers_are_those_that_are_written_as_one_and_fit) {
  EXPECT_EQ(read("9223372036854775807").integer(), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(read("-9223372036854775808").integer(), std::numeric_limits<std::int64_t>::min());
  for (const auto* text : {"9223372036854775808", "1.0", "1e2", "\"1\"", "true", "null", "[1]"}) EXPECT_FALSE(read(text).integer()) << text;
}

TEST(Value, every_number_is_a_double) {
  EXPECT_EQ(read("1.5").real(), 1.5);
  EXPECT_EQ(read("-1E2").real(), -100);
  EXPECT_EQ(read("1e-999").real(), 0);
  EXPECT_TRUE(std::isinf(*read("1e999").real()));
  EXPECT_FALSE(read("\"1.5\"").real());
}

TEST(Value, finds_members_by_name_and_by_path) {
  const auto value = read(R"({"connector":{"id":"c","n":null},"a.b":1,"a":{"b":2}})");
  EXPECT_EQ(value.at_path("connector.id")->as_string(), "c");
  EXPECT_TRUE(value.at_path("connector.n")->is_null());
  EXPECT_EQ(value.at_path("connector.id.x"), nullptr);
  EXPECT_EQ(value.at_path("none.id"), nullptr);
  EXPECT_EQ(value.find("a.b")->integer(), 1);
  EXPECT_EQ(value.at_path("a.b")->integer(), 2);
  EXPECT_EQ(value.at_path(""), nullptr);
}

TEST(Value, text_is_empty_where_there_is_none) {
  const auto value = read(R"({"a":"x","n":5})");
  EXPECT_EQ(value.text("a"), "x");
  EXPECT_EQ(value.text("n"), "");
  EXPECT_EQ(value.text("b"), "");
  EXPECT_EQ(read("[1]").text("a"), "");
}

TEST(Value, members_are_replaced_in_place_and_added_at_the_end) {
  auto value = read(R"({"a":1,"b":2})");
  value.set("a", "x").set("c", nullptr);
  EXPECT_EQ(write(value), R"({"a":"x","b":2,"c":null})");
  value.set_first("c", 0);
  EXPECT_EQ(write(value), R"({"c":0,"a":"x","b":2})");
  EXPECT_TRUE(value.erase("a"));
  EXPECT_FALSE(value.erase("a"));
  EXPECT_EQ(write(value), R"({"c":0,"b":2})");
  Value none;
  none.set("a", 1);
  EXPECT_EQ(write(none), R"({"a":1})");
  Value first;
  first.set_first("a", 1);
  EXPECT_EQ(write(first), R"({"a":1})");
}

TEST(Value, tokens_have_the_names_of_the_original) {
  EXPECT_EQ(read("null").token_name(), "VALUE_NULL");
  EXPECT_EQ(read("true").token_name(), "VALUE_BOOLEAN");
  EXPECT_EQ(read("1").token_name(), "VALUE_NUMBER");
  EXPECT_EQ(read("\"\"").token_name(), "VALUE_STRING");
  EXPECT_EQ(read("[]").token_name(), "START_ARRAY");
  EXPECT_EQ(read("{}").token_name(), "START_OBJECT");
}

TEST(Value, equality_is_that_of_no_op_detection) {
  // docs/spec/document-api.md 6, 6
  const auto same = [](std::string_view a, std::string_view b) { return read(a) == read(b); };
  EXPECT_TRUE(same(R"({"a":1,"b":{"c":2,"d":3}})", R"({"b":{"d":3,"c":2},"a":1})"));
  EXPECT_FALSE(same(R"({"a":1})", R"({"a":1,"b":null})"));
  EXPECT_FALSE(same("[1,2]", "[2,1]"));
  EXPECT_FALSE(same("1", "1.0"));
  EXPECT_FALSE(same("1", "\"1\""));
  EXPECT_FALSE(same("0", "false"));
  EXPECT_FALSE(same("null", "{}"));
  EXPECT_TRUE(same("5.0", "5.00"));
  EXPECT_TRUE(same("5.0", "50e-1"));
  EXPECT_TRUE(same("0", "-0"));
  EXPECT_TRUE(same("12345678901234567890", "12345678901234567890"));
  EXPECT_FALSE(same("12345678901234567890", "12345678901234567891"));
  EXPECT_FALSE(same("1e999", "2e999"));
}

TEST(Value, equality_does_not_look_at_places) { EXPECT_EQ(read("  [1]"), read("[ 1 ]")); }

TEST(MemberIndex, finds_members_of_small_and_large_objects) {
  for (const int count : {0, 1, 16, 17, 1000}) {
    Object members;
    for (int i = 0; i < count; ++i) members.push_back({"k" + std::to_string(i), Value(i)});
    const MemberIndex index(members);
    for (int i = 0; i < count; ++i) EXPECT_EQ(index.find("k" + std::to_string(i)), static_cast<std::size_t>(i));
    EXPECT_FALSE(index.find("k"));
    EXPECT_FALSE(index.find("none"));
    EXPECT_FALSE(index.first_repeated());
  }
}

TEST(MemberIndex, members_that_come_later_are_not_found) {
  Object members;
  for (int i = 0; i < 20; ++i) members.push_back({"k" + std::to_string(i), Value(i)});
  const MemberIndex index(members);
  members.push_back({"late", Value(1)});
  EXPECT_FALSE(index.find("late"));
  EXPECT_EQ(index.find("k19"), 19U);
}

}  // namespace
}  // namespace headrace::json
