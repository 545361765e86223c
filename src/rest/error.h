#pragma once
// The wire form of errors: the only place that knows which kind has which HTTP status and type name (docs/spec/rest-conventions.md 9).

#include <array>
#include <string_view>

#include "json/value.h"

namespace headrace::rest {

/// The values of WWW-Authenticate (docs/spec/rest-conventions.md 13.4).
inline constexpr std::array<std::string_view, 3> authenticate_schemes = {R"(Basic realm="security", charset="UTF-8")",
                                                                         R"(Bearer realm="security")", "ApiKey"};

/// The HTTP status of an error of this kind.
unsigned status_of(ErrorKind kind);
/// Of a search that failed: what made it fail.
unsigned status_of(const Error& error);
/// Its type on the wire, such as "resource_not_found_exception".
std::string_view type_of(ErrorKind kind);

/// `{"type":…,"reason":…,…}` with metadata and causes, without `root_cause`: what an item of `_bulk` carries.
json::Value error_object(const Error& error);

/// The whole body: `{"error":{"root_cause":[…],…},"status":404}`; the short form for not_acceptable. `with_stack_trace`: error_trace=true.
json::Value error_body(const Error& error, bool with_stack_trace = false);

}  // namespace headrace::rest
