#include "control/connector_features.h"

#include <fmt/format.h>

#include "json/object_reader.h"

namespace headrace::control {
namespace {

using json::FieldKind;
using json::ObjectTable;
using json::Value;

/// The original does not declare `enabled` as required and fails when it builds the feature without it (docs/spec/connectors.md 3.15).
Result<Value> read_feature(const Value& value, std::string_view text) {
  static const ObjectTable table{
      .parser = "connector_feature_enabled", .fields = {{.name = "enabled", .kind = FieldKind::boolean}}, .strict = false};
  TRY(auto feature, json::read_object(table, value, text));
  if (feature.find("enabled") != nullptr) return feature;
  return fail(ErrorKind::x_content_parse, fmt::format("[{}] Failed to build [connector_feature_enabled] after last required field arrived",
                                                      json::location(text, value.offset())));
}

Result<Value> read_sync_rules(const Value& value, std::string_view text) {
  static const ObjectTable table{.parser = "sync_rules_features",
                                 .fields = {{.name = "advanced", .kind = FieldKind::object, .read = read_feature},
                                            {.name = "basic", .kind = FieldKind::object, .read = read_feature}},
                                 .strict = false};
  return json::read_object(table, value, text);
}

}  // namespace

Result<Value> read_features(const Value& features, std::string_view text) {
  static const ObjectTable table{.parser = "connector_features",
                                 .fields = {{.name = "document_level_security", .kind = FieldKind::object, .read = read_feature},
                                            {.name = "incremental_sync", .kind = FieldKind::object, .read = read_feature},
                                            {.name = "native_connector_api_keys", .kind = FieldKind::object, .read = read_feature},
                                            {.name = "sync_rules", .kind = FieldKind::object, .read = read_sync_rules}},
                                 .strict = false};
  return json::read_object(table, features, text);
}

}  // namespace headrace::control
