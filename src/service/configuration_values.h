#pragma once
// From the fields of a connector's configuration to the values that a source is made of, checked
// (docs/spec/connector-service.md 16.3 to 16.6).

#include "json/value.h"

namespace headrace::service {

/// The effective value of each field of `defaults` (those of the source), by name, and of those of `own` (SourceType::own_configuration)
/// that the connector has. Errors: illegal_argument `Connector has missing
/// configuration fields: …` or `Field validation errors: …` with everything that is wrong.
Result<json::Value> configuration_values(const json::Value& configuration, const json::Value& defaults, const json::Value& own = nullptr);

}  // namespace headrace::service
