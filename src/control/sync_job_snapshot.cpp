#include "control/sync_job_snapshot.h"

#include <fmt/format.h>

#include <array>

#include "control/configuration.h"
#include "control/connector_filtering_rules.h"
#include "control/field_readers.h"

namespace headrace::control {
namespace {

constexpr std::array<std::string_view, 4> pipeline_members = {"extract_binary_content", "name", "reduce_whitespace", "run_ml_inference"};

/// The active part of the first entry; null when there is none.
json::Value active_filtering_of(const json::Value& connector, base::Instant now) {
  const auto* entries = connector.find("filtering");
  if (entries == nullptr || !entries->is_array() || entries->as_array().empty()) return nullptr;
  const auto* active = entries->as_array().front().find("active");
  if (active == nullptr || !active->is_object()) return nullptr;
  return stored_filtering_state(*active, now);
}

/// The index that the job writes to, none when its connector has none. Access control goes to an index of its own, whose name is made
/// even from a missing one (docs/spec/sync-jobs.md 3.1).
std::optional<std::string> index_name_of(const json::Value& connector, SyncJobType type) {
  const auto* name = connector.find("index_name");
  const bool present = name != nullptr && name->is_string();
  if (type == SyncJobType::access_control) return ".search-acl-filter-" + (present ? name->as_string() : "null");
  return present ? std::optional(name->as_string()) : std::nullopt;
}

}  // namespace

json::Value connector_snapshot(std::string_view connector_id, const json::Value& connector, SyncJobType type, base::Instant now) {
  json::Value snapshot;
  const auto set_unless_null = [&](std::string_view name, json::Value value) {
    if (!value.is_null()) snapshot.set(name, std::move(value));
  };
  const auto stored = [&](std::string_view name) {
    const auto* member = connector.find(name);
    return member == nullptr ? json::Value() : *member;
  };
  snapshot.set("id", connector_id);
  set_unless_null("filtering", active_filtering_of(connector, now));
  if (auto name = index_name_of(connector, type)) snapshot.set("index_name", std::move(*name));
  set_unless_null("language", stored("language"));
  if (const auto pipeline = stored("pipeline"); pipeline.is_object()) {
    snapshot.set("pipeline", picked(pipeline, pipeline_members));
  }
  set_unless_null("service_type", stored("service_type"));
  if (const auto configuration = stored("configuration"); configuration.is_object()) {
    snapshot.set("configuration", normalised_configuration(configuration));
  }
  return snapshot;
}

Result<json::Value> new_sync_job(const NewSyncJob& request, const json::Value& connector, base::Instant now) {
  if (index_name_of(connector, request.type).value_or("").empty()) {
    return fail(
        ErrorKind::status_bad_request,
        fmt::format("Cannot start a sync for connector [{}] with no index attached. Set the [index_name] property for the connector "
                    "to enable syncing data.",
                    request.connector_id));
  }
  if (connector.text("service_type").empty()) {
    return fail(
        ErrorKind::status_bad_request,
        fmt::format("Cannot start a sync for connector [{}] with [service_type] not defined. Set the service type of your connector "
                    "before starting the sync.",
                    request.connector_id));
  }
  const auto stamp_now = base::format_instant(now);
  return json::object({
      {"connector", connector_snapshot(request.connector_id, connector, request.type, now)},
      {"created_at", stamp_now},
      {"deleted_document_count", 0},
      {"indexed_document_count", 0},
      {"indexed_document_volume", 0},
      {"job_type", to_string(request.type)},
      {"last_seen", stamp_now},
      {"metadata", json::Object()},
      {"status", to_string(SyncJobStatus::pending)},
      {"total_document_count", 0},
      {"trigger_method", to_string(request.trigger)},
  });
}

}  // namespace headrace::control
