#pragma once
// The schedules of a connector as `_scheduling` takes them (docs/spec/connectors.md 3.18).

#include <string_view>

#include "json/value.h"

namespace headrace::control {

/// Reads the member `scheduling` of a body: its known entries, each with `enabled` and `interval`; intervals checked (3.19) and in upper
/// case; unknown keys dropped. `text` is the body, for locations. Errors: they are the cause of
/// `[connector_update_scheduling_request] failed to parse field [scheduling]`.
Result<json::Value> read_scheduling(const json::Value& scheduling, std::string_view text);

}  // namespace headrace::control
