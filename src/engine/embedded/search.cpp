#include "engine/embedded/search.h"

#include <limits>

#include "engine/embedded/errors.h"
#include "engine/embedded/field_types.h"
#include "engine/embedded/search_walk.h"
#include "engine/embedded/sort_missing.h"

namespace headrace::engine::embedded {
namespace {

/// Fields that say where a document stands and not what is in it.
bool is_position(std::string_view field) {
  return field == "_doc" || field == "_seq_no" || field == "_score" || field == "_id" || field == "_shard_doc";
}

/// `_shard_doc`: room for so many changes of one index, and for the place of the index above them, in what a double holds exactly.
constexpr unsigned changes_bits = 40;

bool is_match_all(const Query& query) { return std::holds_alternative<MatchAll>(query.node); }

/// The ids that a query is limited to; nullptr when it is not.
const std::vector<json::Value>* ids_of(const Query& query) {
  if (const auto* terms = std::get_if<Terms>(&query.node)) return terms->field == "_id" && !terms->ignore_case ? &terms->values : nullptr;
  if (const auto* all = std::get_if<Bool>(&query.node)) {
    for (const auto& part : all->must) {
      if (const auto* ids = ids_of(part)) return ids;
    }
  }
  return nullptr;
}

/// How many of the best are needed; the sum of two large numbers must not wrap.
std::uint64_t capacity_of(const SearchRequest& request) {
  if (request.size == 0) return 0;
  return request.from + std::min(request.size, std::numeric_limits<std::uint64_t>::max() - request.from);
}

/// A document that answers the query, without its source.
struct Found {
  std::vector<SortValue> values;
  std::size_t index = 0;
  std::uint64_t seq_no = 0;
  std::string id;
};

class Search {
 public:
  Search(const std::vector<IndexView>& indices, const SearchRequest& request, const Candidates& candidates)
      : indices_(indices),
        request_(request),
        candidates_(candidates),
        needs_source_(!is_match_all(request.query) ||
                      std::ranges::any_of(request.sort, [](const auto& key) { return !is_position(key.field); })),
        capacity_(capacity_of(request)) {
    for (const auto& index : indices) types_.push_back(std::make_unique<IndexFieldTypes>(*index.definition));
    seen_.assign(indices.size(), std::vector<SortValue>(request.sort.size()));
  }

  Result<SearchResult> run() {
    if (is_match_all(request_.query) && request_.size == 0) return counted();
    if (is_walk()) return walk();
    for (std::size_t i = 0; i < indices_.size(); ++i) TRY_VOID(scan(i));
    std::ranges::sort_heap(best_, [this](const Found& a, const Found& b) { return is_before(a, b); });
    SearchResult result{.total = total_, .hits = {}};
    for (auto i = request_.from; i < best_.size(); ++i) {
      TRY(auto hit, read_hit(best_[i]));
      result.hits.push_back(std::move(hit));
    }
    return result;
  }

 private:
  [[nodiscard]] SearchResult counted() const {
    SearchResult result;
    for (const auto& index : indices_) result.total += index.counters.documents;
    return result;
  }

  /// True for everything of one index in order of id, which is the order on disk: a page is read from where the last one ended, so that
  /// going through an index costs one look at each document.
  [[nodiscard]] bool is_walk() const {
    if (indices_.size() != 1 || request_.from != 0 || !is_match_all(request_.query)) return false;
    if (request_.sort.size() != 1 || request_.sort.front().field != "_id" || request_.sort.front().descending) return false;
    return request_.search_after.empty() || request_.search_after.front().is_string();
  }

  [[nodiscard]] Result<SearchResult> walk() const {
    auto request = request_;
    request.walk = Walk{.after = "", .counts = true};
    if (!request_.search_after.empty()) request.walk->after = walk_place(0, request_.search_after.front().as_string());
    TRY(auto result, run_walk(indices_, request));
    result.next.reset();
    for (auto& hit : result.hits) hit.sort = {json::Value(hit.document.id)};
    return result;
  }

  Result<void> scan(std::size_t i) {
    const auto& view = indices_[i];
    const auto& database = view.snapshot->database();
    if (const auto* ids = ids_of(request_.query)) return look_up(i, *ids);
    if (i < candidates_.size() && candidates_[i]) return look_at(i, *candidates_[i]);
    return database.scan(documents_range(view.definition->number), view.snapshot->get(),
                         [&](std::string_view key, std::string_view value) { return consider(i, id_of(key), value); });
  }

  Result<void> look_up(std::size_t i, const std::vector<json::Value>& ids) {
    std::set<std::string> distinct;
    for (const auto& id : ids) {
      if (id.is_string()) distinct.insert(id.as_string());
      if (id.is_number()) distinct.insert(id.as_number().spelling);
    }
    return look_at(i, distinct);
  }

  Result<void> look_at(std::size_t i, const auto& ids) {
    const auto& view = indices_[i];
    for (const auto& id : ids) {
      TRY(const auto value, view.snapshot->database().get(document_key(view.definition->number, id), view.snapshot->get()));
      if (value) TRY_VOID(consider(i, id, *value));
    }
    return {};
  }

  Result<void> consider(std::size_t i, std::string_view id, std::string_view value) {
    TRY(const auto document, view_document(value));
    json::Value source;
    if (needs_source_) {
      TRY(source, json::parse(document.source));
      learn(i, source);
      if (!matches(request_.query, id, source, *types_[i])) return {};
    }
    ++total_;
    if (capacity_ == 0) return {};
    Found found{{}, i, document.seq_no, std::string(id)};
    for (const auto& key : request_.sort) found.values.push_back(value_for(key, found, source));
    if (is_after_cursor(found)) keep(std::move(found));
    return {};
  }

  /// Keeps a value of each field whose type only the values tell.
  void learn(std::size_t i, const json::Value& source) {
    for (std::size_t k = 0; k < request_.sort.size(); ++k) {
      const auto& key = request_.sort[k];
      if (is_position(key.field) || !std::holds_alternative<std::monostate>(seen_[i][k])) continue;
      if (types_[i]->type_of(key.field) == FieldType::dynamic) seen_[i][k] = sort_value(source, key.field, *types_[i], false);
    }
  }

  [[nodiscard]] SortValue value_for(const SortKey& key, const Found& found, const json::Value& source) const {
    if (key.field == "_id") return found.id;
    if (key.field == "_score") return 1.0;
    if (key.field == "_shard_doc") return static_cast<std::int64_t>((std::uint64_t{found.index} << changes_bits) | found.seq_no);
    if (is_position(key.field)) return static_cast<std::int64_t>(found.seq_no);
    auto value = sort_value(source, key, *types_[found.index]);
    return std::holds_alternative<std::monostate>(value) ? missing_value(key, *types_[found.index]) : value;
  }

  [[nodiscard]] SortValue cursor_value(const SortKey& key, const json::Value& shown, std::size_t index) const {
    if (key.field == "_id") return sort_value(shown, FieldType::keyword);
    if (is_position(key.field)) return sort_value(shown, FieldType::number);
    if (is_shown_missing(shown, key, *types_[index])) return missing_value(key, *types_[index]);
    return shown_value(shown, key, *types_[index]);
  }

  [[nodiscard]] bool is_after_cursor(const Found& found) const {
    if (request_.search_after.empty()) return true;
    for (std::size_t i = 0; i < request_.sort.size(); ++i) {
      const auto& key = request_.sort[i];
      const auto order = compare(key, found.values[i], cursor_value(key, request_.search_after.at(i), found.index));
      if (order != 0) return order > 0;
    }
    return false;
  }

  [[nodiscard]] bool is_before(const Found& a, const Found& b) const {
    for (std::size_t i = 0; i < request_.sort.size(); ++i) {
      const auto order = compare(request_.sort[i], a.values[i], b.values[i]);
      if (order != 0) return order < 0;
    }
    return std::tie(a.index, a.seq_no) < std::tie(b.index, b.seq_no);
  }

  /// Keeps the best of the window: a heap with the last of them on top.
  void keep(Found found) {
    const auto before = [this](const Found& a, const Found& b) { return is_before(a, b); };
    if (best_.size() == capacity_) {
      if (!is_before(found, best_.front())) return;
      std::ranges::pop_heap(best_, before);
      best_.pop_back();
    }
    best_.push_back(std::move(found));
    std::ranges::push_heap(best_, before);
  }

  [[nodiscard]] Result<Hit> read_hit(const Found& found) const {
    TRY(auto hit, embedded::read_hit(indices_[found.index], found.id));
    for (std::size_t k = 0; k < found.values.size(); ++k) {
      const bool is_missing = std::holds_alternative<std::monostate>(found.values[k]);
      hit.sort.push_back(is_missing ? shown_missing(request_.sort[k], *types_[found.index], seen_[found.index][k])
                                    : to_json(found.values[k]));
    }
    return hit;
  }

  const std::vector<IndexView>& indices_;
  const SearchRequest& request_;
  const Candidates& candidates_;
  const bool needs_source_;
  const std::uint64_t capacity_;
  std::vector<std::unique_ptr<IndexFieldTypes>> types_;
  std::vector<std::vector<SortValue>> seen_;  ///< by index and sort key
  std::uint64_t total_ = 0;
  std::vector<Found> best_;
};

}  // namespace

Result<SearchResult> run_search(const std::vector<IndexView>& indices, const SearchRequest& request, const Candidates& candidates) {
  if (request.walk) return run_walk(indices, request);
  return Search(indices, request, candidates).run();
}

}  // namespace headrace::engine::embedded
