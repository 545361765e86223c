#pragma once
// The order of the documents of one list, in memory.

#include <array>
#include <functional>

#include "engine/embedded/keyword_table.h"
#include "engine/embedded/list_layout.h"

namespace headrace::engine::embedded {

/// Where a document stands in a list, and which version of it.
struct ListPlace {
  std::string id = {};
  std::uint64_t seq_no = 0;
  std::string order = {};  ///< ListRecord::order
  std::uint64_t creation = 0;
};

struct ListEntry : ListPlace {
  static constexpr std::size_t most_keywords = 8;

  std::array<KeywordTable::Code, most_keywords> codes{};
};

/// By order, then by what tells ties apart.
bool is_before(ListLayout::Ties ties, const ListPlace& a, const ListPlace& b);

/// Entries in the order of a layout, in blocks, so that counting to any depth and inserting anywhere touch little.
class ListOrdering {
 public:
  explicit ListOrdering(ListLayout::Ties ties) : ties_(ties) {}

  void insert(const ListEntry& entry);
  void erase(const ListEntry& entry);
  [[nodiscard]] std::size_t size() const { return size_; }

  /// How many entries stand before `place`, where there need not be one.
  [[nodiscard]] std::size_t count_before(const ListPlace& place) const;
  /// The same with the entry that stands at `place`.
  [[nodiscard]] std::size_t count_up_to(const ListPlace& place) const;

  /// Calls `visit` with each entry from position `from` on, forwards or backwards, until it says false.
  void visit(std::size_t from, bool backwards, const std::function<bool(const ListEntry&)>& visit) const;
  /// Newest first (ListOrder::newest_first), from the start; entries without a value of the order field come last here too.
  void visit_newest_first(const std::function<bool(const ListEntry&)>& visit) const;

 private:
  using Block = std::vector<const ListEntry*>;

  /// The block that holds `entry`, or would.
  [[nodiscard]] std::size_t block_of(const ListEntry& entry) const;
  /// How many entries `holds` is true of, which is so for the first ones.
  [[nodiscard]] std::size_t count_while(const std::function<bool(const ListEntry&)>& holds) const;

  ListLayout::Ties ties_;
  std::vector<Block> blocks_;  ///< none is empty
  std::size_t size_ = 0;
};

}  // namespace headrace::engine::embedded
