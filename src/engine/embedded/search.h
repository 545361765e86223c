#pragma once
// A search over documents on disk, in one state (docs/spec/document-api.md 4.8 and 5). Memory is bounded by the window: what is found is
// kept as its sort values and id, and only the documents of the window are read again at the end.

#include "engine/embedded/published.h"

namespace headrace::engine::embedded {

/// For each index the ids of the documents that may answer the query, where that is known: no others are looked at.
using Candidates = std::vector<std::optional<std::vector<std::string>>>;

/// Runs on a thread that may wait for the disk. `candidates`: as many as indices, or none at all. Errors: unavailable.
Result<SearchResult> run_search(const std::vector<IndexView>& indices, const SearchRequest& request, const Candidates& candidates = {});

}  // namespace headrace::engine::embedded
