#include "control/last_sync.h"

#include "control/field_readers.h"
#include "control/sync_job.h"

namespace headrace::control {
namespace {

using json::FieldKind;
using json::ObjectTable;
using json::Value;

Result<Value> read_status(const Value& value, std::string_view) {
  if (value.is_null()) return value;
  TRY(const auto status, parse_sync_job_status(value.as_string()));
  return Value(to_string(status));
}

/// docs/spec/connectors.md 3.17
const ObjectTable& table() {
  constexpr auto text = FieldKind::string_or_null;
  static const ObjectTable fields{.parser = "connector_update_last_sync_stats_request",
                                  .fields = {{.name = "last_access_control_sync_error", .kind = text},
                                             {.name = "last_access_control_sync_scheduled_at", .kind = text, .read = read_date},
                                             {.name = "last_access_control_sync_status", .kind = text, .read = read_status},
                                             {.name = "last_deleted_document_count", .kind = FieldKind::long_integer},
                                             {.name = "last_incremental_sync_scheduled_at", .kind = text, .read = read_date},
                                             {.name = "last_indexed_document_count", .kind = FieldKind::long_integer},
                                             {.name = "last_sync_error", .kind = text},
                                             {.name = "last_sync_scheduled_at", .kind = text, .read = read_date},
                                             {.name = "last_sync_status", .kind = text, .read = read_status},
                                             {.name = "last_synced", .kind = text, .read = read_date},
                                             {.name = "sync_cursor", .kind = FieldKind::object_or_null}}};
  return fields;
}

}  // namespace

Result<Value> read_last_sync(std::string_view body) {
  TRY(auto read, json::read_body(table(), body));
  std::erase_if(read.as_object(), [](const json::Member& member) { return member.value.is_null(); });
  return read;
}

}  // namespace headrace::control
