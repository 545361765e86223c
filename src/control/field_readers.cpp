#include "control/field_readers.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "control/request_date.h"

namespace headrace::control {

using json::Value;

FieldReader one_of(std::span<const std::string_view> names, std::string_view what, NameCase name_case) {
  return [names, what, name_case](const Value& value, std::string_view text) -> Result<Value> {
    if (!value.is_string()) {
      return fail(ErrorKind::illegal_argument,
                  fmt::format("Expected text at {} but found {}", json::location(text, value.offset()), value.token_name()));
    }
    const auto name = name_case == NameCase::exact ? value.as_string() : base::to_lower(value.as_string());
    if (std::ranges::find(names, name) == names.end()) {
      return fail(ErrorKind::illegal_argument, fmt::format("Unknown {} [{}].", what, value.as_string()));
    }
    return Value(name);
  };
}

FieldReader list_of(const json::ObjectTable& table, std::span<const std::string_view> members) {
  return [&table, members](const Value& value, std::string_view text) -> Result<Value> {
    json::Array list;
    for (const auto& element : value.as_array()) {
      TRY(const auto object, json::read_object(table, element, text));
      list.push_back(picked(object, members));
    }
    return Value(std::move(list));
  };
}

Result<Value> read_date(const Value& value, std::string_view) {
  if (value.is_null()) return value;
  TRY(const auto instant, parse_request_date(value.as_string()));
  return Value(base::format_instant(instant));
}

Value picked(const Value& object, std::span<const std::string_view> names) {
  Value members{json::Object()};
  for (const auto name : names) {
    if (const auto* member = object.find(name)) members.set(name, *member);
  }
  return members;
}

}  // namespace headrace::control
