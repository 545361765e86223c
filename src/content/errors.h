#pragma once
// The errors of this room, each made in one place with the original's words.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/document.h"

namespace headrace::content {

/// `Validation Failed: 1: first;2: second;` (docs/spec/rest-conventions.md 9.5).
Error validation_failed(const std::vector<std::string>& messages);

/// `no such index [x]` with the four members of docs/spec/document-api.md 4.3.
Error index_not_found(std::string_view name);
/// `closed`, with the index and its uuid.
Error index_closed(const engine::IndexInfo& index);
/// An index that clients may read and not change what it is.
Error index_of_the_state(std::string_view name);
/// `Invalid index name [x], <why>` (docs/spec/document-api.md 4.2).
Error invalid_index_name(std::string_view name, std::string_view why);
/// An index of the server itself, asked for by name (docs/spec/rest-conventions.md 16.2).
Error reserved_index(std::string_view name);

/// parsing_exception with `line` and `col` of the place in `text`.
Error parsing(std::string reason, std::string_view text, std::size_t offset);
/// x_content_parse_exception, `[line:col] reason`.
Error x_content(std::string_view reason, std::string_view text, std::size_t offset);

/// search_phase_execution around what went wrong on the one shard there is.
Error search_failed(Error cause);
/// A source that is no JSON object (docs/spec/document-api.md 4.11).
Error unreadable_document(Error cause);

}  // namespace headrace::content
