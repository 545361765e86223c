#include "control/sync_job_end.h"

namespace headrace::control {
namespace {

/// The pair of connector fields that tells of the last job of a kind.
struct LastSyncFields {
  std::string_view status, error;
};

constexpr LastSyncFields content_fields{"last_sync_status", "last_sync_error"};
constexpr LastSyncFields access_control_fields{"last_access_control_sync_status", "last_access_control_sync_error"};

const LastSyncFields& fields_of(SyncJobType type) { return type == SyncJobType::access_control ? access_control_fields : content_fields; }

json::Value or_null(const std::optional<std::string>& text) { return text ? json::Value(*text) : json::Value(); }

/// A job in error without words is reported so (docs/spec/connector-service.md 6.2).
std::optional<std::string> told_error(const SyncJobEnd& end) {
  if (end.status != SyncJobStatus::error) return std::nullopt;
  return end.error && !end.error->empty() ? *end.error : "unknown error";
}

}  // namespace

json::Value job_end(const SyncJobEnd& end, base::Instant now) {
  const auto stamp = base::format_instant_with_offset(now);
  json::Value part;
  part.set("last_seen", stamp);
  part.set("status", to_string(end.status));
  part.set("error", end.status == SyncJobStatus::error ? or_null(end.error) : json::Value());
  part.set("indexed_document_count", end.indexed_document_count);
  part.set("indexed_document_volume", end.indexed_document_volume);
  part.set("deleted_document_count", end.deleted_document_count);
  if (end.total_document_count) part.set("total_document_count", *end.total_document_count);
  if (is_final(end.status)) part.set("completed_at", stamp);
  if (end.status == SyncJobStatus::canceled) part.set("canceled_at", stamp);
  return part;
}

json::Value connector_end(SyncJobType type, const SyncJobEnd& end, base::Instant now) {
  const auto error = or_null(told_error(end));
  const auto& fields = fields_of(type);
  json::Value part;
  part.set("last_synced", base::format_instant_with_offset(now));
  part.set("status", end.status == SyncJobStatus::error ? "error" : "connected");
  part.set("error", error);
  part.set(fields.status, to_string(end.status));
  part.set(fields.error, error);
  if (type != SyncJobType::access_control && end.status == SyncJobStatus::completed) {
    part.set("sync_cursor", end.sync_cursor.value_or(json::Value()));
  }
  if (is_final(end.status)) {
    part.set("last_indexed_document_count", end.indexed_document_count);
    part.set("last_deleted_document_count", end.deleted_document_count);
  }
  return part;
}

json::Value connector_end_without_job(base::Instant now) {
  constexpr std::string_view gone = "Couldn't find the job";
  json::Value part;
  part.set("last_synced", base::format_instant_with_offset(now));
  part.set("status", "error");
  part.set("error", gone);
  for (const auto& fields : {content_fields, access_control_fields}) {
    part.set(fields.status, "error");
    part.set(fields.error, gone);
  }
  return part;
}

json::Value connector_start(SyncJobType type) {
  const auto& fields = fields_of(type);
  json::Value part;
  part.set("status", "connected");
  part.set("error", nullptr);
  part.set(fields.status, "in_progress");
  part.set(fields.error, nullptr);
  return part;
}

}  // namespace headrace::control
