#pragma once
// `--set FIELD=VALUE` of `headrace connector create`, as the body of `_configuration`.

#include <expected>
#include <string>
#include <vector>

#include "cli/context.h"

namespace headrace::cli {

/// For a service type of this program: the full form, so that nobody has to wait until a service has filled in the fields; values are
/// brought into the type of their field. For any other: the values form. Errors: usage (no FIELD=VALUE, no such field, wrong type).
std::expected<json::Value, Failure> configuration_body(const std::string& service_type, const std::vector<std::string>& settings);

}  // namespace headrace::cli
