#include "control/connector_filtering_fields.h"

#include <array>

#include "control/field_readers.h"
#include "control/rule_names.h"

namespace headrace::control {
namespace {

using json::FieldKind;
using json::ObjectTable;
using json::Value;

constexpr std::array<std::string_view, 3> validation_states = {"edited", "invalid", "valid"};

/// Members of list elements, in the order of storage (3.1).
constexpr std::array<std::string_view, 8> rule_members = {"created_at", "field", "id", "order", "policy", "rule", "updated_at", "value"};
constexpr std::array<std::string_view, 2> error_members = {"ids", "messages"};
constexpr std::array<std::string_view, 2> entry_members = {"active", "draft"};

const ObjectTable& rule_table() {
  static const ObjectTable table{
      .parser = "connector_filtering_rule",
      .fields = {{.name = "created_at", .kind = FieldKind::string, .read = read_date},
                 {.name = "field", .kind = FieldKind::string, .required = true},
                 {.name = "id", .kind = FieldKind::string, .required = true},
                 {.name = "order", .kind = FieldKind::integer, .required = true},
                 {.name = "policy", .kind = FieldKind::string, .required = true, .read = one_of(rule_policies, "FilteringPolicy")},
                 {.name = "rule",
                  .kind = FieldKind::string,
                  .required = true,
                  .read = one_of(rule_conditions, "FilteringRuleCondition", NameCase::exact)},
                 {.name = "updated_at", .kind = FieldKind::string, .read = read_date},
                 {.name = "value", .kind = FieldKind::string, .required = true}},
      .strict = false};
  return table;
}

const ObjectTable& snippet_table() {
  static const ObjectTable table{.parser = "connector_filtering_advanced_snippet",
                                 .fields = {{.name = "created_at", .kind = FieldKind::string, .read = read_date},
                                            {.name = "updated_at", .kind = FieldKind::string, .read = read_date},
                                            {.name = "value", .kind = FieldKind::object_or_array, .required = true}},
                                 .strict = false};
  return table;
}

const ObjectTable& validation_error_table() {
  static const ObjectTable table{.parser = "connector_filtering_validation",
                                 .fields = {{.name = "ids", .kind = FieldKind::string_list, .required = true},
                                            {.name = "messages", .kind = FieldKind::string_list, .required = true}},
                                 .strict = false};
  return table;
}

const ObjectTable& validation_table() {
  static const ObjectTable table{
      .parser = "filtering_validation_info",
      .fields =
          {{.name = "errors", .kind = FieldKind::object_list, .required = true, .read = list_of(validation_error_table(), error_members)},
           {.name = "state", .kind = FieldKind::string, .required = true, .read = one_of(validation_states, "FilteringValidationState")}},
      .strict = false};
  return table;
}

/// `active` and `draft`
Result<Value> read_state(const Value& state, std::string_view text) {
  static const ObjectTable table{
      .parser = "connector_filtering_rules",
      .fields = {{.name = "advanced_snippet", .kind = FieldKind::object, .required = true, .read = read_advanced_snippet},
                 {.name = "rules", .kind = FieldKind::object_list, .required = true, .read = read_filtering_rules},
                 {.name = "validation", .kind = FieldKind::object, .required = true, .read = read_filtering_validation}},
      .strict = false};
  return json::read_object(table, state, text);
}

const ObjectTable& entry_table() {
  static const ObjectTable table{.parser = "connector_filtering",
                                 .fields = {{.name = "active", .kind = FieldKind::object, .required = true, .read = read_state},
                                            {.name = "draft", .kind = FieldKind::object, .required = true, .read = read_state}},
                                 .strict = false};
  return table;
}

}  // namespace

Result<Value> read_filtering(const Value& filtering, std::string_view text) {
  static const auto read = list_of(entry_table(), entry_members);
  return read(filtering, text);
}

Result<Value> read_filtering_rules(const Value& rules, std::string_view text) {
  static const auto read = list_of(rule_table(), rule_members);
  return read(rules, text);
}

Result<Value> read_advanced_snippet(const Value& snippet, std::string_view text) {
  return json::read_object(snippet_table(), snippet, text);
}

Result<Value> read_filtering_validation(const Value& validation, std::string_view text) {
  return json::read_object(validation_table(), validation, text);
}

}  // namespace headrace::control
