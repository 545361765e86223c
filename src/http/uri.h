#pragma once
// Percent-encoding and query strings (docs/spec/rest-conventions.md 3).

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace headrace::http {

/// Percent-decodes one path segment (`+` stays) or a query piece (`+` is a space); `%%` is `%`. Bytes that are not UTF-8 become U+FFFD,
/// as in the original. Errors: illegal_argument with the texts of docs/spec/rest-conventions.md 3.3.
Result<std::string> percent_decode(std::string_view text, bool plus_is_space);

/// Everything but letters, digits, `-`, `.`, `_`, `~` becomes %XX.
std::string percent_encode(std::string_view text);

/// Name and value pairs of a query string in order: `&` and `;` separate, `#` ends, empty pieces are skipped, a name without `=` has the
/// value "". Of a repeated name the last counts (the caller's business). Errors: bad_parameter caused by illegal_argument.
Result<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view query);

}  // namespace headrace::http
