#include "control/rule_problems.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/strings.h"
#include "control/rule_names.h"

namespace headrace::control {
namespace {

/// Ids are shortened in the middle: a UUID keeps ten characters.
std::string short_id(std::string_view id) {
  const auto kept = std::min<std::size_t>(5, id.size() / 2);
  return fmt::format("{}...{}", id.substr(0, kept), id.substr(id.size() - kept));
}

bool is_one_of(const auto& names, std::string_view name) {
  return std::ranges::any_of(names, [&](std::string_view one) { return base::equals_ignoring_case(one, name); });
}

/// What is wrong with the rule by itself, or "".
std::string shape_problem(const json::Value& rule) {
  for (const auto* name : {"id", "field", "value"}) {
    if (rule.text(name).empty()) return fmt::format("Basic rule (id: '{}'): [{}] must be a text that is not empty.", rule.text("id"), name);
  }
  if (!is_one_of(rule_policies, rule.text("policy"))) {
    return fmt::format("Basic rule (id: '{}'): unknown policy [{}].", rule.text("id"), rule.text("policy"));
  }
  if (!is_one_of(rule_conditions, rule.text("rule"))) {
    return fmt::format("Basic rule (id: '{}'): unknown rule [{}].", rule.text("id"), rule.text("rule"));
  }
  const auto* order = rule.find("order");
  if (order == nullptr || !order->is_number()) return fmt::format("Basic rule (id: '{}'): [order] must be a number.", rule.text("id"));
  return "";
}

bool is_match_all(const json::Value& rule) {
  return base::equals_ignoring_case(rule.text("rule"), "regex") && (rule.text("value") == ".*" || rule.text("value") == "(.*)") &&
         rule.text("id") != "DEFAULT";
}

std::string place_of(const json::Value& rule) {
  const auto* order = rule.find("order");
  return order->integer() ? std::to_string(*order->integer() + 1) : fmt::format("{}", *order->real() + 1);
}

RuleProblem equal_problem(const json::Value& rule, const json::Value& other) {
  return {std::string(rule.text("id")),
          fmt::format("Basic rule {} (id: '{}') is semantically equal to Basic rule {} (id: '{}').", place_of(rule),
                      short_id(rule.text("id")), place_of(other), short_id(other.text("id")))};
}

void add_equal_rules(const json::Array& rules, std::vector<RuleProblem>& problems) {
  std::map<std::tuple<std::string_view, std::string, std::string_view>, const json::Value*> seen;
  for (const auto& rule : rules) {
    const auto [other, is_new] = seen.try_emplace({rule.text("field"), base::to_lower(rule.text("rule")), rule.text("value")}, &rule);
    if (is_new) continue;
    problems.push_back(equal_problem(rule, *other->second));
    problems.push_back(equal_problem(*other->second, rule));
    return;
  }
}

}  // namespace

std::vector<RuleProblem> rule_problems(const json::Value& rules) {
  std::vector<RuleProblem> problems;
  if (!rules.is_array()) return problems;
  for (const auto& rule : rules.as_array()) {
    if (auto problem = shape_problem(rule); !problem.empty()) problems.push_back({std::string(rule.text("id")), std::move(problem)});
  }
  if (!problems.empty()) return problems;  // the further checks need whole rules
  for (const auto& rule : rules.as_array()) {
    if (!is_match_all(rule)) continue;
    problems.push_back({std::string(rule.text("id")),
                        fmt::format("Basic rule {} (id: '{}') uses a match all regexps ['.*', '(.*)'], which are not allowed.",
                                    place_of(rule), short_id(rule.text("id")))});
  }
  add_equal_rules(rules.as_array(), problems);
  return problems;
}

}  // namespace headrace::control
