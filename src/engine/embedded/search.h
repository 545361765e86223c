#pragma once
// A search over documents on disk, in one state (docs/spec/document-api.md 4.8 and 5). Memory is bounded by the window: what is found is
// kept as its sort values and id, and only the documents of the window are read again at the end.

#include "engine/embedded/published.h"

namespace headrace::engine::embedded {

/// Runs on a thread that may wait for the disk. Errors: unavailable.
Result<SearchResult> run_search(const std::vector<IndexView>& indices, const SearchRequest& request);

}  // namespace headrace::engine::embedded
