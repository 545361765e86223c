#pragma once
// The query DSL: JSON in, engine::Query out (docs/spec/document-api.md 5). What the original has and this server lacks is refused by
// name, never answered wrongly.

#include <string_view>

#include "base/clock.h"
#include "engine/query.h"

namespace headrace::content {

/// `query` was parsed from `text` (for the places in errors); `now` is what date math starts from. Errors: parsing, x_content_parse,
/// illegal_argument, parse.
Result<engine::Query> parse_query(const json::Value& query, std::string_view text, base::Instant now);

}  // namespace headrace::content
