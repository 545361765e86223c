#pragma once
// The description of all endpoints, made from docs/openapi.yaml by the build (tools/openapi_json.py).

#include <string_view>

namespace headrace::rest {

/// docs/openapi.yaml as compact JSON.
std::string_view openapi_json();

}  // namespace headrace::rest
