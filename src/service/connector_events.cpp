#include "service/connector_events.h"

#include <fmt/format.h>

#include "crypto/hash.h"

namespace headrace::service {
namespace {

constexpr std::size_t max_id_bytes = 512;

json::Value mappings() {
  const auto keyword = json::object({{"type", "keyword"}});
  return json::object({{"properties", json::object({{"@timestamp", json::object({{"type", "date"}})},
                                                    {"connector_id", keyword},
                                                    {"sync_job_id", keyword},
                                                    {"level", keyword},
                                                    {"event", keyword},
                                                    {"kind", keyword},
                                                    {"message", json::object({{"type", "text"}})}})}});
}

}  // namespace

std::string event_id(const ConnectorEvent& event) {
  const auto make = [&](std::string_view connector) {
    return fmt::format("{}-{}-{}-{}", connector, event.name, event.kind, base::format_instant(event.moment));
  };
  auto id = make(event.connector_id);
  return id.size() <= max_id_bytes ? id : make(crypto::sha256_hex(event.connector_id));
}

json::Value event_document(const ConnectorEvent& event) {
  auto document = json::object({{"@timestamp", base::format_instant(event.moment)},
                                {"connector_id", event.connector_id},
                                {"level", event.level},
                                {"event", event.name},
                                {"message", event.message}});
  if (!event.kind.empty()) document.set("kind", event.kind);
  if (!event.job_id.empty()) document.set("sync_job_id", event.job_id);
  return document;
}

Result<void> write_event(ContentTarget& target, const ConnectorEvent& event) {
  const std::string index(event_log_index);
  TRY_VOID(target.ensure_index(index, mappings()));
  const Operation operation{.kind = Operation::Kind::index, .id = event_id(event), .body = json::write(event_document(event))};
  TRY(const auto outcomes, target.bulk(index, "", std::span(&operation, 1)));
  if (outcomes.front().accepted) return {};
  return fail(ErrorKind::rejected_execution, outcomes.front().reason);
}

}  // namespace headrace::service
