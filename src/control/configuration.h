#pragma once
// The fields of a connector's configuration: how a request spells them, and how they are stored
// (docs/spec/configuration-filtering-secrets.md 1 and 2.1).

#include <string_view>

#include "json/value.h"

namespace headrace::control {

/// Reads the member `configuration` of a `_configuration` body: every field object checked and brought into its stored form (order of
/// keys, defaults, lower-case names). `text` is the body, for locations. Errors: as in 0.3; they are the cause of
/// `[connector_update_configuration_request] failed to parse field [configuration]`.
Result<json::Value> read_configuration(const json::Value& configuration, std::string_view text);

/// Reads the member `values` (2.1): an object as it is; null and scalars are an empty object. Errors: x_content_parse for a list.
Result<json::Value> read_configuration_values(const json::Value& values, std::string_view text);

/// The stored form of a configuration that is already in the store, however it came there: what is readable of every field, in order,
/// never an error. Used for a job's snapshot (docs/spec/sync-jobs.md 1.2).
json::Value normalised_configuration(const json::Value& stored);

}  // namespace headrace::control
