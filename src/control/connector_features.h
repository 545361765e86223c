#pragma once
// What a connector can do, as `_features` tells it (docs/spec/connectors.md 1.6 and 3.15).

#include <string_view>

#include "json/value.h"

namespace headrace::control {

/// Reads the member `features` of a body: the known features that it names, each `{"enabled": true or false}`; unknown keys dropped.
/// `text` is the body, for locations. Errors: they are the cause of `[connector_update_features_request] failed to parse field [features]`.
Result<json::Value> read_features(const json::Value& features, std::string_view text);

}  // namespace headrace::control
