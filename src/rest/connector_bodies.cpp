#include "rest/connector_bodies.h"

#include "control/configuration.h"
#include "control/connector_features.h"
#include "control/connector_filtering_fields.h"
#include "control/scheduling.h"
#include "json/object_reader.h"

namespace headrace::rest {
namespace {

using json::FieldKind;
using json::ObjectTable;
using json::Value;

/// The member as text; none when it is absent or null.
std::optional<std::string> optional_text(const Value& object, std::string_view name) {
  const auto* member = object.find(name);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  return member->as_string();
}

const ObjectTable& new_connector_table() {
  static const ObjectTable table{.parser = "connector_put_request",
                                 .fields = {{.name = "description", .kind = FieldKind::string},
                                            {.name = "index_name", .kind = FieldKind::string_or_null},
                                            {.name = "is_native", .kind = FieldKind::boolean},
                                            {.name = "language", .kind = FieldKind::string},
                                            {.name = "name", .kind = FieldKind::string},
                                            {.name = "service_type", .kind = FieldKind::string}}};
  return table;
}

const ObjectTable& name_table() {
  static const ObjectTable table{
      .parser = "connector_update_name_request",
      .fields = {{.name = "name", .kind = FieldKind::string_or_null}, {.name = "description", .kind = FieldKind::string_or_null}}};
  return table;
}

const ObjectTable& index_name_table() {
  static const ObjectTable table{.parser = "connector_update_index_name_request",
                                 .fields = {{.name = "index_name", .kind = FieldKind::string_or_null, .required = true}}};
  return table;
}

const ObjectTable& service_type_table() {
  static const ObjectTable table{.parser = "connector_update_service_type_request",
                                 .fields = {{.name = "service_type", .kind = FieldKind::string, .required = true}}};
  return table;
}

const ObjectTable& native_table() {
  static const ObjectTable table{.parser = "connector_update_native_request",
                                 .fields = {{.name = "is_native", .kind = FieldKind::boolean, .required = true}}};
  return table;
}

Result<Value> read_status_name(const Value& value, std::string_view) {
  TRY(const auto status, control::parse_connector_status(value.as_string()));
  return Value(control::to_string(status));
}

const ObjectTable& status_table() {
  static const ObjectTable table{.parser = "connector_update_status_request",
                                 .fields = {{.name = "status", .kind = FieldKind::string, .read = read_status_name}}};
  return table;
}

const ObjectTable& error_table() {
  static const ObjectTable table{.parser = "connector_update_error_request",
                                 .fields = {{.name = "error", .kind = FieldKind::string_or_null, .required = true}}};
  return table;
}

const ObjectTable& scheduling_table() {
  static const ObjectTable table{
      .parser = "connector_update_scheduling_request",
      .fields = {{.name = "scheduling", .kind = FieldKind::object, .required = true, .read = control::read_scheduling}}};
  return table;
}

const ObjectTable& configuration_table() {
  static const ObjectTable table{.parser = "connector_update_configuration_request",
                                 .fields = {{.name = "configuration", .kind = FieldKind::object, .read = control::read_configuration},
                                            {.name = "values", .kind = FieldKind::any, .read = control::read_configuration_values}}};
  return table;
}

const ObjectTable& api_key_ids_table() {
  static const ObjectTable table{.parser = "connector_update_api_key_id_request",
                                 .fields = {{.name = "api_key_id", .kind = FieldKind::string_or_null},
                                            {.name = "api_key_secret_id", .kind = FieldKind::string_or_null}}};
  return table;
}

/// docs/spec/connectors.md 1.7; what else is sent is dropped
Result<Value> read_pipeline_member(const Value& pipeline, std::string_view text) {
  static const ObjectTable table{.parser = "connector_update_pipeline_request",
                                 .fields = {{.name = "extract_binary_content", .kind = FieldKind::boolean, .required = true},
                                            {.name = "name", .kind = FieldKind::string, .required = true},
                                            {.name = "reduce_whitespace", .kind = FieldKind::boolean, .required = true},
                                            {.name = "run_ml_inference", .kind = FieldKind::boolean, .required = true}},
                                 .strict = false};
  return json::read_object(table, pipeline, text);
}

const ObjectTable& pipeline_table() {
  static const ObjectTable table{
      .parser = "connector_update_pipeline_request",
      .fields = {{.name = "pipeline", .kind = FieldKind::object, .required = true, .read = read_pipeline_member}}};
  return table;
}

const ObjectTable& features_table() {
  static const ObjectTable table{
      .parser = "connector_update_features_request",
      .fields = {{.name = "features", .kind = FieldKind::object, .required = true, .read = control::read_features}}};
  return table;
}

const ObjectTable& filtering_table() {
  static const ObjectTable table{
      .parser = "connector_update_filtering_request",
      .fields = {{.name = "filtering", .kind = FieldKind::object_list, .read = control::read_filtering},
                 {.name = "rules", .kind = FieldKind::object_list, .read = control::read_filtering_rules},
                 {.name = "advanced_snippet", .kind = FieldKind::object, .read = control::read_advanced_snippet}}};
  return table;
}

const ObjectTable& filtering_validation_table() {
  static const ObjectTable table{
      .parser = "connector_update_filtering_validation",
      .fields = {{.name = "validation", .kind = FieldKind::object, .required = true, .read = control::read_filtering_validation}}};
  return table;
}

}  // namespace

Result<control::NewConnector> read_new_connector(std::string_view body) {
  if (body.empty()) return control::NewConnector{};
  TRY(const auto read, json::read_body(new_connector_table(), body));
  const auto* is_native = read.find("is_native");
  return control::NewConnector{.description = optional_text(read, "description"),
                               .index_name = optional_text(read, "index_name"),
                               .language = optional_text(read, "language"),
                               .name = optional_text(read, "name"),
                               .service_type = optional_text(read, "service_type"),
                               .is_native = is_native != nullptr && is_native->as_bool()};
}

Result<NameUpdate> read_name(std::string_view body) {
  TRY(const auto read, json::read_body(name_table(), body));
  return NameUpdate{.name = optional_text(read, "name"), .description = optional_text(read, "description")};
}

Result<std::optional<std::string>> read_index_name(std::string_view body) {
  TRY(const auto read, json::read_body(index_name_table(), body));
  return optional_text(read, "index_name");
}

Result<std::string> read_service_type(std::string_view body) {
  TRY(const auto read, json::read_body(service_type_table(), body));
  return std::string(read.text("service_type"));
}

Result<bool> read_native(std::string_view body) {
  TRY(const auto read, json::read_body(native_table(), body));
  return read.find("is_native")->as_bool();
}

Result<std::optional<control::ConnectorStatus>> read_status(std::string_view body) {
  TRY(const auto read, json::read_body(status_table(), body));
  const auto name = optional_text(read, "status");
  if (!name) return std::nullopt;
  return control::parse_connector_status(*name);
}

Result<std::optional<std::string>> read_error(std::string_view body) {
  TRY(const auto read, json::read_body(error_table(), body));
  return optional_text(read, "error");
}

Result<Value> read_scheduling_body(std::string_view body) {
  TRY(const auto read, json::read_body(scheduling_table(), body));
  return *read.find("scheduling");
}

Result<control::ConfigurationUpdate> read_configuration_update(std::string_view body) {
  TRY(const auto read, json::read_body(configuration_table(), body));
  control::ConfigurationUpdate update;
  if (const auto* configuration = read.find("configuration")) update.configuration = *configuration;
  if (const auto* values = read.find("values")) update.values = *values;
  return update;
}

Result<ApiKeyIds> read_api_key_ids(std::string_view body) {
  TRY(const auto read, json::read_body(api_key_ids_table(), body));
  return ApiKeyIds{.api_key_id = optional_text(read, "api_key_id"), .api_key_secret_id = optional_text(read, "api_key_secret_id")};
}

Result<Value> read_pipeline(std::string_view body) {
  TRY(const auto read, json::read_body(pipeline_table(), body));
  return *read.find("pipeline");
}

Result<Value> read_features_body(std::string_view body) {
  TRY(const auto read, json::read_body(features_table(), body));
  return *read.find("features");
}

Result<control::FilteringUpdate> read_filtering_update(std::string_view body) {
  TRY(const auto read, json::read_body(filtering_table(), body));
  control::FilteringUpdate update;
  if (const auto* filtering = read.find("filtering")) update.filtering = *filtering;
  if (const auto* rules = read.find("rules")) update.rules = *rules;
  if (const auto* snippet = read.find("advanced_snippet")) update.advanced_snippet = *snippet;
  return update;
}

Result<Value> read_filtering_validation_body(std::string_view body) {
  TRY(const auto read, json::read_body(filtering_validation_table(), body));
  return *read.find("validation");
}

}  // namespace headrace::rest
