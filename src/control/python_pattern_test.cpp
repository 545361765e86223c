#include "control/python_pattern.h"

#include <gtest/gtest.h>

namespace headrace::control {
namespace {

bool matches(std::string_view pattern, std::string_view text) {
  const auto compiled = compile_python_pattern(pattern);
  EXPECT_TRUE(compiled) << pattern << ": " << compiled.error().reason;
  return compiled && compiled->match_at_start(text) == base::Regex::Outcome::match;
}

TEST(PythonPattern, means_what_it_means_there) {
  EXPECT_TRUE(matches("^abc$", "abc\n"));
  EXPECT_FALSE(matches("abc\\Z", "abc\n"));
  EXPECT_TRUE(matches("(?P<n>a)(?P=n)", "aa"));
  EXPECT_TRUE(matches("[[:alpha:]]", ":]")) << "a set of [ : a l p h and a bracket behind it";
  EXPECT_TRUE(matches("[]x]+$", "]x]"));
  EXPECT_TRUE(matches("a{,2}b", "aab"));
  EXPECT_FALSE(matches("a{,2}b", "aaab"));
  EXPECT_TRUE(matches("\\v", "\x0b"));
  EXPECT_FALSE(matches("\\v", "\n"));
  EXPECT_TRUE(matches("\\u00e9\\U0001F600", "\u00e9\U0001F600"));
  EXPECT_TRUE(matches("(?u)\\w", "\u00e9"));
  EXPECT_TRUE(matches("a(?i:B)c", "abc"));
  EXPECT_TRUE(matches("(?>a+)b", "aab"));
  EXPECT_TRUE(matches("(a)?(?(1)b|c)", "ab"));
  EXPECT_TRUE(matches("a(?#[ and \\h and ( are only words)b", "ab"));
  EXPECT_TRUE(matches("a\\.b\\-\\/", "a.b-/"));
}

TEST(PythonPattern, refuses_what_has_no_meaning_there) {
  for (const auto* pattern :
       {"\\h",    "\\p{L}",   "\\K", "\\R", "\\Q", "\\g1", "(?R)",  "(?1)",  "(?&n)",   "(?<n>a)", "(?|a)", "(*ACCEPT)", "a(?i)b",
        "(?-i)a", "a(*FAIL)", "[",   "(",   "\\",  "\\x1", "\\u12", "[\\Z]", "(?(R)a)", "*",       "a**",   "(?P>n)",    "(?#"}) {
    EXPECT_FALSE(compile_python_pattern(pattern)) << pattern;
  }
}

}  // namespace
}  // namespace headrace::control
