#pragma once
// `fields`, `docvalue_fields` and `stored_fields` of a search: values of single fields as the mapping understands them, out of the source.

#include "engine/embedded/published.h"
#include "engine/query.h"

namespace headrace::engine::embedded {

/// Puts Hit::fields into the hits. Errors: search_phase_execution around illegal_argument (what a field cannot show), as check_search.
Result<void> add_fields(const std::vector<IndexView>& indices, const std::vector<WantedField>& wanted, SearchResult& result);

}  // namespace headrace::engine::embedded
