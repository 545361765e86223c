#pragma once
// Runs a search over both stores of an engine, and writes its answer (docs/spec/document-api.md 4.8).

#include <chrono>

#include "content/search_body.h"
#include "engine/store.h"

namespace headrace::content {

/// Searches `request.indices` (concrete names; none: an empty result). Errors: those of the engine; illegal_argument for a sorted search
/// over the connector indices and others at once.
Awaitable<Result<engine::SearchResult>> run_search(engine::Engine& engine, engine::SearchRequest request);

/// How the answer is to look.
struct SearchAnswer {
  std::chrono::milliseconds took{0};
  bool total_as_number = false;  ///< `rest_total_hits_as_int`
};

/// The stored sources go out byte for byte unless `_source` filters them.
std::string write_search_answer(const SearchBody& body, const engine::SearchResult& result, const SearchAnswer& answer);

/// `{"count":N,"_shards":{…}}` (docs/spec/document-api.md 4.7).
std::string write_count_answer(std::uint64_t count);

}  // namespace headrace::content
