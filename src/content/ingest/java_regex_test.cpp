#include "content/ingest/java_regex.h"

#include <gtest/gtest.h>

namespace headrace::content::ingest {
namespace {

std::string replaced(std::string_view pattern, std::string_view replacement, std::string_view text) {
  const auto regex = compile_java_regex(pattern);
  if (!regex) return "refused: " + regex.error().reason;
  std::uint64_t steps = 1'000'000;
  const auto done = Replacement::read(replacement, *regex).replace_all(*regex, text, steps);
  return done ? *done : done.error().reason;
}

TEST(JavaRegex, groups_go_into_the_replacement) {
  EXPECT_EQ(replaced("(a)(b)?", "<$1$2>", "ab a"), "<ab> <a>");
  EXPECT_EQ(replaced("(?<x>\\d+)", "${x}!", "12 3"), "12! 3!");
  EXPECT_EQ(replaced("a", "\\$1\\\\", "a"), "$1\\");
  EXPECT_EQ(replaced("(a)", "$12", "a"), "a2") << "there is no group 12";
  EXPECT_EQ(replaced("x*", "-", "abxc"), "-a-b--c-");
}

TEST(JavaRegex, a_bad_replacement_is_told_when_it_is_needed) {
  EXPECT_EQ(replaced("a", "$1", "b"), "b");
  EXPECT_EQ(replaced("a", "$1", "a"), "No group 1");
  EXPECT_EQ(replaced("a", "$", "a"), "Illegal group reference");
  EXPECT_EQ(replaced("a", "${n}", "a"), "No group with name {n}");
  EXPECT_EQ(replaced("a", "${n", "a"), "named capturing group is missing trailing '}'");
  EXPECT_EQ(replaced("a", "\\", "a"), "character to be escaped is missing");
}

TEST(JavaRegex, classes_of_java_are_put_into_those_of_pcre) {
  EXPECT_EQ(replaced("\\p{Alpha}+", "x", "ab1\u00e9"), "x1\u00e9");
  EXPECT_EQ(replaced("[\\p{Punct}\\d]", "", "a.1!b"), "ab");
  EXPECT_EQ(replaced("\\P{Digit}", "", "a1b"), "1");
  EXPECT_EQ(replaced("\\p{IsGreek}", "g", "a\u03b1"), "ag");
  EXPECT_EQ(replaced("\\p{L}", "l", "\u00e91"), "l1");
  EXPECT_EQ(replaced("[^]a]", "", "]ab"), "]a");
  EXPECT_EQ(replaced("\\s+", " ", "a \t\n\v\f\r b\u00a0c"), "a b\u00a0c") << "white space of ASCII";
  EXPECT_EQ(replaced("\\u00e9|\\uD83D\\uDE00", "!", "\u00e9\U0001F600"), "!!");
  EXPECT_EQ(replaced("\\Q[a]\\E", "x", "[a]"), "x");
  EXPECT_EQ(replaced("\\ufffd", "", "a\ufffd"), "a");
}

TEST(JavaRegex, what_pcre_does_not_have_is_refused) {
  EXPECT_EQ(replaced("[a-z&&[^b]]", "", ""), "refused: the intersection of classes is not known here near index 4");
  EXPECT_EQ(replaced("[a[b]]", "", ""), "refused: a class within a class is not known here near index 2");
  EXPECT_EQ(replaced("(*LIMIT_MATCH=1)a", "", ""), "refused: Dangling meta character '*' near index 1");
  EXPECT_EQ(replaced("(?R)", "", ""), "refused: Unknown inline modifier near index 2");
  EXPECT_EQ(replaced("a(?iU)b", "", ""), "refused: the flags [iU] are not known here near index 3");
  EXPECT_EQ(replaced("(?i)a(?-i:B)[(?R]", "x", "AB(ab?"), "xab?");
  EXPECT_EQ(replaced("\\u12", "", ""), "refused: Illegal Unicode escape sequence near index 0");
  EXPECT_TRUE(replaced("(", "", "").starts_with("refused: missing closing parenthesis"));
}

TEST(JavaRegex, hostile_expressions_end) {
  EXPECT_EQ(replaced("(a+)+$", "", std::string(40, 'a') + "b"), "the regular expression takes too many steps for this text");
  EXPECT_EQ(replaced("", std::string(10'000, 'x'), std::string(10'000, 'a')), "the replacements give more than 50000000 bytes");
}

std::vector<std::string> pieces(std::string_view pattern, std::string_view text, bool keeps_trailing = false) {
  std::uint64_t steps = 1'000;
  return *split(*compile_java_regex(pattern), text, keeps_trailing, steps);
}

TEST(JavaRegex, splits_as_java_does) {
  using List = std::vector<std::string>;
  EXPECT_EQ(pieces(",", "a,b"), (List{"a", "b"}));
  EXPECT_EQ(pieces(",", ",a,,"), (List{"", "a"}));
  EXPECT_EQ(pieces(",", "a,,", true), (List{"a", "", ""}));
  EXPECT_EQ(pieces("", "abc"), (List{"a", "b", "c"}));
  EXPECT_EQ(pieces(",", "abc"), (List{"abc"}));
  EXPECT_EQ(pieces(",", ""), (List{""}));
  EXPECT_EQ(pieces(",", ",,"), List{});
}

}  // namespace
}  // namespace headrace::content::ingest
