#pragma once
// The list of one state index in memory: the order of its documents and the keywords they are filtered by. A page is found without
// reading a document. Not synchronised: the store's lock guards it.

#include <memory>
#include <unordered_map>

#include "engine/embedded/change_log.h"
#include "engine/embedded/list_ordering.h"
#include "engine/store.h"

namespace headrace::engine::embedded {

class ListIndex {
 public:
  explicit ListIndex(const ListLayout& layout);

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
  struct SlotFilter {
    std::size_t slot = 0;
    std::set<KeywordTable::Code> codes;
  };

  /// Positions in the direction of the list.
  struct Stretch {
    std::size_t first = 0;  ///< of the range of dates
    std::size_t ahead = 0;  ///< where the window may begin
    std::size_t last = 0;   ///< behind the range
  };

  [[nodiscard]] std::vector<SlotFilter> slots_of(const std::vector<KeywordFilter>& filters) const;
  [[nodiscard]] Stretch stretch_of(const Wanted& wanted) const;
  /// How many pass, when that is known without looking at entries.
  [[nodiscard]] std::optional<std::uint64_t> known_count(const std::vector<SlotFilter>& filters, const Stretch& stretch) const;
  void remove_codes(const ListEntry& entry);

  const ListLayout& layout_;
  ListOrdering ordering_;
  std::unordered_map<std::string, std::unique_ptr<ListEntry>> entries_;
  std::array<KeywordTable, ListEntry::most_keywords> tables_;
};

}  // namespace headrace::engine::embedded
