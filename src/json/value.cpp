#include "json/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "json/member_index.h"

namespace headrace::json {
namespace {

/// The shortest spelling that reads back as the same double. JSON has no NaN and no infinity: none.
std::optional<Number> spelled(double number) {
  if (!std::isfinite(number)) return std::nullopt;
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
  std::string spelling(buffer.data(), end);
  if (spelling.find_first_of(".e") == std::string::npos) spelling += ".0";
  return Number{std::move(spelling)};
}

bool is_integer(std::string_view spelling) { return spelling.find_first_of(".eE") == std::string_view::npos; }

bool same_number(const Number& a, const Number& b) {
  if (a == b) return true;
  const bool integer = is_integer(a.spelling);
  if (integer != is_integer(b.spelling)) return false;
  // Integers have one spelling each, but for zero.
  if (integer) return (a.spelling == "0" || a.spelling == "-0") && (b.spelling == "0" || b.spelling == "-0");
  const auto x = Value(a).real();
  const auto y = Value(b).real();
  return x && y && *x == *y && std::isfinite(*x);
}

bool same_members(const Object& a, const Object& b) {
  if (a.size() != b.size()) return false;
  const MemberIndex index(b);
  return std::ranges::all_of(a, [&](const Member& member) {
    const auto found = index.find(member.name);
    return found && b[*found].value == member.value;
  });
}

}  // namespace

Value::Value(double number) {
  if (auto written = spelled(number)) data_ = std::move(*written);
}

std::optional<std::int64_t> Value::integer() const {
  const auto* number = std::get_if<Number>(&data_);
  if (number == nullptr) return std::nullopt;
  const auto& spelling = number->spelling;
  std::int64_t parsed = 0;
  const auto [end, problem] = std::from_chars(spelling.data(), spelling.data() + spelling.size(), parsed);
  if (problem != std::errc() || end != spelling.data() + spelling.size()) return std::nullopt;
  return parsed;
}

std::optional<double> Value::real() const {
  const auto* number = std::get_if<Number>(&data_);
  if (number == nullptr) return std::nullopt;
  const auto& spelling = number->spelling;
  double parsed = 0;
  const auto [end, problem] = std::from_chars(spelling.data(), spelling.data() + spelling.size(), parsed);
  if (end != spelling.data() + spelling.size()) return std::nullopt;
  if (problem == std::errc::result_out_of_range) {
    // Too large or too near to zero: from_chars does not say which, strtod does (no locale of ours changes the point).
    return std::strtod(spelling.c_str(), nullptr);
  }
  return parsed;
}

const Value* Value::find(std::string_view name) const {
  const auto* members = std::get_if<Object>(&data_);
  if (members == nullptr) return nullptr;
  const auto found = std::ranges::find(*members, name, &Member::name);
  return found == members->end() ? nullptr : &found->value;
}

Value* Value::find(std::string_view name) { return const_cast<Value*>(std::as_const(*this).find(name)); }

const Value* Value::at_path(std::string_view dotted) const {
  const Value* at = this;
  while (at != nullptr) {
    const auto dot = dotted.find('.');
    at = at->find(dotted.substr(0, dot));
    if (dot == std::string_view::npos) break;
    dotted.remove_prefix(dot + 1);
  }
  return at;
}

std::string_view Value::text(std::string_view name) const {
  const Value* member = find(name);
  return member != nullptr && member->is_string() ? std::string_view(member->as_string()) : std::string_view();
}

std::int64_t Value::number(std::string_view name) const {
  const Value* member = find(name);
  return member == nullptr ? 0 : member->integer().value_or(0);
}

Value& Value::set(std::string_view name, Value value) {
  if (auto* present = find(name)) {
    *present = std::move(value);
    return *this;
  }
  if (is_null()) data_ = Object();
  as_object().push_back({std::string(name), std::move(value)});
  return *this;
}

void Value::set_first(std::string_view name, Value value) {
  erase(name);
  if (is_null()) data_ = Object();
  auto& members = as_object();
  members.insert(members.begin(), Member{std::string(name), std::move(value)});
}

bool Value::erase(std::string_view name) {
  auto* members = std::get_if<Object>(&data_);
  return members != nullptr && std::erase_if(*members, [&](const Member& member) { return member.name == name; }) > 0;
}

std::string_view Value::token_name() const {
  static constexpr std::array<std::string_view, 6> names = {"VALUE_NULL",   "VALUE_BOOLEAN", "VALUE_NUMBER",
                                                            "VALUE_STRING", "START_ARRAY",   "START_OBJECT"};
  return names.at(data_.index());
}

bool operator==(const Value& a, const Value& b) {
  if (a.data_.index() != b.data_.index()) return false;
  if (a.is_number()) return same_number(a.as_number(), b.as_number());
  if (a.is_object()) return same_members(a.as_object(), b.as_object());
  if (a.is_array()) return a.as_array() == b.as_array();
  if (a.is_string()) return a.as_string() == b.as_string();
  return a.is_null() || a.as_bool() == b.as_bool();
}

Value object(std::initializer_list<std::pair<std::string_view, Value>> members) {
  Object made;
  made.reserve(members.size());
  for (const auto& [name, value] : members) made.push_back({std::string(name), value});
  return made;
}

}  // namespace headrace::json
