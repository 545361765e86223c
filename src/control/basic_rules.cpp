#include "control/basic_rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "control/python_pattern.h"
#include "control/rule_number.h"
#include "json/text_form.h"

namespace headrace::control {
namespace {

std::unexpected<Error> refuse(std::string_view id, std::string_view why) {
  return fail(ErrorKind::illegal_argument, fmt::format("The sync rule [{}] cannot be used: {}. Mend or remove it.", id, why));
}

}  // namespace

Result<BasicRules::Rule> BasicRules::read_rule(const json::Value& rule) {
  static constexpr std::pair<std::string_view, Operator> operators[] = {{"equals", Operator::equals},
                                                                        {"starts_with", Operator::starts_with},
                                                                        {"ends_with", Operator::ends_with},
                                                                        {"contains", Operator::contains},
                                                                        {"regex", Operator::regex},
                                                                        {">", Operator::greater},
                                                                        {"<", Operator::less}};
  Rule read;
  read.id = rule.text("id");
  read.field = rule.text("field");
  read.value = rule.text("value");
  const auto policy = base::to_lower(rule.text("policy"));
  if (policy != "include" && policy != "exclude") return refuse(read.id, fmt::format("unknown policy [{}]", policy));
  read.includes = policy == "include";
  const auto name = base::to_lower(rule.text("rule"));
  const auto* found = std::ranges::find(operators, name, [](const auto& row) { return row.first; });
  if (found == std::end(operators)) return refuse(read.id, fmt::format("unknown rule [{}]", name));
  read.compare = found->second;
  if (const auto* order = rule.find("order")) read.order = order->real().value_or(0);
  if (read.compare == Operator::regex && read.id != "DEFAULT") {
    auto expression = compile_python_pattern(read.value);
    if (!expression) return refuse(read.id, fmt::format("[{}] is no regular expression: {}", read.value, expression.error().reason));
    read.expression = std::move(*expression);
  }
  return read;
}

Result<BasicRules> BasicRules::read(const json::Value& rules, RuleReading reading) {
  BasicRules read;
  read.reading_ = reading;
  if (!rules.is_array()) return read;
  for (const auto& rule : rules.as_array()) {
    TRY(auto one, read_rule(rule));
    if (one.id == "DEFAULT") continue;  // has no effect whatever it says
    const auto place = std::ranges::upper_bound(read.rules_, one.order, {}, &Rule::order);
    read.rules_.insert(place, std::move(one));
  }
  return read;
}

Result<bool> BasicRules::admits(const json::Value& document) const {
  for (const auto& rule : rules_) {
    TRY(const bool decides, matches(rule, document));
    if (decides) return rule.includes;
  }
  return true;
}

Result<bool> BasicRules::matches(const Rule& rule, const json::Value& document) const {
  const auto* value = document.find(rule.field);
  if (value == nullptr && reading_ == RuleReading::lenient) value = document.at_path(rule.field);
  if (value == nullptr) return false;
  return compares(rule, *value);
}

Result<bool> BasicRules::compares(const Rule& rule, const json::Value& value) const {
  switch (rule.compare) {
    case Operator::equals:
      return equals(rule, value);
    case Operator::greater:
    case Operator::less:
      return compares_order(rule, value);
    case Operator::starts_with:
      return json::text_form(value).starts_with(rule.value);
    case Operator::ends_with:
      return json::text_form(value).ends_with(rule.value);
    case Operator::contains:
      return json::text_form(value).contains(rule.value);
    case Operator::regex:
      break;
  }
  const auto outcome = rule.expression->match_at_start(json::text_form(value));
  if (outcome != base::Regex::Outcome::exhausted) return outcome == base::Regex::Outcome::match;
  return refuse(rule.id, fmt::format("its expression takes too long over a value of the field [{}]", rule.field));
}

bool BasicRules::equals(const Rule& rule, const json::Value& value) const {
  if (value.is_string()) return value.as_string() == rule.value;
  if (value.is_bool()) {
    return reading_ == RuleReading::lenient && base::equals_ignoring_case(rule.value, value.as_bool() ? "true" : "false");
  }
  const auto number = value.is_number() ? rule_number(rule.value) : std::nullopt;
  return number && compare_number(value, *number) == 0;
}

Result<bool> BasicRules::compares_order(const Rule& rule, const json::Value& value) const {
  const bool greater = rule.compare == Operator::greater;
  if (value.is_string()) return greater ? value.as_string() > rule.value : value.as_string() < rule.value;
  if (const auto number = value.is_number() ? rule_number(rule.value) : std::nullopt) {
    const auto order = compare_number(value, *number);
    return greater ? order > 0 : order < 0;
  }
  if (reading_ == RuleReading::lenient) return false;
  return refuse(rule.id, fmt::format("[{}] cannot be compared with the value [{}] of the field [{}]", rule.value, json::text_form(value),
                                     rule.field));
}

}  // namespace headrace::control
