#pragma once
// The list of one state index in memory: the order of its documents and the keywords they are filtered by. A page is found without
// reading a document. Not synchronised: the store's lock guards it.

#include "engine/embedded/change_log.h"
#include "engine/embedded/filter_counts.h"
#include "engine/store.h"

namespace headrace::engine::embedded {

class ListIndex {
 public:
  explicit ListIndex(const ListLayout& layout, std::size_t largest_block = ListOrdering::usual_block);

  /// Puts a document in its place, or moves it there.
  void put(std::string_view id, const ListRecord& record);
  void erase(std::string_view id);
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

  using Keywords = std::vector<std::vector<std::string>>;  ///< ListRecord::keywords
  /// Calls `visit` with up to `limit` documents behind `after`, in order, each with the number of its keywords.
  void visit_behind(const std::optional<ListPlace>& after, std::size_t limit,
                    const std::function<void(const PlaceView&, KeywordSets::Number)>& visit) const;
  [[nodiscard]] Keywords keywords_of(KeywordSets::Number set) const;
  /// The number means other keywords when this is another one.
  [[nodiscard]] std::uint64_t stamp_of(KeywordSets::Number set) const { return entries_.sets().stamp(set); }

 private:
  friend class ListFilling;

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
  [[nodiscard]] ListPlace place_of(ListEntries::Number number) const;
  /// The set of these keywords, counted once more.
  KeywordSets::Number set_of(const Keywords& keywords);
  /// Takes one count back.
  void release(KeywordSets::Number set);

  const ListLayout& layout_;
  ListEntries entries_;
  ListOrdering ordering_;
  std::array<KeywordTable, KeywordSets::most_keywords> tables_;
  std::unique_ptr<FilterCounts> counts_;
};

/// Fills an empty list with many documents at once, in any order. The list is not to be looked at before finish().
class ListFilling {
 public:
  /// About so many `documents` come.
  ListFilling(ListIndex& list, std::size_t documents);

  /// Keywords that many of the documents have; gives how add() is told of them.
  std::size_t add_keywords(const ListIndex::Keywords& keywords);
  void add(const PlaceView& place, std::size_t keywords);
  /// Of two documents with the same id the one with the higher seq_no counts.
  void add(const PlaceView& place, const ListIndex::Keywords& keywords);
  void finish();

 private:
  void add_with_set(const PlaceView& place, KeywordSets::Number set);
  void drop(std::vector<ListEntries::Number> numbers);

  ListIndex& list_;
  std::vector<KeywordSets::Number> sets_;  ///< of add_keywords; each counted once
  std::vector<ListEntries::Number> numbers_;
  bool is_sorted_ = true;
};

}  // namespace headrace::engine::embedded
