#include "sources/dir/name_pattern.h"

#include <gtest/gtest.h>

namespace headrace::sources::dir {
namespace {

bool matches(std::string_view pattern, std::string_view name) { return NamePattern(pattern).matches(name); }

TEST(NamePattern, stars_and_question_marks) {
  EXPECT_TRUE(matches("*.*", "readme.md"));
  EXPECT_TRUE(matches("*.*", ".hidden"));
  EXPECT_FALSE(matches("*.*", "Makefile"));
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("a*b*c", "axxbyybzzc"));
  EXPECT_FALSE(matches("a*b*c", "axxbyyb"));
  EXPECT_TRUE(matches("r?adme", "readme"));
  EXPECT_FALSE(matches("?", ""));
  EXPECT_FALSE(matches("", "a"));
}

TEST(NamePattern, case_counts_and_a_backslash_is_a_backslash) {
  EXPECT_FALSE(matches("*.PDF", "a.pdf"));
  EXPECT_TRUE(matches("a\\*", "a\\b"));
  EXPECT_FALSE(matches("a\\*", "a*"));
}

TEST(NamePattern, a_question_mark_is_a_character_not_a_byte) {
  EXPECT_TRUE(matches("?.txt", "ü.txt"));
  EXPECT_TRUE(matches("??.txt", "\xFF\xFE.txt"));
  EXPECT_TRUE(matches("[à-ÿ]", "ü"));
  EXPECT_TRUE(matches("?", "😀"));
}

TEST(NamePattern, sets_hold_characters_and_ranges) {
  EXPECT_TRUE(matches("file[0-9ab].txt", "file7.txt"));
  EXPECT_TRUE(matches("file[0-9ab].txt", "fileb.txt"));
  EXPECT_FALSE(matches("file[0-9ab].txt", "filec.txt"));
  EXPECT_TRUE(matches("[!a-c]", "d"));
  EXPECT_FALSE(matches("[!a-c]", "b"));
  EXPECT_TRUE(matches("[^a]", "^"));
  EXPECT_TRUE(matches("[]x]", "]"));
  EXPECT_FALSE(matches("[!]]", "]"));
  EXPECT_TRUE(matches("[a-]", "-"));
  EXPECT_FALSE(matches("[z-a]", "m"));
}

TEST(NamePattern, an_open_bracket_without_its_end_stands_for_itself) {
  EXPECT_TRUE(matches("[a", "[a"));
  EXPECT_TRUE(matches("[]", "[]"));
  EXPECT_TRUE(matches("[!", "[!"));
}

TEST(NamePattern, many_stars_do_not_explode) {
  std::string pattern;
  for (int i = 0; i < 1000; ++i) pattern += "a*";
  EXPECT_FALSE(matches(pattern + "b", std::string(255, 'a')));
}

}  // namespace
}  // namespace headrace::sources::dir
