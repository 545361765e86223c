#pragma once
// Goes through indices in the order of storage, a page at a time (engine::Walk).

#include "engine/embedded/published.h"

namespace headrace::engine::embedded {

/// `request.walk` says from where. Runs on a thread that may wait for the disk. Errors: illegal_argument for a place that no page has
/// given; unavailable.
Result<SearchResult> run_walk(const std::vector<IndexView>& indices, const SearchRequest& request);

/// A place for Walk::after: behind the document `id` of the index at `position` in the request.
std::string walk_place(std::size_t position, std::string_view id);

/// The document of this id in the state of the view, with its source. Errors: internal, when it is not there.
Result<Hit> read_hit(const IndexView& view, std::string_view id);
/// A document as a hit, without sort values.
Result<Hit> hit_of(const IndexView& view, std::string_view id, std::string_view stored);

}  // namespace headrace::engine::embedded
