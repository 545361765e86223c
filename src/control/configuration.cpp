#include "control/configuration.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "control/field_readers.h"

namespace headrace::control {
namespace {

using json::Field;
using json::FieldKind;
using json::ObjectTable;
using json::Value;

/// One property of a field, in the order of storage (docs/spec/configuration-filtering-secrets.md 1.1).
struct Property {
  std::string_view name;
  /// What is stored when it is absent or null.
  enum class Otherwise { nothing, null, no } otherwise = Otherwise::nothing;
};

using enum Property::Otherwise;
constexpr std::array<Property, 15> properties = {{{"category"},
                                                  {"default_value", null},
                                                  {"depends_on"},
                                                  {"display"},
                                                  {"label", null},
                                                  {"options"},
                                                  {"order"},
                                                  {"placeholder"},
                                                  {"required", no},
                                                  {"sensitive", no},
                                                  {"tooltip"},
                                                  {"type"},
                                                  {"ui_restrictions"},
                                                  {"validations"},
                                                  {"value", null}}};

/// Members of list elements, in the order of storage (1.2).
constexpr std::array<std::string_view, 2> dependency_members = {"field", "value"};
constexpr std::array<std::string_view, 2> option_members = {"label", "value"};
constexpr std::array<std::string_view, 2> validation_members = {"constraint", "type"};

constexpr std::array<std::string_view, 6> display_names = {"text", "textbox", "textarea", "numeric", "toggle", "dropdown"};
constexpr std::array<std::string_view, 4> type_names = {"str", "int", "list", "bool"};
constexpr std::array<std::string_view, 5> validation_names = {"less_than", "greater_than", "list_type", "included_in", "regex"};

std::unexpected<Error> unsupported(const Value& value) {
  return fail(ErrorKind::x_content_parse, fmt::format("Unsupported token [{}]", value.token_name()));
}

/// Fractions and exponents become doubles, in their shortest form with a fraction; integers stay to the digit (1.4).
Result<Value> read_number(const Value& value, std::string_view) {
  if (!value.is_number() || value.as_number().spelling.find_first_of(".eE") == std::string::npos) return value;
  const auto number = value.real();
  if (!number || !std::isfinite(*number)) {
    return fail(ErrorKind::illegal_argument, fmt::format("number [{}] is out of range", value.as_number().spelling));
  }
  return Value(*number);
}

Result<Value> read_value(const Value& value, std::string_view text) {
  if (value.is_array()) return unsupported(value);
  return read_number(value, text);
}

Result<Value> read_option_value(const Value& value, std::string_view text) {
  if (value.is_bool() || value.is_null()) return unsupported(value);
  return read_number(value, text);
}

Result<Value> read_constraint(const Value& value, std::string_view text) {
  if (value.is_object() || value.is_bool() || value.is_null()) return unsupported(value);
  return read_number(value, text);
}

Result<Value> read_type(const Value& value, std::string_view text) {
  static const auto read = one_of(type_names, "ConfigurationFieldType", NameCase::exact);
  return value.is_null() ? Result<Value>(value) : read(value, text);
}

const ObjectTable& dependency_table() {
  static const ObjectTable table{.parser = "connector_configuration_dependency",
                                 .fields = {{.name = "field", .kind = FieldKind::string, .required = true},
                                            {.name = "value", .kind = FieldKind::value, .required = true, .read = read_number}},
                                 .strict = false};
  return table;
}

const ObjectTable& option_table() {
  static const ObjectTable table{.parser = "connector_configuration_select_option",
                                 .fields = {{.name = "label", .kind = FieldKind::string, .required = true},
                                            {.name = "value", .kind = FieldKind::value, .required = true, .read = read_option_value}},
                                 .strict = false};
  return table;
}

const ObjectTable& validation_table() {
  static const ObjectTable table{.parser = "connector_configuration_validation",
                                 .fields = {{.name = "constraint", .kind = FieldKind::any, .required = true, .read = read_constraint},
                                            {.name = "type",
                                             .kind = FieldKind::string,
                                             .required = true,
                                             .read = one_of(validation_names, "ConfigurationValidationType")}},
                                 .strict = false};
  return table;
}

/// docs/spec/configuration-filtering-secrets.md 1.1
const ObjectTable& field_table() {
  static const ObjectTable table{
      .parser = "connector_configuration",
      .fields = {{.name = "category", .kind = FieldKind::string},
                 {.name = "default_value", .kind = FieldKind::value, .read = read_number},
                 {.name = "depends_on", .kind = FieldKind::object_list, .read = list_of(dependency_table(), dependency_members)},
                 {.name = "display", .kind = FieldKind::string_or_null, .read = one_of(display_names, "ConfigurationDisplayType")},
                 {.name = "label", .kind = FieldKind::string, .required = true},
                 {.name = "options", .kind = FieldKind::object_list, .read = list_of(option_table(), option_members)},
                 {.name = "order", .kind = FieldKind::integer},
                 {.name = "placeholder", .kind = FieldKind::string_or_null},
                 {.name = "required", .kind = FieldKind::boolean},
                 {.name = "sensitive", .kind = FieldKind::boolean},
                 {.name = "tooltip", .kind = FieldKind::string_or_null},
                 {.name = "type", .kind = FieldKind::string_or_null, .read = read_type},
                 {.name = "ui_restrictions", .kind = FieldKind::string_list},
                 {.name = "validations", .kind = FieldKind::object_list, .read = list_of(validation_table(), validation_members)},
                 {.name = "value", .kind = FieldKind::any, .read = read_value}},
      .strict = false};
  return table;
}

/// The stored form of a field: known properties in order, defaults for those that are always there.
Value stored_field(const Value& field) {
  Value stored{json::Object()};
  for (const auto& property : properties) {
    const auto* given = field.find(property.name);
    if (given != nullptr && !given->is_null()) {
      stored.set(property.name, *given);
    } else if (property.otherwise != nothing) {
      stored.set(property.name, property.otherwise == null ? Value() : Value(false));
    }
  }
  return stored;
}

bool is_blank(std::string_view name) { return name.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// Names that the original's index cannot hold (docs/spec/configuration-filtering-secrets.md 9, 15).
Result<void> check_name(std::string_view name) {
  if (is_blank(name)) return fail(ErrorKind::illegal_argument, "field name cannot be an empty string");
  if (name.starts_with('.') || name.ends_with('.')) {
    return fail(ErrorKind::illegal_argument, fmt::format("field name cannot start or end with a dot [{}]", name));
  }
  return {};
}

}  // namespace

Result<Value> read_configuration(const Value& configuration, std::string_view text) {
  Value fields{json::Object()};
  auto& members = fields.as_object();
  for (const auto& member : configuration.as_object()) {
    TRY_VOID(check_name(member.name));
    TRY(const auto field, json::read_object(field_table(), member.value, text));
    members.push_back({member.name, stored_field(field)});
  }
  return fields;
}

Result<Value> read_configuration_values(const Value& values, std::string_view text) {
  if (values.is_array()) {
    constexpr auto reason = "[{}] [connector_update_configuration_request] values doesn't support values of type: START_ARRAY";
    return fail(ErrorKind::x_content_parse, fmt::format(reason, json::location(text, values.offset())));
  }
  Value read{json::Object()};
  if (!values.is_object()) return read;
  for (const auto& member : values.as_object()) {
    TRY(auto value, read_number(member.value, text));
    read.as_object().push_back({member.name, std::move(value)});
  }
  return read;
}

Value normalised_configuration(const Value& stored) {
  if (!stored.is_object()) return stored;
  Value fields{json::Object()};
  auto& members = fields.as_object();
  for (const auto& member : stored.as_object()) {
    members.push_back({member.name, member.value.is_object() ? stored_field(member.value) : member.value});
  }
  return fields;
}

}  // namespace headrace::control
