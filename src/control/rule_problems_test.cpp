#include "control/rule_problems.h"

#include <gtest/gtest.h>

namespace headrace::control {
namespace {

std::vector<std::string> problems(std::string_view rules) {
  std::vector<std::string> found;
  for (const auto& problem : rule_problems(*json::parse(rules))) found.push_back(problem.id + ": " + problem.message);
  return found;
}

using Problems = std::vector<std::string>;

/// docs/spec/configuration-filtering-secrets.md 7.6, R82
TEST(RuleProblems, R82_rules_that_are_semantically_equal) {
  EXPECT_EQ(problems(R"([{"id":"r1","policy":"include","field":"f","rule":"equals","value":"v","order":0},
                         {"id":"123e4567-e89b-12d3-a456-426614174000","policy":"exclude","field":"f","rule":"equals","value":"v","order":1},
                         {"id":"r3","policy":"exclude","field":"f","rule":"equals","value":"v","order":2}])"),
            (Problems{"123e4567-e89b-12d3-a456-426614174000: Basic rule 2 (id: '123e4...74000') is semantically equal to Basic rule 1 (id: "
                      "'r...1').",
                      "r1: Basic rule 1 (id: 'r...1') is semantically equal to Basic rule 2 (id: '123e4...74000')."}));
}

/// R83
TEST(RuleProblems, R83_rules_that_match_everything) {
  const auto with = [](std::string_view id, std::string_view value) {
    return problems(R"([{"id":")" + std::string(id) + R"(","policy":"include","field":"f","rule":"regex","value":")" + std::string(value) +
                    R"(","order":0}])");
  };
  EXPECT_EQ(with("xy", ".*"), Problems{"xy: Basic rule 1 (id: 'x...y') uses a match all regexps ['.*', '(.*)'], which are not allowed."});
  EXPECT_EQ(with("xy", "(.*)").size(), 1U);
  EXPECT_TRUE(with("DEFAULT", ".*").empty());
  EXPECT_TRUE(with("xy", "^.*$").empty());
}

TEST(RuleProblems, what_is_no_whole_rule) {
  const auto* whole = R"("id":"r","policy":"include","field":"f","rule":"equals","value":"v","order":0)";
  EXPECT_TRUE(problems(std::string("[{") + whole + "}]").empty());
  for (const auto* member :
       {R"("id":"r")", R"("policy":"include")", R"("field":"f")", R"("rule":"equals")", R"("value":"v")", R"("order":0)"}) {
    std::string without = whole;
    without.replace(without.find(member), std::string(member).size(), R"("x":1)");
    EXPECT_EQ(problems("[{" + without + "}]").size(), 1U) << without;
  }
  EXPECT_TRUE(problems("[]").empty());
  EXPECT_TRUE(problems("null").empty());
}

}  // namespace
}  // namespace headrace::control
