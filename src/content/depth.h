#pragma once
// How deep what is kept may be: it is read again from anywhere, inside of something else.

#include <string_view>

#include "json/value.h"

namespace headrace::content {

/// More levels than anybody uses.
inline constexpr int most_levels_kept = 100;

/// `[what] is nested deeper than 100 levels`
Error too_deep(std::string_view what);

/// Errors: illegal_argument.
Result<void> check_depth(const json::Value& value, std::string_view what);

}  // namespace headrace::content
