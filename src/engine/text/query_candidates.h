#pragma once
// What of a search a text index can be asked.

#include "engine/query.h"
#include "engine/text/text_query.h"

namespace headrace::engine::text {

/// Words without which no document of these fields answers the query: every one that does is found by one of the queries. None: words say
/// nothing of it, and all documents have to be read.
std::optional<std::vector<TextQuery>> candidate_queries(const Query& query, const FieldTypes& types);

}  // namespace headrace::engine::text
