#include "control/sync_job_snapshot.h"

#include <fmt/format.h>

#include "control/configuration.h"

namespace headrace::control {
namespace {

using Names = std::initializer_list<std::string_view>;

/// The members with these names, in this order, each absent when it is absent.
json::Value picked(const json::Value& from, Names names) {
  json::Value to{json::Object()};
  for (const auto name : names) {
    if (const auto* member = from.find(name)) to.set(name, *member);
  }
  return to;
}

/// The member in the form of docs/spec/sync-jobs.md 1.3, `now` when it is absent. What cannot be read stays as it is.
json::Value stamp(const json::Value& object, std::string_view name, base::Instant now) {
  const auto* member = object.find(name);
  if (member == nullptr || member->is_null()) return base::format_instant(now);
  if (!member->is_string()) return *member;
  const auto instant = base::parse_date(member->as_string());
  return instant ? json::Value(base::format_instant(*instant)) : *member;
}

/// `picked`, with time stamps where the names end in `_at`.
json::Value stamped(const json::Value& from, Names names, base::Instant now) {
  json::Value to{json::Object()};
  for (const auto name : names) {
    if (name.ends_with("_at")) {
      to.set(name, stamp(from, name, now));
    } else if (const auto* member = from.find(name)) {
      to.set(name, *member);
    }
  }
  return to;
}

template <class Make>
json::Value each(const json::Value* list, Make make) {
  json::Array made;
  if (list != nullptr && list->is_array()) {
    for (const auto& element : list->as_array()) made.push_back(element.is_object() ? make(element) : element);
  }
  return made;
}

json::Value validation_of(const json::Value& stored) {
  json::Value validation;
  validation.set("errors", each(stored.find("errors"), [](const json::Value& error) { return picked(error, {"ids", "messages"}); }));
  if (const auto* state = stored.find("state")) validation.set("state", *state);
  return validation;
}

/// The active part of the first entry; null when there is none.
json::Value filtering_of(const json::Value& connector, base::Instant now) {
  const auto* entries = connector.find("filtering");
  if (entries == nullptr || !entries->is_array() || entries->as_array().empty()) return nullptr;
  const auto* active = entries->as_array().front().find("active");
  if (active == nullptr || !active->is_object()) return nullptr;
  json::Value filtering{json::Object()};
  if (const auto* snippet = active->find("advanced_snippet"); snippet != nullptr && snippet->is_object()) {
    filtering.set("advanced_snippet", stamped(*snippet, {"created_at", "updated_at", "value"}, now));
  }
  filtering.set("rules", each(active->find("rules"), [&](const json::Value& rule) {
                  return stamped(rule, {"created_at", "field", "id", "order", "policy", "rule", "updated_at", "value"}, now);
                }));
  if (const auto* validation = active->find("validation"); validation != nullptr && validation->is_object()) {
    filtering.set("validation", validation_of(*validation));
  }
  return filtering;
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
  set_unless_null("filtering", filtering_of(connector, now));
  if (auto name = index_name_of(connector, type)) snapshot.set("index_name", std::move(*name));
  set_unless_null("language", stored("language"));
  if (const auto pipeline = stored("pipeline"); pipeline.is_object()) {
    snapshot.set("pipeline", picked(pipeline, {"extract_binary_content", "name", "reduce_whitespace", "run_ml_inference"}));
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
