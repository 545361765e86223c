#include "content/scroll.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "content/errors.h"

namespace headrace::content {
namespace {

using engine::SearchRequest;
using engine::SearchResult;

constexpr std::uint64_t largest_page = 10'000;

/// `_doc` says the order in which it is least work.
bool is_sorted(const SearchBody& body) {
  return !std::ranges::all_of(body.request.sort, [](const auto& key) { return key.field == "_doc" && !key.descending; });
}

Awaitable<Result<SearchResult>> walk_store(engine::Engine& engine, const Scroll& scroll, bool is_content, engine::Walk walk,
                                           std::uint64_t size) {
  auto request = scroll.body.request;
  request.sort.clear();
  request.indices.clear();
  for (const auto& name : scroll.state.indices) {
    if (engine::Engine::is_state_index(name) != is_content) request.indices.push_back(name);
  }
  request.view = is_content ? scroll.state.content : scroll.state.state;
  if (!request.view) co_return SearchResult{};
  request.size = size;
  request.walk = std::move(walk);
  if (is_content) co_return co_await engine.content().search(std::move(request));
  co_return co_await engine.state().search(std::move(request));
}

void append(SearchResult part, const Scroll& scroll, SearchResult& to) {
  to.total += part.total;
  for (auto& hit : part.hits) {
    for (std::size_t i = 0; i < scroll.body.request.sort.size(); ++i) hit.sort.emplace_back(hit.document.seq_no);
    to.hits.push_back(std::move(hit));
  }
}

/// First the state store, then the other.
Awaitable<Result<SearchResult>> read_unsorted(engine::Engine& engine, const Scroll& scroll, Scroll& next) {
  const auto size = scroll.body.request.size;
  const bool counts = scroll.is_at_start;
  SearchResult result;
  if (!scroll.is_in_content) {
    CO_TRY(auto part, co_await walk_store(engine, scroll, false, {scroll.place, counts}, size));
    next.place = part.next.value_or("");
    next.is_in_content = !part.next;
    append(std::move(part), scroll, result);
  }
  if (next.is_in_content || counts) {
    const auto left = next.is_in_content ? size - result.hits.size() : 0;
    CO_TRY(auto part, co_await walk_store(engine, scroll, true, {scroll.is_in_content ? scroll.place : "", counts}, left));
    // With no room left nothing was gone through.
    if (next.is_in_content && left > 0) {
      next.place = part.next.value_or("");
      next.is_at_end = !part.next;
    }
    append(std::move(part), scroll, result);
  }
  co_return result;
}

Awaitable<Result<SearchResult>> read_sorted(engine::Engine& engine, const Scroll& scroll, Scroll& next) {
  auto request = scroll.body.request;
  request.sort.push_back({.field = "_shard_doc", .descending = false, .missing_first = false});
  request.search_after = scroll.last_sort;
  CO_TRY(auto result, co_await run_search(engine, std::move(request), &scroll.state));
  next.is_at_end = result.hits.size() < scroll.body.request.size;
  if (!result.hits.empty()) next.last_sort = result.hits.back().sort;
  for (auto& hit : result.hits) hit.sort.pop_back();
  co_return result;
}

Error page_too_large(std::uint64_t size) {
  return search_failed(
      {ErrorKind::illegal_argument,
       fmt::format("Batch size is too large, size must be less than or equal to: [{}] but was [{}]. Scroll batch sizes cost "
                   "as much memory as result windows so they are controlled by the [index.max_result_window] index level "
                   "setting.",
                   largest_page, size)});
}

}  // namespace

Result<Scroll> make_scroll(SearchBody body, bool requests_total) {
  std::vector<std::string> problems;
  if (!requests_total) problems.emplace_back("disabling [track_total_hits] is not allowed in a scroll context");
  if (body.request.from > 0) problems.emplace_back("using [from] is not allowed in a scroll context");
  if (body.request.size == 0) problems.emplace_back("[size] cannot be [0] in a scroll context");
  if (!body.request.search_after.empty()) problems.emplace_back("`search_after` cannot be used in a scroll context.");
  if (body.pit) problems.emplace_back("using [point in time] is not allowed in a scroll context");
  if (!problems.empty()) return fail(validation_failed(problems));
  if (body.request.size > largest_page) return fail(page_too_large(body.request.size));
  body.track_total_hits = SearchBody::count_exactly;
  return Scroll{.state = {}, .body = std::move(body)};
}

Awaitable<Result<ScrollPage>> read_scroll(engine::Engine& engine, const Scroll& scroll) {
  ScrollPage page{.result = {}, .next = scroll};
  page.next.is_at_start = false;
  if (!scroll.is_at_end) {
    if (is_sorted(scroll.body)) {
      CO_TRY(page.result, co_await read_sorted(engine, scroll, page.next));
    } else {
      CO_TRY(page.result, co_await read_unsorted(engine, scroll, page.next));
    }
  }
  if (scroll.is_at_start) page.next.total = page.result.total;
  page.result.total = page.next.total;
  co_return page;
}

}  // namespace headrace::content
