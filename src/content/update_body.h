#pragma once
// The body of a partial update (docs/spec/document-api.md 4.12).

#include <optional>
#include <string_view>
#include <vector>

#include "content/source_filter.h"

namespace headrace::content {

/// Reads `text` into the update members of `write`. What the request validation of the original finds goes to `invalid`. The result is the
/// filter of the document to send back, when the body asks for it. Errors: x_content_parse, illegal_argument, parse.
Result<std::optional<SourceFilter>> read_update_body(std::string_view text, engine::Write& write, std::vector<std::string>& invalid);

}  // namespace headrace::content
