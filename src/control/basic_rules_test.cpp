#include "control/basic_rules.h"

#include <gtest/gtest.h>

namespace headrace::control {
namespace {

/// Rules from `policy field rule value` in order.
BasicRules rules(std::initializer_list<std::array<std::string_view, 4>> list) {
  json::Array read;
  int order = 1;
  for (const auto& [policy, field, rule, value] : list) {
    read.push_back(json::object({{"id", "r"}, {"policy", policy}, {"field", field}, {"rule", rule}, {"value", value}, {"order", order++}}));
  }
  auto made = BasicRules::read(read);
  EXPECT_TRUE(made) << made.error().reason;
  return *made;
}

json::Value document() {
  return *json::parse(R"({"name":"report.md","size":20,"ratio":2.0,"hidden":true,"nothing":null,"tags":["a","b"],"owner":{"name":"jo"}})");
}

bool excludes(std::string_view field, std::string_view rule, std::string_view value) {
  return !rules({{"exclude", field, rule, value}}).admits(document()).value();
}

TEST(BasicRules, without_rules_everything_is_wanted) {
  EXPECT_TRUE(BasicRules().admits(document()).value());
  EXPECT_TRUE(BasicRules::read(nullptr)->empty());
}

TEST(BasicRules, the_default_rule_has_no_effect) {
  const auto read = BasicRules::read(*json::parse(R"([{"id":"DEFAULT","policy":"exclude","field":"_","rule":"regex","value":".*"}])"));
  EXPECT_TRUE(read->admits(document()).value());
}

TEST(BasicRules, the_first_match_decides) {
  EXPECT_TRUE(rules({{"include", "size", ">", "10"}, {"exclude", "name", "ends_with", ".md"}}).admits(document()).value());
  EXPECT_FALSE(rules({{"include", "size", ">", "30"}, {"exclude", "name", "ends_with", ".md"}}).admits(document()).value());
}

TEST(BasicRules, operators) {
  EXPECT_TRUE(excludes("name", "starts_with", "rep"));
  EXPECT_TRUE(excludes("name", "contains", "ort"));
  EXPECT_TRUE(excludes("name", "EQUALS", "report.md"));
  EXPECT_TRUE(excludes("name", "regex", "r.p"));
  EXPECT_FALSE(excludes("name", "regex", "port")) << "anchored at the start";
  EXPECT_TRUE(excludes("size", "equals", "20.0"));
  EXPECT_TRUE(excludes("size", "<", "21"));
  EXPECT_TRUE(excludes("hidden", "equals", "true"));
  EXPECT_TRUE(excludes("owner.name", "equals", "jo"));
}

TEST(BasicRules, values_that_cannot_be_compared_do_not_match) {
  EXPECT_FALSE(excludes("size", ">", "many"));
  EXPECT_FALSE(excludes("nothing", "<", "1"));
  EXPECT_FALSE(excludes("absent", "equals", ""));
}

TEST(BasicRules, an_expression_that_takes_too_long_is_told_with_its_rule) {
  const auto hostile = rules({{"exclude", "text", "regex", "(a+)+c"}});
  const auto outcome = hostile.admits(json::object({{"text", std::string(100000, 'a')}}));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().reason,
            "The sync rule [r] cannot be used: its expression takes too long over a value of the field [text]. Mend or remove it.");
}

TEST(BasicRules, the_original_reading_ends_the_sync_over_what_it_cannot_compare) {
  const auto read = BasicRules::read(*json::parse(R"([{"id":"x","policy":"exclude","field":"nothing","rule":">","value":"1","order":1}])"),
                                     RuleReading::original);
  const auto outcome = read->admits(document());
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().reason,
            "The sync rule [x] cannot be used: [1] cannot be compared with the value [None] of the field [nothing]. Mend or remove it.");
}

TEST(BasicRules, what_makes_no_sense_is_refused_with_its_id) {
  for (const auto* rule : {R"([{"id":"x","policy":"maybe","field":"f","rule":"equals","value":"v"}])",
                           R"([{"id":"x","policy":"include","field":"f","rule":"near","value":"v"}])",
                           R"([{"id":"x","policy":"include","field":"f","rule":"regex","value":"("}])"}) {
    const auto read = BasicRules::read(*json::parse(rule));
    ASSERT_FALSE(read);
    EXPECT_TRUE(read.error().reason.starts_with("The sync rule [x] cannot be used: ")) << read.error().reason;
  }
}

}  // namespace
}  // namespace headrace::control
