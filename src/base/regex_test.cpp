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

TEST(Regex, a_search_finds_every_match_and_its_groups) {
  const auto regex = *Regex::compile("(?<word>[a-z]+)(\\d)?", Regex::Dialect::java);
  EXPECT_EQ(regex.groups(), 2U);
  EXPECT_EQ(regex.group_named("word"), 1U);
  EXPECT_FALSE(regex.group_named("none"));
  std::uint64_t steps = 1'000'000;
  Regex::Search search(regex, "-ab1 c", steps);
  ASSERT_EQ(search.next(), Outcome::match);
  EXPECT_EQ(search.begin(), 1U);
  EXPECT_EQ(search.end(), 4U);
  EXPECT_EQ(search.group(1), "ab");
  EXPECT_EQ(search.group(2), "1");
  ASSERT_EQ(search.next(), Outcome::match);
  EXPECT_EQ(search.group(0), "c");
  EXPECT_FALSE(search.group(2)) << "took no part";
  EXPECT_EQ(search.next(), Outcome::no_match);
  EXPECT_EQ(search.next(), Outcome::no_match) << "and so it stays";
}

TEST(Regex, behind_an_empty_match_the_search_goes_on_a_character_later) {
  const auto regex = *Regex::compile("x*", Regex::Dialect::java);
  std::uint64_t steps = 1'000'000;
  Regex::Search search(regex, "\u00e9x", steps);
  std::vector<std::size_t> begins;
  while (search.next() == Outcome::match) begins.push_back(search.begin());
  EXPECT_EQ(begins, (std::vector<std::size_t>{0, 2, 3}));
}

TEST(Regex, classes_are_those_of_ascii_where_asked_for) {
  const auto regex = *Regex::compile("\\d", Regex::Dialect::java);
  EXPECT_EQ(regex.match_at_start("\u0663"), Outcome::no_match);
  EXPECT_EQ(regex.match_at_start("3"), Outcome::match);
}

TEST(Regex, a_hostile_search_ends) {
  const auto regex = *Regex::compile("(a+)+$", Regex::Dialect::java);
  const std::string text = std::string(100, 'a') + "b";
  std::uint64_t steps = 1'000'000;
  Regex::Search search(regex, text, steps);
  EXPECT_EQ(search.next(), Outcome::exhausted);
  EXPECT_EQ(search.next(), Outcome::no_match) << "and it is over";
}

TEST(Regex, all_searches_share_their_steps_and_what_an_item_runs_over_counts) {
  const auto regex = *Regex::compile("a*+[bc]", Regex::Dialect::java);
  const std::string text(200'000, 'a');
  std::uint64_t steps = 10'000'000;
  Regex::Search search(regex, text, steps);
  EXPECT_EQ(search.next(), Outcome::exhausted) << "each a begins anew";
  EXPECT_EQ(steps, 0U);
  EXPECT_EQ(Regex::Search(regex, "ab", steps).next(), Outcome::exhausted);
}

}  // namespace
}  // namespace headrace::base
