#pragma once
// A connector that the service sees for the first time, or whose source has learned new fields, gets what it lacks
// (docs/spec/connector-service.md 8.3).

#include <string>

#include "json/value.h"
#include "sources/source.h"

namespace headrace::service {

/// What is to be merged into the connector; null when it lacks nothing. `listed_type`: the service type that this service's own list gives
/// it, "" when it is not listed (a native one).
json::Value preparation_of(const json::Value& connector, const sources::SourceType& source, const std::string& listed_type);

}  // namespace headrace::service
