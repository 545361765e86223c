#pragma once
// The text of a query_string.

#include "content/query_clauses.h"

namespace headrace::content {

/// Words, "phrases", field:value, AND OR NOT && || ! + -, parentheses, wildcards, /expressions/, ranges [a TO b} and >=a, ^boost.
/// Errors: search_phase_execution around what cannot be read; illegal_argument for ~ and what else is not here.
Result<engine::Query> parse_query_language(std::string_view text, const LanguageOptions& options);

}  // namespace headrace::content
