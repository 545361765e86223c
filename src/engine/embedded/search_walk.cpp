#include "engine/embedded/search_walk.h"

#include <fmt/format.h>

#include <charconv>

#include "engine/embedded/field_types.h"

namespace headrace::engine::embedded {
namespace {

struct Place {
  std::size_t position = 0;
  std::optional<std::string> id = std::nullopt;  ///< behind it; none: from the start
};

Result<Place> read_place(std::string_view text, std::size_t indices) {
  if (text.empty()) return Place{};
  Place place;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), place.position);
  const auto colon = static_cast<std::size_t>(end - text.data());
  if (problem != std::errc() || colon == text.size() || *end != ':' || place.position >= indices)
    return fail(ErrorKind::illegal_argument, "no page of this search has given this place");
  place.id = text.substr(colon + 1);
  return place;
}

class Walker {
 public:
  Walker(const std::vector<IndexView>& indices, const SearchRequest& request)
      : indices_(indices), request_(request), takes_all_(std::holds_alternative<MatchAll>(request.query.node)) {}

  Result<SearchResult> run() {
    TRY(const auto place, read_place(request_.walk->after, indices_.size()));
    if (request_.walk->counts && takes_all_) {
      for (const auto& index : indices_) result_.total += index.counters.documents;
    }
    for (auto i = place.position; i < indices_.size() && !is_done_; ++i) {
      TRY_VOID(walk(i, i == place.position ? place.id : std::nullopt));
    }
    if (is_full() && !result_.hits.empty()) result_.next = last_;
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool is_full() const { return result_.hits.size() >= request_.size; }
  /// Those behind a full page are still looked at when all are to be counted.
  [[nodiscard]] bool counts() const { return request_.walk->counts && !takes_all_; }
  [[nodiscard]] bool needs_records_only() const { return takes_all_ && request_.tags_suffice; }

  Result<void> walk(std::size_t i, const std::optional<std::string>& behind) {
    const auto& view = indices_[i];
    const IndexFieldTypes types(*view.definition);
    auto range = documents_range(view.definition->number);
    if (behind) range.first = document_key(view.definition->number, *behind) + '\0';
    return view.snapshot->database().scan_while(
        range, view.snapshot->get(),
        [&](std::string_view key, std::string_view value) -> Result<bool> {
          TRY_VOID(consider(i, types, id_of(key), value));
          is_done_ = is_full() && !counts();
          return !is_done_;
        },
        needs_records_only() ? Detail::record : Detail::whole);
  }

  Result<void> consider(std::size_t i, const IndexFieldTypes& types, std::string_view id, std::string_view stored) {
    if (!takes_all_) {
      TRY(const auto document, view_document(stored));
      TRY(const auto source, json::parse(document.source));
      if (!matches(request_.query, id, source, types)) return {};
    }
    if (counts()) ++result_.total;
    if (is_full()) return {};
    TRY(auto hit, hit_of(indices_[i], id, stored));
    if (hit.document.source == nullptr && hit.document.tag.empty()) {
      TRY(hit, read_hit(indices_[i], id));
    }
    result_.hits.push_back(std::move(hit));
    last_ = walk_place(i, id);
    return {};
  }

  const std::vector<IndexView>& indices_;
  const SearchRequest& request_;
  const bool takes_all_;
  SearchResult result_;
  std::string last_;
  bool is_done_ = false;
};

}  // namespace

Result<SearchResult> run_walk(const std::vector<IndexView>& indices, const SearchRequest& request) {
  return Walker(indices, request).run();
}

std::string walk_place(std::size_t position, std::string_view id) { return fmt::format("{}:{}", position, id); }

Result<Hit> read_hit(const IndexView& view, std::string_view id) {
  TRY(const auto whole, view.snapshot->database().get(document_key(view.definition->number, id), view.snapshot->get()));
  if (!whole) return fail(ErrorKind::internal, fmt::format("document [{}] is gone from its snapshot", id));
  return hit_of(view, id, *whole);
}

Result<Hit> hit_of(const IndexView& view, std::string_view id, std::string_view stored) {
  TRY(const auto document, decode_document(stored));
  return Hit{to_document(view.definition->name, std::string(id), document), {}};
}

}  // namespace headrace::engine::embedded
