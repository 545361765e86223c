#pragma once
// The list of one state index in memory: the order of its documents and the keywords they are filtered by. A page is found without
// reading a document. Not synchronised: the store's lock guards it.

#include <memory>
#include <unordered_set>

#include "engine/embedded/change_log.h"
#include "engine/embedded/filter_counts.h"
#include "engine/store.h"

namespace headrace::engine::embedded {

class ListIndex {
 public:
  explicit ListIndex(const ListLayout& layout, std::size_t largest_block = ListOrdering::usual_block);

  /// Puts a document in its place, or moves it there.
  void put(const std::string& id, const ListRecord& record);
  void erase(const std::string& id);
  [[nodiscard]] std::size_t size() const { return ordering_.size(); }
  [[nodiscard]] const ListLayout& layout() const { return layout_; }

  /// What is wanted of a list; `since`, `until` and `after` are nothing for ListOrder::newest_first.
  struct Wanted {
    std::vector<KeywordFilter> filters = {};  ///< all must name keywords of the layout
    std::optional<base::Instant> since = std::nullopt;
    std::optional<base::Instant> until = std::nullopt;
    ListOrder order = ListOrder::ascending;
    std::optional<ListPlace> after = std::nullopt;  ///< the window begins behind it
    std::uint64_t from = 0;
    std::uint64_t size = 100;
  };
  struct Page {
    std::uint64_t count = 0;  ///< all that pass, also those before `after`
    std::vector<ListPlace> places;
    bool has_more = false;  ///< something that passes follows the window
  };
  [[nodiscard]] Page page(const Wanted& wanted) const;
  /// The same as ChangeLog::from, from the documents themselves: without those that were removed. Looks at all of them.
  [[nodiscard]] Changes changed_from(std::uint64_t seq_no, std::size_t limit) const;

 private:
  /// Positions in the list, forwards.
  struct Stretch {
    std::size_t first = 0, last = 0;  ///< of the range of dates: what is counted
    std::size_t begin = 0, end = 0;   ///< the part of it in which the window may lie
  };
  using Filters = std::vector<SlotFilter>;

  [[nodiscard]] Filters filters_of(const std::vector<KeywordFilter>& filters) const;
  [[nodiscard]] Stretch stretch_of(const Wanted& wanted) const;
  /// How many pass from position `first` to before `last`.
  [[nodiscard]] std::uint64_t count(const Filters& filters, const FilterCounts::Counts* counts, std::size_t first, std::size_t last) const;
  /// The window of what passes in [stretch.begin, stretch.end).
  [[nodiscard]] std::vector<ListPlace> window(const Wanted& wanted, const Filters& filters, const FilterCounts::Counts* counts,
                                              const Stretch& stretch) const;
  [[nodiscard]] Page newest_first(const Wanted& wanted, const Filters& filters) const;
  void remove_codes(const ListEntry::Codes& codes);

  struct HashId {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>()(id); }
    std::size_t operator()(const std::unique_ptr<ListEntry>& entry) const { return (*this)(entry->id); }
  };
  struct SameId {
    using is_transparent = void;
    static std::string_view id(std::string_view id) { return id; }
    static std::string_view id(const std::unique_ptr<ListEntry>& entry) { return entry->id; }
    bool operator()(const auto& a, const auto& b) const { return id(a) == id(b); }
  };

  const ListLayout& layout_;
  ListOrdering ordering_;
  std::unordered_set<std::unique_ptr<ListEntry>, HashId, SameId> entries_;
  std::array<KeywordTable, ListEntry::most_keywords> tables_;
  std::unique_ptr<FilterCounts> counts_;
};

}  // namespace headrace::engine::embedded
