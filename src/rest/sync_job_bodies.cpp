#include "rest/sync_job_bodies.h"

#include <fmt/format.h>

#include "json/object_reader.h"

namespace headrace::rest {
namespace {

using json::FieldKind;
using json::ObjectTable;
using json::Value;

/// The fields of a new job as they come in. The original makes the job of them when the last of the three has arrived, or at the end of
/// the body; what is wrong with the names it says then (docs/spec/sync-jobs.md 3.1).
class NewSyncJobBuilder {
 public:
  /// The part of the field with this name; when it was the last one, the job is built.
  Result<Value> arrived(std::string_view name, const Value& value) {
    texts_.set(name, value);
    if (texts_.as_object().size() < 3) return value;
    TRY_VOID(build());
    return value;
  }

  Result<control::NewSyncJob> build() const {
    control::NewSyncJob job{.connector_id = std::string(texts_.text("id"))};
    if (const auto* type = texts_.find("job_type")) {
      auto parsed = control::parse_sync_job_type(type->as_string());
      if (!parsed) return not_built(std::move(parsed).error());
      job.type = *parsed;
    }
    if (const auto* trigger = texts_.find("trigger_method")) {
      auto parsed = control::parse_trigger_method(trigger->as_string());
      if (!parsed) return not_built(std::move(parsed).error());
      job.trigger = *parsed;
    }
    return job;
  }

 private:
  static std::unexpected<Error> not_built(Error cause) {
    Error error{ErrorKind::x_content_parse, "Failed to build [connector_sync_job_post_request] after last required field arrived"};
    return fail(std::move(error).because(std::move(cause)));
  }

  Value texts_ = json::Object{};
};

const ObjectTable& claim_table() {
  static const ObjectTable table{.parser = "claim_connector_sync_job",
                                 .fields = {{.name = "worker_hostname", .kind = FieldKind::string, .required = true},
                                            {.name = "sync_cursor", .kind = FieldKind::object}}};
  return table;
}

const ObjectTable& error_table() {
  static const ObjectTable table{.parser = "connector_sync_job_error_request",
                                 .fields = {{.name = "error", .kind = FieldKind::string, .required = true}}};
  return table;
}

/// docs/spec/sync-jobs.md 1.3
Result<Value> read_last_seen(const Value& value, std::string_view) {
  TRY(const auto instant, base::parse_instant(value.as_string()));
  return Value(base::format_instant(instant));
}

const ObjectTable& stats_table() {
  static const ObjectTable table{.parser = "connector_sync_job_update_ingestion_stats",
                                 .fields = {{.name = "deleted_document_count", .kind = FieldKind::long_integer, .required = true},
                                            {.name = "indexed_document_count", .kind = FieldKind::long_integer, .required = true},
                                            {.name = "indexed_document_volume", .kind = FieldKind::long_integer, .required = true},
                                            {.name = "total_document_count", .kind = FieldKind::long_integer},
                                            {.name = "last_seen", .kind = FieldKind::string, .read = read_last_seen},
                                            {.name = "metadata", .kind = FieldKind::object}}};
  return table;
}

/// The member, which the table has let in as a whole number.
std::int64_t counter(const Value& stats, std::string_view name) { return stats.find(name)->integer().value_or(0); }

}  // namespace

Result<control::NewSyncJob> read_new_sync_job(std::string_view body) {
  NewSyncJobBuilder builder;
  const auto keep = [&builder](std::string_view name) {
    return [&builder, name](const Value& value, std::string_view) { return builder.arrived(name, value); };
  };
  const ObjectTable table{.parser = "connector_sync_job_post_request",
                          .fields = {{.name = "id", .kind = FieldKind::string, .required = true, .read = keep("id")},
                                     {.name = "job_type", .kind = FieldKind::string, .read = keep("job_type")},
                                     {.name = "trigger_method", .kind = FieldKind::string, .read = keep("trigger_method")}}};
  TRY([[maybe_unused]] const auto read, json::read_body(table, body));
  return builder.build();
}

Result<control::SyncJobClaim> read_sync_job_claim(std::string_view body) {
  TRY(const auto read, json::read_body(claim_table(), body));
  control::SyncJobClaim claim{.worker_hostname = std::string(read.text("worker_hostname"))};
  if (const auto* cursor = read.find("sync_cursor")) claim.sync_cursor = *cursor;
  return claim;
}

Result<std::string> read_sync_job_error(std::string_view body) {
  TRY(const auto read, json::read_body(error_table(), body));
  return std::string(read.text("error"));
}

Result<control::SyncJobStats> read_sync_job_stats(std::string_view body) {
  TRY(const auto read, json::read_body(stats_table(), body));
  control::SyncJobStats stats{.deleted_document_count = counter(read, "deleted_document_count"),
                              .indexed_document_count = counter(read, "indexed_document_count"),
                              .indexed_document_volume = counter(read, "indexed_document_volume")};
  if (read.find("total_document_count") != nullptr) stats.total_document_count = counter(read, "total_document_count");
  if (read.find("last_seen") != nullptr) {
    TRY(stats.last_seen, base::parse_instant(read.text("last_seen")));
  }
  if (const auto* metadata = read.find("metadata")) stats.metadata = *metadata;
  return stats;
}

}  // namespace headrace::rest
