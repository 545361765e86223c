#include "json/raw_member.h"

#include <gtest/gtest.h>

#include <array>

namespace headrace::json {
namespace {

std::string_view raw(std::string_view text, std::string_view name) {
  const auto member = find_raw_member(text, name);
  return member ? text.substr(member->begin, member->end - member->begin) : "none";
}

TEST(RawMember, is_found_at_any_place) {
  constexpr std::string_view text = R"({"a":1,"b":{"id":"inner","x":["}",{"id":2}]},"c\"":"\\","id":"x,y"})";
  EXPECT_EQ(raw(text, "a"), R"("a":1)");
  EXPECT_EQ(raw(text, "b"), R"("b":{"id":"inner","x":["}",{"id":2}]})");
  EXPECT_EQ(raw(text, "id"), R"("id":"x,y")");
  EXPECT_EQ(raw(text, "x"), "none");
  EXPECT_EQ(raw("{}", "a"), "none");
}

TEST(RawMember, several_are_found_in_one_pass) {
  constexpr std::string_view text = R"({"a":1,"b":{"c":2},"c":3,"a":4})";
  constexpr std::array<std::string_view, 3> names{"c", "none", "a"};
  std::array<std::optional<RawMember>, 3> found;
  find_raw_members(text, names, found);
  ASSERT_TRUE(found[0] && found[2]);
  EXPECT_EQ(text.substr(found[0]->begin, found[0]->end - found[0]->begin), R"("c":3)");
  EXPECT_FALSE(found[1]);
  EXPECT_EQ(found[2]->begin, 1U) << "the first of two";
}

TEST(RawMember, blanks_do_not_matter) {
  constexpr std::string_view text = " { \"a\" : 1 ,\n\t\"b\" : [ 1 , 2 ] }";
  ASSERT_TRUE(find_raw_member(text, "b"));
  EXPECT_EQ(text.substr(find_raw_member(text, "b")->value, 7), "[ 1 , 2");
  EXPECT_EQ(raw("{ }", "a"), "none");
}

TEST(RawMember, a_string_without_escapes_can_be_taken_as_it_stands) {
  constexpr std::string_view text = R"({"plain":"ä b","escaped":"a\"b","number":7})";
  EXPECT_EQ(plain_string(text, *find_raw_member(text, "plain")), "ä b");
  EXPECT_EQ(plain_string(text, *find_raw_member(text, "escaped")), std::nullopt);
  EXPECT_EQ(plain_string(text, *find_raw_member(text, "number")), std::nullopt);
}

TEST(RawMember, text_that_breaks_off_is_no_danger) {
  constexpr std::string_view text = R"( {"a":"b\\","t":{"x":["}\""]},"c":1})";
  for (std::size_t length = 0; length <= text.size(); ++length) {
    const auto part = text.substr(0, length);
    for (const auto* name : {"a", "t", "c", "none"}) {
      if (const auto member = find_raw_member(part, name)) {
        EXPECT_LE(member->end, length);
        std::ignore = plain_string(part, *member);
      }
    }
  }
}

}  // namespace
}  // namespace headrace::json
