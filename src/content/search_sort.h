#pragma once
// `sort` and `search_after` (docs/spec/document-api.md 4.8).

#include <string_view>
#include <vector>

#include "engine/query.h"

namespace headrace::content {

/// `"_doc"`, `{"field":"asc"}`, `{"field":{"order":"asc","missing":"_first"}}`, or a list of these. Errors: parsing, illegal_argument.
Result<std::vector<engine::SortKey>> read_sort(const json::Value& value, std::string_view text);

/// `a:asc,b:desc` of the query string.
std::vector<engine::SortKey> read_sort_parameter(std::string_view text);

/// Checks that `search_after` fits the request it is in. Errors: action_request_validation, search_phase_execution.
Result<void> check_search_after(const engine::SearchRequest& request);

}  // namespace headrace::content
