#include "engine/term_pattern.h"

#include <gtest/gtest.h>

namespace headrace::engine {
namespace {

bool fits(std::string_view pattern, std::string_view term, bool ignore_case = false) {
  const auto compiled = TermPattern::compile(pattern, {}, ignore_case);
  if (!compiled) ADD_FAILURE() << compiled.error().reason;
  return compiled && compiled->matches(term);
}
std::string refused(std::string_view pattern) {
  const auto compiled = TermPattern::compile(pattern, {}, false);
  return compiled ? "" : compiled.error().reason;
}

TEST(TermPattern, is_of_the_whole_term) {
  EXPECT_TRUE(fits("ab", "ab"));
  EXPECT_FALSE(fits("ab", "abc"));
  EXPECT_FALSE(fits("b", "ab"));
  EXPECT_TRUE(fits("", ""));
  EXPECT_FALSE(fits("", "a"));
  EXPECT_TRUE(fits("^a$", "^a$"));  // these are characters
}

TEST(TermPattern, repetitions) {
  EXPECT_TRUE(fits("ab?c", "ac"));
  EXPECT_TRUE(fits("a*", ""));
  EXPECT_TRUE(fits("(ab)+", "abab"));
  EXPECT_FALSE(fits("(ab)+", ""));
  EXPECT_TRUE(fits("a{2}", "aa"));
  EXPECT_FALSE(fits("a{2}", "aaa"));
  EXPECT_TRUE(fits("a{2,}", "aaaa"));
  EXPECT_TRUE(fits("a{1,3}b", "aaab"));
  EXPECT_FALSE(fits("a{1,3}b", "aaaab"));
  EXPECT_TRUE(fits("a*?", "aa"));
  EXPECT_TRUE(fits("(a*)*b", "aaaab"));
}

TEST(TermPattern, characters_and_classes) {
  EXPECT_TRUE(fits("h.llo", "h\xC3\xA4llo"));
  EXPECT_TRUE(fits("a.b", "a\nb"));
  EXPECT_TRUE(fits("[a-c]x", "bx"));
  EXPECT_FALSE(fits("[^a-c]x", "bx"));
  EXPECT_TRUE(fits("[a-]", "-"));
  EXPECT_TRUE(fits(R"([\]])", "]"));
  EXPECT_TRUE(fits(R"(\d+\.\w*)", "12.ab_"));
  EXPECT_TRUE(fits(R"([\da]+)", "1a2"));
  EXPECT_TRUE(fits(R"(\S\s\D)", "a b"));
  EXPECT_TRUE(fits(R"("a.b"c)", "a.bc"));
  EXPECT_FALSE(fits(R"("a.b"c)", "axbc"));
  EXPECT_TRUE(fits("aBc[d]", "AbCD", true));
  EXPECT_FALSE(fits("aBc", "abc"));
}

TEST(TermPattern, the_optional_operators) {
  EXPECT_TRUE(fits("@b@", "abc"));
  EXPECT_FALSE(fits("#", ""));
  EXPECT_TRUE(fits("a|#", "a"));
  EXPECT_TRUE(fits("a@&@b", "axb"));
  EXPECT_FALSE(fits("a@&@b", "axc"));
  EXPECT_TRUE(fits("~(abc)", "abd"));
  EXPECT_FALSE(fits("~(abc)", "abc"));
  EXPECT_TRUE(fits("@&~(a@)|ax", "b"));
  const auto plain = TermPattern::compile("a&b~<1-2>", {false, false, false, false, false}, false);
  EXPECT_TRUE(plain->matches("a&b~<1-2>"));
}

TEST(TermPattern, what_cannot_be_read_is_an_error) {
  EXPECT_EQ(refused("(a"), "expected ')' at position 2");
  EXPECT_EQ(refused("a)"), "end-of-string expected at position 1");
  EXPECT_EQ(refused("[a"), "expected ']' at position 2");
  EXPECT_EQ(refused("a|"), "unexpected end-of-string at position 2");
  EXPECT_EQ(refused("a{2,1}"), "invalid repetition range(out of order) at position 6");
  EXPECT_EQ(refused("a{x}"), "integer expected at position 2");
  EXPECT_EQ(refused("\\"), "unexpected end-of-string at position 1");
  EXPECT_NE(refused("<1-20>"), "");
  EXPECT_NE(refused("(a&b)"), "");
  EXPECT_NE(refused("a~b"), "");
}

TEST(TermPattern, what_explodes_is_refused_or_ends) {
  EXPECT_NE(refused("((a{100}){100}){100}"), "");
  EXPECT_NE(refused("((){1000}){1000}"), "");
  EXPECT_NE(refused(std::string(5'000, 'a')), "");
  EXPECT_FALSE(fits("(a|a|aa)*(a|aa)*(a*)*b", std::string(10'000, 'a')));
}

}  // namespace
}  // namespace headrace::engine
