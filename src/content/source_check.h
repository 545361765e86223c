#pragma once
// Documents are stored as they were sent. This looks at them once, quickly, before they are.

#include <string>
#include <string_view>

#include "base/result.h"

namespace headrace::content {

/// The bytes to store of a document: `text` as it is when it is one JSON object in plain JSON. A byte order mark or comments, which are
/// let in but are no JSON, lead to a respelled copy. `readable` is how many bytes may be read at text.data(), if more than its own.
/// Errors: document_parsing (no object, malformed, a member twice).
Result<std::string> checked_source(std::string_view text, std::size_t readable = 0);

}  // namespace headrace::content
