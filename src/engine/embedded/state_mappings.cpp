#include "engine/embedded/state_mappings.h"

#include <array>

namespace headrace::engine::embedded {
namespace {

using json::Value;

struct Typed {
  std::string_view type;
  std::vector<std::string_view> paths;
};

/// Puts a field into the properties of its object, making the objects on the way.
void add_field(Value& properties, std::string_view path, std::string_view type) {
  const auto dot = path.find('.');
  const auto name = path.substr(0, dot);
  if (dot == std::string_view::npos) {
    Value field = json::object({{"type", type}});
    if (type == "object") field.set("enabled", false);
    properties.set(name, std::move(field));
    return;
  }
  if (properties.find(name) == nullptr) properties.set(name, json::object({{"properties", json::Object{}}}));
  add_field(*properties.find(name)->find("properties"), path.substr(dot + 1), type);
}

void add_fields(Value& properties, std::string_view prefix, const std::vector<Typed>& table) {
  for (const auto& [type, paths] : table) {
    for (const auto path : paths) add_field(properties, std::string(prefix).append(path), type);
  }
}

/// The members of one state of the filtering rules, below `prefix`.
void add_filtering(Value& properties, std::string_view prefix) {
  static const std::vector<Typed> table{
      {"keyword", {"rules.field", "rules.id", "rules.policy", "rules.rule", "rules.value", "validation.state", "validation.errors.ids"}},
      {"date", {"rules.created_at", "rules.updated_at", "advanced_snippet.created_at", "advanced_snippet.updated_at"}},
      {"short", {"rules.order"}},
      {"text", {"validation.errors.messages"}},
      {"object", {"advanced_snippet.value"}}};
  add_fields(properties, prefix, table);
}

Value mappings_of(Value properties) { return json::object({{"dynamic", "false"}, {"properties", std::move(properties)}}); }

Value connector_mappings() {
  static const std::vector<Typed> table{
      {"keyword",
       {"api_key_id", "error", "index_name", "language", "last_access_control_sync_error", "last_access_control_sync_status",
        "last_sync_error", "last_sync_status", "name", "service_type", "status", "pipeline.name", "filtering.domain"}},
      {"boolean",
       {"is_native", "deleted", "sync_now", "features.filtering_advanced_config", "features.filtering_rules",
        "features.incremental_sync.enabled", "features.sync_rules.basic.enabled", "features.sync_rules.advanced.enabled",
        "pipeline.extract_binary_content", "pipeline.reduce_whitespace", "pipeline.run_ml_inference", "scheduling.full.enabled",
        "scheduling.incremental.enabled", "scheduling.access_control.enabled"}},
      {"date",
       {"last_access_control_sync_scheduled_at", "last_incremental_sync_scheduled_at", "last_seen", "last_sync_scheduled_at",
        "last_synced"}},
      {"long", {"last_deleted_document_count", "last_indexed_document_count"}},
      {"text", {"description", "scheduling.full.interval", "scheduling.incremental.interval", "scheduling.access_control.interval"}},
      {"object", {"configuration", "custom_scheduling", "sync_cursor"}}};
  Value properties{json::Object{}};
  add_fields(properties, "", table);
  add_filtering(properties, "filtering.active.");
  add_filtering(properties, "filtering.draft.");
  auto mappings = mappings_of(std::move(properties));
  mappings.set("_meta", json::object({{"pipeline", json::object({{"default_name", "search-default-ingestion"},
                                                                 {"default_extract_binary_content", true},
                                                                 {"default_reduce_whitespace", true},
                                                                 {"default_run_ml_inference", true}})}}));
  return mappings;
}

Value job_mappings() {
  static const std::vector<Typed> table{
      {"keyword",
       {"error", "job_type", "status", "trigger_method", "worker_hostname", "connector.id", "connector.index_name", "connector.language",
        "connector.service_type", "connector.pipeline.name", "connector.filtering.domain"}},
      {"date", {"cancelation_requested_at", "canceled_at", "completed_at", "created_at", "last_seen", "started_at"}},
      {"integer", {"deleted_document_count", "indexed_document_count", "indexed_document_volume", "total_document_count"}},
      {"boolean",
       {"connector.pipeline.extract_binary_content", "connector.pipeline.reduce_whitespace", "connector.pipeline.run_ml_inference"}},
      {"object", {"metadata", "connector.configuration", "connector.sync_cursor"}}};
  Value properties{json::Object{}};
  add_fields(properties, "", table);
  add_filtering(properties, "connector.filtering.");
  return mappings_of(std::move(properties));
}

IndexInfo index(std::string_view name, std::vector<Alias> aliases, Value mappings) {
  return {.name = std::string(name),
          .uuid = {},
          .aliases = std::move(aliases),
          .mappings = std::move(mappings),
          .settings = json::object({{"index", json::object({{"hidden", "true"}})}})};
}

}  // namespace

std::vector<IndexInfo> state_indices() {
  return {index(connectors_index, {std::string(connectors_alias)}, connector_mappings()),
          index(sync_jobs_index, {std::string(sync_jobs_alias)}, job_mappings()),
          index(claims_index, {}, mappings_of(json::Object{})),
          index(pipelines_index, {}, mappings_of(json::Object{})),
          index(secrets_index, {std::string(secrets_alias)}, mappings_of(json::Object{})),
          index(security_index, {std::string(security_alias)}, mappings_of(json::Object{}))};
}

}  // namespace headrace::engine::embedded
