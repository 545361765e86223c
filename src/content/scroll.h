#pragma once
// A scroll: a search whose hits come page by page, all from the state in which it began (docs/spec/document-api.md 4.9).

#include "content/search.h"

namespace headrace::content {

/// Where a scroll stands. Never changed: the next page makes a new one, so that two callers of one place get the same page.
struct Scroll {
  SearchState state;
  SearchBody body;          ///< `request.size` is that of a page; the total is counted exactly
  std::uint64_t total = 0;  ///< known from the first page on
  bool is_at_start = true;
  bool is_in_content = false;  ///< unsorted: the state store has been gone through
  std::string place = {};      ///< unsorted: engine::Walk::after
  json::Array last_sort = {};  ///< sorted: the values of the last hit
  bool is_at_end = false;
};

struct ScrollPage {
  engine::SearchResult result;
  Scroll next;
};

/// Errors: action_request_validation for what a scroll cannot do (`from`, `size` 0, `search_after`, no total), search_phase_execution for a
/// page above 10,000.
Result<Scroll> make_scroll(SearchBody body, bool requests_total);

/// The page at this place. Errors: those of run_search.
Awaitable<Result<ScrollPage>> read_scroll(engine::Engine& engine, const Scroll& scroll);

}  // namespace headrace::content
