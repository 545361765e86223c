#pragma once
// `minimum_should_match`: how many of some optional clauses must match.

#include <string_view>

#include "base/result.h"

namespace headrace::engine {

/// `2`, `-1`, `75%`, `-25%`, and `2<75%` with several such behind blanks: beyond so many clauses the part behind `<` holds. Never below 0;
/// may be more than `clauses`. Errors: illegal_argument.
Result<int> minimum_match(std::string_view text, int clauses);

}  // namespace headrace::engine
