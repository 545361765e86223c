#include "base/strings.h"

#include <gtest/gtest.h>

#include <set>

namespace headrace::base {
namespace {

using List = std::vector<std::string>;

TEST(SplitList, drops_trailing_empty_pieces_only) {
  EXPECT_EQ(split_list(""), List{});
  EXPECT_EQ(split_list(",,,"), List{});
  EXPECT_EQ(split_list("full,,"), List{"full"});
  EXPECT_EQ(split_list(",full"), (List{"", "full"}));
  EXPECT_EQ(split_list("full,, incremental"), (List{"full", "", " incremental"}));
}

TEST(Similarity, suggests_near_names_best_first) {
  EXPECT_EQ(similar_names("sizes", {"from", "size", "status"}), List{"size"});
  EXPECT_EQ(similar_names("nam", {"name", "nama"}), (List{"nama", "name"}));
  EXPECT_EQ(similar_names("foo", {"name", "description"}), List{});
  EXPECT_EQ(similar_names("", {"name"}), List{});
}

TEST(Utf8, is_checked_to_the_letter) {
  EXPECT_TRUE(is_utf8("Grüße \xF0\x9F\x8C\x8D"));
  for (const std::string bad : {"\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\xFF", "\x80"}) {
    for (std::size_t before = 0; before < 20; ++before) {
      EXPECT_FALSE(is_utf8(std::string(before, 'x') + bad)) << before;
      EXPECT_FALSE(is_utf8(std::string(before, 'x') + bad + "yyyyyyyyyy")) << before;
      EXPECT_TRUE(is_utf8(std::string(before, 'x') + "ü\xF0\x9F\x8C\x8Dyyyyyyyyyy"));
    }
  }
}

TEST(Glob, matches_runs_single_characters_and_escapes) {
  EXPECT_TRUE(glob_matches("*fin*", "my-finance"));
  EXPECT_TRUE(glob_matches("a?c",
                           "a\xC3\xBC"
                           "c"));
  EXPECT_FALSE(glob_matches("a?c", "ac"));
  EXPECT_TRUE(glob_matches("a\\*", "a*", true));
  EXPECT_FALSE(glob_matches("a\\*", "ab", true));
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_FALSE(glob_matches("", "a"));
  EXPECT_FALSE(glob_matches("*a*a*a*a*b", std::string(5000, 'a')));
}

TEST(Integer, is_read_whole_or_not_at_all) {
  EXPECT_EQ(parse_integer("007"), 7);
  EXPECT_EQ(parse_integer("+5"), 5);
  EXPECT_EQ(parse_integer("-0"), 0);
  for (const auto* bad : {"", "+", "-", "+-5", " 5", "5 ", "1.0", "1e3", "0x10", "1_000", "99999999999999999999"}) {
    EXPECT_FALSE(parse_integer(bad)) << bad;
  }
}

TEST(Id, is_unique_and_safe_in_a_path) {
  std::set<std::string> seen;
  for (int i = 0; i < 10000; ++i) {
    const auto id = make_id();
    ASSERT_EQ(id.size(), 20U);
    ASSERT_EQ(id.find_first_not_of("-_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"), std::string::npos);
    ASSERT_TRUE(id[0] != '_' && id[0] != '-');
    ASSERT_TRUE(seen.insert(id).second);
  }
}

TEST(RandomHex, has_two_digits_a_byte) {
  EXPECT_EQ(random_hex(16).size(), 32U);
  EXPECT_NE(random_hex(16), random_hex(16));
}

}  // namespace
}  // namespace headrace::base
