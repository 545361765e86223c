#include "control/connector_state.h"

#include <fmt/format.h>

#include "control/errors.h"

namespace headrace::control {

using engine::connectors_index;

Result<void> check_connector_id(std::string_view id) {
  Validation validation;
  validation.add_if(id.empty(), connector_id_missing);
  return validation.result();
}

bool is_deleted(const json::Value& connector) {
  const auto* deleted = connector.find("deleted");
  return deleted != nullptr && ((deleted->is_bool() && deleted->as_bool()) || (deleted->is_string() && deleted->as_string() == "true"));
}

Result<json::Value> live_connector(const engine::StateView& state, std::string_view id) {
  const auto* document = state.find(connectors_index, id);
  if (document == nullptr) return fail(connector_not_found(id));
  TRY(auto connector, parsed(*document));
  if (is_deleted(connector)) return fail(connector_not_found(id));
  return connector;
}

Result<void> check_index_unused(const engine::StateView& state, const std::string& index_name, std::string_view own_id) {
  for (const auto* other : state.with(connectors_index, "index_name", index_name)) {
    if (other->id == own_id) continue;
    TRY(const auto connector, parsed(*other));
    if (is_deleted(connector)) continue;
    return fail(ErrorKind::status_bad_request, fmt::format("Index name [{}] is used by another connector.", index_name));
  }
  return {};
}

Awaitable<Result<UpdateResult>> update_live_connector(engine::StateStore& store, std::string id, PartRule rule) {
  CO_TRY_VOID(check_connector_id(id));
  engine::Reads reads{.documents = {{std::string(connectors_index), id}}, .keywords = {}};
  auto rules = [id, rule = std::move(rule)](engine::StateView& state) -> Result<UpdateResult> {
    TRY(auto connector, live_connector(state, id));
    TRY(const auto part, rule(connector, state));
    return merge_into(state, connectors_index, id, std::move(connector), part);
  };
  co_return co_await transact_update(store, std::move(reads), std::move(rules));
}

}  // namespace headrace::control
