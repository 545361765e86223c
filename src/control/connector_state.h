#pragma once
// Reading a stored connector, and what a new one looks like. Used by the files that make up Connectors.

#include "control/connectors.h"
#include "control/document_update.h"

namespace headrace::control {

/// What request validation says to an empty id (docs/spec/connectors.md 0.6).
inline constexpr std::string_view connector_id_missing = R"([connector_id] cannot be [null] or [""].)";

/// Of a request with nothing else to validate.
Result<void> check_connector_id(std::string_view id);

/// True for one that was soft-deleted.
bool is_deleted(const json::Value& connector);

/// The connector's document, or connector_not_found when there is none or it was soft-deleted (docs/spec/connectors.md 0.7, read-first).
Result<json::Value> live_connector(const engine::StateView& state, std::string_view id);

/// Errors: status_bad_request when another live connector has this index. Reads::keywords must name it (docs/spec/connectors.md 3.1).
Result<void> check_index_unused(const engine::StateView& state, const std::string& index_name, std::string_view own_id);

/// Merges what `rule` makes of a live connector, in one transaction. Errors: action_request_validation for an empty id,
/// connector_not_found, and those of the rule.
Awaitable<Result<UpdateResult>> update_live_connector(engine::StateStore& store, std::string id, PartRule rule);

/// The document of a new connector (docs/spec/connectors.md 1).
json::Value new_connector(const NewConnector& wanted, base::Instant now);

}  // namespace headrace::control
