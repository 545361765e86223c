#pragma once
// Runs a search over both stores of an engine, and writes its answer (docs/spec/document-api.md 4.8).

#include <chrono>

#include "content/search_body.h"
#include "engine/store.h"

namespace headrace::content {

/// What some indices hold at one moment, kept for later searches.
struct SearchState {
  std::vector<std::string> indices;                             ///< concrete names
  std::shared_ptr<const engine::SearchView> state = nullptr;    ///< of those that hold the state; none: there are none
  std::shared_ptr<const engine::SearchView> content = nullptr;  ///< of the others
};

/// Errors: index_not_found, unavailable.
Awaitable<Result<SearchState>> open_search_state(engine::Engine& engine, std::vector<std::string> indices);

/// Searches `request.indices` (concrete names; none: an empty result), or with `in` what these indices held then. Errors: those of the
/// engine; illegal_argument for a sorted search over the connector indices and others at once.
Awaitable<Result<engine::SearchResult>> run_search(engine::Engine& engine, engine::SearchRequest request, const SearchState* in = nullptr);

/// How the answer is to look.
struct SearchAnswer {
  std::chrono::milliseconds took{0};
  bool total_as_number = false;  ///< `rest_total_hits_as_int`
  std::string scroll_id = {};    ///< of a scroll
  std::string pit_id = {};       ///< of a search in a point in time
};

/// The stored sources go out byte for byte unless `_source` filters them.
std::string write_search_answer(const SearchBody& body, const engine::SearchResult& result, const SearchAnswer& answer);

/// `{"count":N,"_shards":{…}}` (docs/spec/document-api.md 4.7).
std::string write_count_answer(std::uint64_t count);

}  // namespace headrace::content
