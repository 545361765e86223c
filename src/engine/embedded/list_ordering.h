#pragma once
// The order of the documents of one list, in memory.

#include <functional>
#include <memory>

#include "engine/embedded/list_block.h"
#include "engine/embedded/list_layout.h"

namespace headrace::engine::embedded {

/// By order, then by what tells ties apart.
bool is_before(ListLayout::Ties ties, const PlaceView& a, const PlaceView& b);

/// Entries in the order of a layout, in blocks, so that counting to any depth, filtering and inserting anywhere touch little.
class ListOrdering {
 public:
  static constexpr std::size_t usual_block = 4'096;

  using Number = ListEntries::Number;
  using Codes = ListEntries::Codes;

  /// `largest_block` is at most ListBlock::most_entries.
  ListOrdering(ListLayout::Ties ties, const ListEntries& entries, std::size_t largest_block = usual_block)
      : ties_(ties), entries_(entries), largest_block_(largest_block) {}

  void insert(Number number);
  /// Nothing of the entry has changed since it was put.
  void erase(Number number);
  /// The entry has other codes now.
  void recode(Number number, const Codes& before, const Codes& now);
  /// All entries that there are, when there were none before.
  void fill(std::vector<Number> numbers, bool is_sorted);
  [[nodiscard]] std::size_t size() const { return size_; }

  /// What can be told of a block without looking into it. `stamp` is another one after each change of the block, and no two blocks have the
  /// same.
  struct Head {
    std::uint64_t stamp = 0;
    std::size_t size = 0;
  };
  [[nodiscard]] const std::vector<Head>& heads() const { return heads_; }
  [[nodiscard]] const std::vector<Number>& numbers(std::size_t block) const { return blocks_[block]->numbers(); }
  /// As ListBlock's.
  [[nodiscard]] std::vector<ListBlock::Position> matches(std::size_t block, std::span<const SlotFilter> filters) const {
    return blocks_[block]->matches(filters, entries_);
  }
  [[nodiscard]] std::size_t count(std::size_t block, std::span<const SlotFilter> filters) const {
    return blocks_[block]->count(filters, entries_);
  }

  /// How many entries stand before `place`, where there need not be one.
  [[nodiscard]] std::size_t count_before(const PlaceView& place) const;
  /// The same with the entry that stands at `place`.
  [[nodiscard]] std::size_t count_up_to(const PlaceView& place) const;

  /// Calls `visit` with up to `limit` entries, in order, from position `first` on.
  void visit_from(std::size_t first, std::size_t limit, const std::function<void(Number)>& visit) const;
  /// Calls `visit` with each entry, newest first (ListOrder::newest_first), until it says false; entries without a value of the order field
  /// come last here too.
  void visit_newest_first(const std::function<bool(Number)>& visit) const;

 private:
  struct Spot {
    std::size_t block = 0, position = 0;
  };

  /// Where this one stands, or would.
  [[nodiscard]] Spot spot_of(const PlaceView& place) const;
  /// How many entries `holds` is true of, which is so for the first ones.
  [[nodiscard]] std::size_t count_while(const std::function<bool(const PlaceView&)>& holds) const;
  [[nodiscard]] PlaceView last_of(const ListBlock& block) const { return entries_.place(block.numbers().back()); }
  void sort(std::vector<Number>& numbers) const;
  void note_change(std::size_t block);
  void add_block(std::size_t place, ListBlock block);

  ListLayout::Ties ties_;
  const ListEntries& entries_;
  std::size_t largest_block_;
  std::vector<std::unique_ptr<ListBlock>> blocks_;  ///< none is empty
  std::vector<Head> heads_;                         ///< as blocks_
  std::uint64_t last_stamp_ = 0;
  std::size_t size_ = 0;
};

}  // namespace headrace::engine::embedded
