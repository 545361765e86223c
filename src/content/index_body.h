#pragma once
// The body of an index creation, and how an index is shown (docs/spec/document-api.md 4.2, 4.3).

#include <string>
#include <string_view>

#include "engine/document.h"

namespace headrace::content {

/// What a body says of an index; also of one that a template is for.
struct IndexParts {
  std::vector<engine::Alias> aliases = {};
  json::Value mappings = json::Value(json::Object{});
  json::Value settings = json::Value(json::Object{});  ///< nested below `index`, values as text
};

/// Reads one of `settings`, `mappings`, `aliases` into `to`; false when it is none of them. `where` stands in front of its name in errors.
/// Errors: parse, illegal_argument, mapper_parsing, validation.
Result<bool> read_index_part(const json::Member& member, std::string_view where, IndexParts& to);

/// The index that `PUT /{name}` asks for; `text` may be empty. Errors: those of read_index_part, x_content_parse.
Result<engine::IndexInfo> read_index_body(std::string name, std::string_view text);

/// `{"aliases":{…},"mappings":{…},"settings":{…}}`
json::Value index_answer(const engine::IndexInfo& index);

}  // namespace headrace::content
