#include "service/configuration_values.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <regex>

#include "base/strings.h"

namespace headrace::service {
namespace {

constexpr std::size_t max_matched_bytes = 4096;

const json::Value& member(const json::Value& field, std::string_view name) {
  static const auto& null = *new json::Value;  // never destroyed: a check of a source may outlive main()
  const auto* found = field.find(name);
  return found == nullptr ? null : *found;
}

bool flag(const json::Value& field, std::string_view name, bool otherwise) {
  const auto& value = member(field, name);
  return value.is_bool() ? value.as_bool() : otherwise;
}

bool is_empty(const json::Value& value) {
  if (value.is_null()) return true;
  if (value.is_string()) return value.as_string().empty();
  return value.is_array() && std::ranges::all_of(value.as_array(), is_empty);
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

json::Value list_of(std::string_view text) {
  json::Array list;
  for (const auto& piece : base::split_list(text)) {
    if (const auto word = trimmed(piece); !word.empty()) list.emplace_back(word);
  }
  return list;
}

/// What stands for "nothing" in a field of this type.
json::Value nothing_of(std::string_view type) {
  if (type == "list") return json::Array();
  return type == "str" ? json::Value("") : json::Value();
}

Result<json::Value> text_to_type(const std::string& text, std::string_view type) {
  if (type == "list") return list_of(text);
  if (type == "int") {
    if (const auto number = base::parse_integer(trimmed(text))) return *number;
    return fail(ErrorKind::illegal_argument, fmt::format("[{}] is no whole number", text));
  }
  if (type == "bool") {
    if (base::equals_ignoring_case(trimmed(text), "true")) return true;
    if (base::equals_ignoring_case(trimmed(text), "false")) return false;
    return fail(ErrorKind::illegal_argument, fmt::format("[{}] is neither true nor false", text));
  }
  return text;
}

Result<json::Value> to_type(const json::Value& value, std::string_view type) {
  if (value.is_null() || (value.is_string() && value.as_string().empty())) return nothing_of(type);
  if (value.is_string()) return text_to_type(value.as_string(), type);
  if (type == "list" && !value.is_array()) return json::Array{value};
  if (type == "str" && value.is_number()) return value.as_number().spelling;
  if (type == "str" && value.is_bool()) return value.as_bool() ? "true" : "false";
  if (type == "int" && value.is_number() && !value.integer()) {
    return fail(ErrorKind::illegal_argument, fmt::format("[{}] is no whole number", value.as_number().spelling));
  }
  if (type == "bool" && value.is_number()) return value.real().value_or(0) != 0;
  return value;
}

/// A field as the source declares it, with what the connector says of it.
struct Field {
  std::string_view name;
  const json::Value* declared;
  json::Value value = {};
  [[nodiscard]] std::string_view label() const {
    const auto text = declared->text("label");
    return text.empty() ? name : text;
  }
};

Result<json::Value> effective_value(const json::Value& stored, const json::Value& declared) {
  const auto type = declared.text("type").empty() ? std::string_view("str") : declared.text("type");
  TRY(auto value, to_type(stored.is_object() ? member(stored, "value") : stored, type));
  if (flag(declared, "required", true) || !is_empty(value)) return value;
  const auto& otherwise = member(declared, "default_value");
  return otherwise.is_null() ? Result<json::Value>(std::move(value)) : to_type(otherwise, type);
}

/// What a validation finds wrong with a value, "" for nothing (docs/spec/connector-service.md 16.5).
std::string violated(const json::Value& validation, const Field& field) {
  const auto kind = validation.text("type");
  const auto& limit = member(validation, "constraint");
  const auto told = [&](std::string_view what) { return fmt::format("'{}' {}", field.label(), what); };
  if (kind == "less_than" && field.value.real() && limit.real() && *field.value.real() >= *limit.real()) {
    return told(fmt::format("must be less than {}", limit.as_number().spelling));
  }
  if (kind == "greater_than" && field.value.real() && limit.real() && *field.value.real() <= *limit.real()) {
    return told(fmt::format("must be greater than {}", limit.as_number().spelling));
  }
  if (kind == "list_type" && field.value.is_array()) {
    const bool wants_numbers = limit.is_string() && limit.as_string() == "int";
    const auto fits = [&](const json::Value& element) { return wants_numbers ? element.integer().has_value() : element.is_string(); };
    if (!std::ranges::all_of(field.value.as_array(), fits))
      return told(fmt::format("must be a list of {}", limit.is_string() ? limit.as_string() : "str"));
  }
  if (kind == "included_in" && limit.is_array()) {
    const auto is_allowed = [&](const json::Value& value) { return std::ranges::find(limit.as_array(), value) != limit.as_array().end(); };
    const bool allowed = field.value.is_array() ? std::ranges::all_of(field.value.as_array(), is_allowed) : is_allowed(field.value);
    if (!allowed) return told("has a value that is not allowed");
  }
  if (kind == "regex" && limit.is_string() && field.value.is_string()) {
    try {
      const std::regex expression(limit.as_string(), std::regex_constants::ECMAScript | std::regex_constants::__polynomial);
      if (!std::regex_match(field.value.as_string().substr(0, max_matched_bytes), expression))
        return told("does not match the required form");
    } catch (const std::regex_error&) {
      return told("has a validation that is no regular expression");
    }
  }
  return {};
}

class Checker {
 public:
  Checker(const json::Value& configuration, const json::Value& defaults) : configuration_(configuration), defaults_(defaults) {}

  Result<json::Value> values() {
    TRY_VOID(check_presence());
    for (const auto& declared : defaults_.as_object()) {
      auto value = effective_value(member(configuration_, declared.name), declared.value);
      if (value) {
        values_.set(declared.name, std::move(*value));
      } else {
        values_.set(declared.name, nullptr);
        if (applies(declared.value))
          wrong_.push_back(fmt::format("'{}': {}", Field{declared.name, &declared.value}.label(), value.error().reason));
      }
    }
    for (const auto& declared : defaults_.as_object()) check({declared.name, &declared.value, member(values_, declared.name)});
    if (wrong_.empty()) return std::move(values_);
    return fail(ErrorKind::illegal_argument, fmt::format("Field validation errors: {}", fmt::join(wrong_, "; ")));
  }

 private:
  Result<void> check_presence() const {
    std::vector<std::string_view> missing;
    for (const auto& declared : defaults_.as_object()) {
      if (configuration_.find(declared.name) == nullptr) missing.push_back(declared.name);
    }
    if (missing.empty()) return {};
    return fail(ErrorKind::illegal_argument, fmt::format("Connector has missing configuration fields: {}", fmt::join(missing, ", ")));
  }

  /// False while another field makes this one meaningless.
  [[nodiscard]] bool applies(const json::Value& declared) const {
    const auto& conditions = member(declared, "depends_on");
    if (!conditions.is_array()) return true;
    return std::ranges::all_of(conditions.as_array(), [&](const json::Value& condition) {
      const auto name = condition.text("field");
      const auto value = effective_value(member(configuration_, name), member(defaults_, name));
      return value && *value == member(condition, "value");
    });
  }

  void check(const Field& field) {
    if (!applies(*field.declared)) return;
    if (flag(*field.declared, "required", true) && is_empty(field.value)) {
      wrong_.push_back(fmt::format("'{}' cannot be empty.", field.label()));
      return;
    }
    const auto& validations = member(*field.declared, "validations");
    if (!validations.is_array() || is_empty(field.value)) return;
    for (const auto& validation : validations.as_array()) {
      if (auto what = violated(validation, field); !what.empty()) wrong_.push_back(std::move(what));
    }
  }

  const json::Value& configuration_;
  const json::Value& defaults_;
  json::Value values_{json::Object()};
  std::vector<std::string> wrong_;
};

}  // namespace

Result<json::Value> configuration_values(const json::Value& configuration, const json::Value& defaults, const json::Value& own) {
  if (!defaults.is_object()) return json::Value(json::Object());
  auto declared = defaults;
  if (own.is_object()) {
    for (const auto& field : own.as_object()) {
      if (configuration.find(field.name) != nullptr) declared.set(field.name, field.value);
    }
  }
  return Checker(configuration, declared).values();
}

}  // namespace headrace::service
