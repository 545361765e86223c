#pragma once
// Whether a search can be asked of indices as they are mapped.

#include "engine/embedded/published.h"
#include "engine/query.h"

namespace headrace::engine::embedded {

/// Errors: search_phase_execution around query_shard or illegal_argument: what the query asks of a field that its type cannot answer, and
/// sorts on fields that have no order.
Result<void> check_search(const std::vector<IndexView>& indices, const SearchRequest& request);

}  // namespace headrace::engine::embedded
