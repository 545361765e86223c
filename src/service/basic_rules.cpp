#include "service/basic_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/clock.h"
#include "base/strings.h"

namespace headrace::service {
namespace {

/// An expression is matched against this many bytes at most.
constexpr std::size_t max_matched_bytes = 65536;

std::optional<double> number_of(std::string_view text) {
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// −1, 0 or 1; none when the two cannot be compared, which is no match (docs/spec/connector-service.md 14.4).
std::optional<int> compared(const json::Value& value, const std::string& with) {
  const auto order = [](const auto& a, const auto& b) { return a < b ? -1 : (b < a ? 1 : 0); };
  if (value.is_number()) {
    const auto number = number_of(with);
    if (!number || !value.real()) return std::nullopt;
    return order(*value.real(), *number);
  }
  if (value.is_string()) return order(value.as_string(), with);
  return std::nullopt;
}

std::string quoted(const std::string& text) {
  const char quote = text.contains('\'') && !text.contains('"') ? '"' : '\'';
  std::string written(1, quote);
  for (const char c : text) {
    if (c == quote || c == '\\') written += '\\';
    switch (c) {
      case '\n':
        written += "\\n";
        break;
      case '\r':
        written += "\\r";
        break;
      case '\t':
        written += "\\t";
        break;
      default:
        written += c;
    }
  }
  return written + quote;
}

std::string nested_form(const json::Value& value) { return value.is_string() ? quoted(value.as_string()) : text_form(value); }

std::string number_form(const json::Value& value) {
  if (const auto integer = value.integer()) return std::to_string(*integer);
  const auto& spelling = value.as_number().spelling;
  if (spelling.find_first_of(".eE") == std::string::npos) return spelling;
  auto text = fmt::format("{}", *value.real());
  if (text.find_first_of(".e") == std::string::npos && std::isfinite(*value.real())) text += ".0";
  return text;
}

}  // namespace

std::string text_form(const json::Value& value) {
  if (value.is_string()) return value.as_string();
  if (value.is_bool()) return value.as_bool() ? "True" : "False";
  if (value.is_number()) return number_form(value);
  if (value.is_null()) return "None";
  std::string text(1, value.is_array() ? '[' : '{');
  const auto separate = [&] {
    if (text.size() > 1) text += ", ";
  };
  if (value.is_array()) {
    for (const auto& element : value.as_array()) {
      separate();
      text += nested_form(element);
    }
    return text + ']';
  }
  for (const auto& member : value.as_object()) {
    separate();
    text += quoted(member.name) + ": " + nested_form(member.value);
  }
  return text + '}';
}

Result<BasicRules::Rule> BasicRules::read_rule(const json::Value& rule) {
  static constexpr std::pair<std::string_view, Operator> operators[] = {{"equals", Operator::equals},
                                                                        {"starts_with", Operator::starts_with},
                                                                        {"ends_with", Operator::ends_with},
                                                                        {"contains", Operator::contains},
                                                                        {"regex", Operator::regex},
                                                                        {">", Operator::greater},
                                                                        {"<", Operator::less}};
  const auto refuse = [&](std::string_view why) {
    return fail(ErrorKind::illegal_argument,
                fmt::format("The sync rule [{}] cannot be used: {}. Mend or remove it.", rule.text("id"), why));
  };
  Rule read;
  read.field = rule.text("field");
  read.value = rule.text("value");
  const auto policy = base::to_lower(rule.text("policy"));
  if (policy != "include" && policy != "exclude") return refuse(fmt::format("unknown policy [{}]", policy));
  read.includes = policy == "include";
  const auto name = base::to_lower(rule.text("rule"));
  const auto* found = std::ranges::find(operators, name, [](const auto& row) { return row.first; });
  if (found == std::end(operators)) return refuse(fmt::format("unknown rule [{}]", name));
  read.compare = found->second;
  if (const auto* order = rule.find("order")) read.order = order->real().value_or(0);
  if (read.compare == Operator::regex) {
    // Polynomial: neither time nor stack depend badly on the expression or the document.
    try {
      read.expression.assign(read.value, std::regex_constants::ECMAScript | std::regex_constants::__polynomial);
    } catch (const std::regex_error& error) {
      return refuse(fmt::format("[{}] is no regular expression: {}", read.value, error.what()));
    }
  }
  return read;
}

Result<BasicRules> BasicRules::read(const json::Value& rules) {
  BasicRules read;
  if (!rules.is_array()) return read;
  for (const auto& rule : rules.as_array()) {
    if (rule.text("id") == "DEFAULT") continue;  // has no effect whatever it says
    TRY(auto one, read_rule(rule));
    const auto place = std::ranges::upper_bound(read.rules_, one.order, {}, &Rule::order);
    read.rules_.insert(place, std::move(one));
  }
  return read;
}

bool BasicRules::admits(const json::Value& document) const {
  for (const auto& rule : rules_) {
    if (matches(rule, document)) return rule.includes;
  }
  return true;
}

bool BasicRules::matches(const Rule& rule, const json::Value& document) {
  const auto* value = document.find(rule.field);
  if (value == nullptr) value = document.at_path(rule.field);
  return value != nullptr && compares(rule, *value);
}

bool BasicRules::compares(const Rule& rule, const json::Value& value) {
  switch (rule.compare) {
    case Operator::equals:
      if (value.is_bool()) return base::equals_ignoring_case(rule.value, value.as_bool() ? "true" : "false");
      return compared(value, rule.value) == 0;
    case Operator::greater:
      return compared(value, rule.value) == 1;
    case Operator::less:
      return compared(value, rule.value) == -1;
    case Operator::starts_with:
      return text_form(value).starts_with(rule.value);
    case Operator::ends_with:
      return text_form(value).ends_with(rule.value);
    case Operator::contains:
      return text_form(value).contains(rule.value);
    case Operator::regex: {
      const auto text = text_form(value).substr(0, max_matched_bytes);
      return std::regex_search(text, rule.expression, std::regex_constants::match_continuous);
    }
  }
  return false;
}

}  // namespace headrace::service
