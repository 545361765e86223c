#include "engine/embedded/text_search.h"

#include <algorithm>

#include "base/log.h"
#include "engine/embedded/field_types.h"
#include "engine/embedded/search_check.h"

namespace headrace::engine::embedded {
namespace {

/// Searches that wait at the same time; others wait for them.
constexpr std::size_t most_waiting = 8;
/// With more candidates than this part of an index, reading through it is as fast.
constexpr std::uint64_t largest_part = 4;
constexpr std::uint64_t always_taken = 1'000;
/// A document is read in a fraction of the time that it takes to put it into a text index: with more than this part of the index to do,
/// reading through it is sooner at an end. The index is made meanwhile, for the searches to come.
constexpr std::uint64_t far_behind = 8;
constexpr std::chrono::milliseconds short_wait{500};

text::IndexIdentity identity_of(const IndexView& index) { return {index.definition->number, index.definition->uuid}; }

}  // namespace

TextSearch::TextSearch(Setup setup, const Published& published, text::TextIndexes::Existing existing)
    : setup_(std::move(setup)),
      published_(published),
      changes_(published),
      indexes_(setup_.folder, std::move(existing), changes_, {}, *setup_.clock) {}

std::vector<TextSearch::Asked> TextSearch::plan(const std::vector<IndexView>& indices, const SearchRequest& request) const {
  std::vector<Asked> asked(indices.size());
  if (request.walk || std::holds_alternative<MatchAll>(request.query.node)) return asked;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    if (indices[i].counters.documents < setup_.least_documents) continue;
    asked[i] = text::candidate_queries(request.query, IndexFieldTypes(*indices[i].definition));
  }
  return asked;
}

Awaitable<Result<TextSearch::Prepared>> TextSearch::prepare(std::vector<IndexView> indices, const SearchRequest& request) {
  const auto asked = plan(indices, request);
  if (std::ranges::none_of(asked, [](const auto& one) { return one.has_value(); }))
    co_return Prepared{.indices = std::move(indices), .candidates = {}};
  const auto deadline = setup_.clock->now() + std::chrono::floor<base::Instant::duration>(request.timeout);
  co_return co_await waiting_room().run<Prepared>(Urgency::content, [&]() -> Result<Prepared> {
    TRY_VOID(check_search(indices, request));
    return find(std::move(indices), asked, request, deadline);
  });
}

Result<TextSearch::Prepared> TextSearch::find(std::vector<IndexView> indices, const std::vector<Asked>& asked, const SearchRequest& request,
                                              base::Instant deadline) {
  std::vector<Found> found(indices.size());
  Prepared prepared;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    if (!asked[i]) continue;
    bool timed_out = false;
    auto one = find_in(indices[i], *asked[i], deadline, timed_out);
    if (!one) {
      base::log_warning(
          "engine", fmt::format("Index [{}] is read through for a search of text: {}", indices[i].definition->name, one.error().reason));
      continue;
    }
    if (timed_out && request.is_exact) continue;
    prepared.timed_out = prepared.timed_out || timed_out;
    found[i] = std::move(*one);
  }
  // A state that is kept is searched as it is. Otherwise one that is not older than what was found.
  prepared.indices = indices;
  if (!request.view) {
    std::vector<std::string> names;
    for (const auto& index : indices) names.push_back(index.definition->name);
    TRY(prepared.indices, published_.indices(names));
  }
  prepared.candidates.resize(found.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto& index = prepared.indices[i];
    // Other mappings would have asked for other words.
    const bool is_same = found[i].index == index.definition->number && indices[i].definition == index.definition;
    const bool is_as_found = request.view ? found[i].position == index.counters.next_seq_no : is_same;
    if (is_same && is_as_found) prepared.candidates[i] = std::move(found[i].ids);
  }
  return prepared;
}

Result<TextSearch::Found> TextSearch::find_in(const IndexView& index, const std::vector<text::TextQuery>& asked, base::Instant deadline,
                                              bool& timed_out) {
  const auto identity = identity_of(index);
  const auto wanted = index.counters.next_seq_no;
  TRY(auto is_there, indexes_.catch_up_to(identity, wanted, std::min(deadline, setup_.clock->now() + short_wait)));
  if (!is_there) {
    const auto behind = wanted - std::min(wanted, indexes_.position(identity.number));
    if (behind > std::max(index.counters.documents / far_behind, always_taken)) return Found{};
    TRY(is_there, indexes_.catch_up_to(identity, wanted, deadline));
  }
  timed_out = !is_there;
  const auto most = std::max(index.counters.documents / largest_part, always_taken);
  std::vector<std::string> ids;
  bool is_worth_it = true;
  TRY(const auto position, indexes_.find(identity, asked, [&](const text::Candidate& candidate) {
    is_worth_it = ids.size() < most;
    if (is_worth_it) ids.emplace_back(candidate.id);
    return is_worth_it;
  }));
  if (!is_worth_it) {  // all are read, the newest too
    timed_out = false;
    return Found{};
  }
  return Found{std::move(ids), identity.number, position};
}

void TextSearch::after_publish(const Published::Changes& changes) {
  for (const auto& index : changes.deleted) indexes_.forget(index.definition->number);
  for (const auto& index : changes.indices) {
    const auto number = index.definition->number;
    if (const auto from = changes_.logged_from(number)) indexes_.written(number, index.counters.next_seq_no, *from);
  }
}

ReaderPool& TextSearch::waiting_room() {
  const std::lock_guard lock(mutex_);
  if (!waiting_room_) waiting_room_ = std::make_unique<ReaderPool>(most_waiting);
  return *waiting_room_;
}

void TextSearch::close() {
  indexes_.close();
  const std::lock_guard lock(mutex_);
  if (waiting_room_) waiting_room_->close();
}

}  // namespace headrace::engine::embedded
