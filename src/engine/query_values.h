#pragma once
// The values of a field in a document (docs/spec/document-api.md 5.9).

#include <functional>
#include <string_view>

#include "json/value.h"

namespace headrace::engine {

/// Calls `visit` with each value of the field `path` until it says true, and tells whether it did. The path walks objects and arrays of
/// objects; a literal dotted key equals the nested one; each element of an array is a value of its own. Values are scalars, nulls and
/// objects.
bool any_value(const json::Value& source, std::string_view path, const std::function<bool(const json::Value&)>& visit);

/// Calls `visit` with each scalar that stands at `path` or below it, and with the full path of it, until it says true.
bool any_scalar(const json::Value& source, std::string_view path,
                const std::function<bool(std::string_view path, const json::Value&)>& visit);

}  // namespace headrace::engine
