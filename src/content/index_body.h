#pragma once
// The body of an index creation, and how an index is shown (docs/spec/document-api.md 4.2, 4.3).

#include <string>
#include <string_view>

#include "engine/document.h"

namespace headrace::content {

/// The index that `PUT /{name}` asks for; `text` may be empty. Settings are kept as the original shows them: below `index`, nested, values
/// as text. Mappings are kept as they were sent. Errors: parse, x_content_parse, illegal_argument.
Result<engine::IndexInfo> read_index_body(std::string name, std::string_view text);

/// `{"aliases":{…},"mappings":{…},"settings":{…}}`
json::Value index_answer(const engine::IndexInfo& index);

}  // namespace headrace::content
