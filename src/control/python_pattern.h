#pragma once
// Regular expressions as the original's connectors write them (Python's `re`), for base::Regex.
// docs/spec/configuration-filtering-secrets.md 4.5

#include "base/regex.h"

namespace headrace::control {

/// The same expression in the other dialect. Errors: illegal_argument for what the original knows no meaning for.
Result<std::string> translated_pattern(std::string_view pattern);

/// Errors: illegal_argument.
Result<base::Regex> compile_python_pattern(std::string_view pattern);

}  // namespace headrace::control
