#include "base/regex.h"

#include <gtest/gtest.h>

namespace headrace::base {
namespace {

using Outcome = Regex::Outcome;

Outcome at_start(std::string_view pattern, std::string_view text) { return Regex::compile(pattern)->match_at_start(text); }

TEST(Regex, begins_at_the_start_and_may_end_anywhere) {
  EXPECT_EQ(at_start("a", "abc"), Outcome::match);
  EXPECT_EQ(at_start("b", "abc"), Outcome::no_match);
  EXPECT_EQ(at_start("", ""), Outcome::match);
}

TEST(Regex, knows_unicode) {
  EXPECT_EQ(at_start("\\d", "\u0663"), Outcome::match);
  EXPECT_EQ(at_start("^.$", "\u00e9"), Outcome::match);
  EXPECT_EQ(at_start(".", "\xff"), Outcome::no_match) << "no UTF-8";
}

TEST(Regex, what_is_wrong_is_told_with_its_place) {
  const auto broken = Regex::compile("ab(");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().kind, ErrorKind::illegal_argument);
  EXPECT_TRUE(broken.error().reason.ends_with("at position 3")) << broken.error().reason;
  EXPECT_FALSE(Regex::compile(std::string(100'000, 'a'))) << "longer than anybody writes";
}

TEST(Regex, a_hostile_expression_ends) { EXPECT_EQ(at_start("(a+)+c", std::string(100'000, 'a')), Outcome::exhausted); }

}  // namespace
}  // namespace headrace::base
