#pragma once
// What `_last_sync` may report of a sync (docs/spec/connectors.md 3.17).

#include <string_view>

#include "json/value.h"

namespace headrace::control {

/// Reads a `_last_sync` body into the partial document that Connectors::set_last_sync takes: nulls left out, statuses in lower case,
/// dates in UTC. Errors: those of the body's parser `connector_update_last_sync_stats_request`.
Result<json::Value> read_last_sync(std::string_view body);

}  // namespace headrace::control
