#pragma once
// The list of one state index in memory: the order of its documents and the keywords they are filtered by. A page is found without
// reading a document. Not synchronised: the store's lock guards it.

#include <array>
#include <memory>
#include <unordered_map>

#include "engine/embedded/keyword_table.h"
#include "engine/embedded/list_layout.h"
#include "engine/store.h"

namespace headrace::engine::embedded {

struct ListEntry {
  static constexpr std::size_t most_keywords = 8;

  std::string order;
  std::string id;
  std::uint64_t creation = 0;
  std::uint64_t seq_no = 0;
  std::array<KeywordTable::Code, most_keywords> codes{};
};

/// Entries in the order of a layout, in blocks, so that counting to any depth and inserting anywhere touch little.
class ListOrdering {
 public:
  explicit ListOrdering(ListLayout::Ties ties) : ties_(ties) {}

  void insert(const ListEntry& entry);
  void erase(const ListEntry& entry);
  [[nodiscard]] std::size_t size() const { return size_; }

  /// Calls `visit` with each entry from position `from` on, forwards or backwards, until it says false.
  void visit(std::size_t from, bool backwards, const std::function<bool(const ListEntry&)>& visit) const;
  /// Newest first (ListOrder::newest_first), from the start; entries without a value of the order field come last here too.
  void visit_newest_first(const std::function<bool(const ListEntry&)>& visit) const;

 private:
  using Block = std::vector<const ListEntry*>;

  [[nodiscard]] bool is_before(const ListEntry& a, const ListEntry& b) const;
  /// The block that holds `entry`, or would.
  [[nodiscard]] std::size_t block_of(const ListEntry& entry) const;

  ListLayout::Ties ties_;
  std::vector<Block> blocks_;  ///< none is empty
  std::size_t size_ = 0;
};

class ListIndex {
 public:
  explicit ListIndex(const ListLayout& layout);

  /// Puts a document in its place, or moves it there.
  void put(const std::string& id, const ListRecord& record);
  void erase(const std::string& id);
  [[nodiscard]] std::size_t size() const { return ordering_.size(); }
  [[nodiscard]] const ListLayout& layout() const { return layout_; }

  struct Place {
    std::string id;
    std::uint64_t seq_no = 0;
  };
  struct Page {
    std::uint64_t count = 0;
    std::vector<Place> places;
  };
  /// The window of what passes the filters, all of which must name keywords of the layout.
  [[nodiscard]] Page page(const std::vector<KeywordFilter>& filters, ListOrder order, std::uint64_t from, std::uint64_t size) const;

 private:
  struct SlotFilter {
    std::size_t slot = 0;
    std::set<KeywordTable::Code> codes;
  };

  [[nodiscard]] std::vector<SlotFilter> slots_of(const std::vector<KeywordFilter>& filters) const;
  /// How many pass, when that is known without looking at entries.
  [[nodiscard]] std::optional<std::uint64_t> known_count(const std::vector<SlotFilter>& filters) const;
  void remove_codes(const ListEntry& entry);

  const ListLayout& layout_;
  ListOrdering ordering_;
  std::unordered_map<std::string, std::unique_ptr<ListEntry>> entries_;
  std::array<KeywordTable, ListEntry::most_keywords> tables_;
};

}  // namespace headrace::engine::embedded
