#pragma once
// The order of the documents of one list, in memory.

#include <functional>
#include <memory>

#include "engine/embedded/list_block.h"

namespace headrace::engine::embedded {

/// By order, then by what tells ties apart.
bool is_before(ListLayout::Ties ties, const ListPlace& a, const ListPlace& b);

/// Entries in the order of a layout, in blocks, so that counting to any depth, filtering and inserting anywhere touch little.
class ListOrdering {
 public:
  static constexpr std::size_t usual_block = 4'096;

  /// `largest_block` is at most ListBlock::most_entries.
  explicit ListOrdering(ListLayout::Ties ties, std::size_t largest_block = usual_block) : ties_(ties), largest_block_(largest_block) {}

  void insert(const ListEntry& entry);
  /// `entry` still has the codes with which it was put.
  void erase(const ListEntry& entry);
  /// The entry has other codes than `before` now.
  void recode(const ListEntry& entry, const ListEntry::Codes& before);
  [[nodiscard]] std::size_t size() const { return size_; }

  /// What can be told of a block without looking into it. `stamp` is another one after each change of the block, and no two blocks have the
  /// same.
  struct Head {
    std::uint64_t stamp = 0;
    std::size_t size = 0;
  };
  [[nodiscard]] const std::vector<Head>& heads() const { return heads_; }
  [[nodiscard]] const ListBlock& block(std::size_t i) const { return *blocks_[i]; }

  /// How many entries stand before `place`, where there need not be one.
  [[nodiscard]] std::size_t count_before(const ListPlace& place) const;
  /// The same with the entry that stands at `place`.
  [[nodiscard]] std::size_t count_up_to(const ListPlace& place) const;

  /// Calls `visit` with each entry, newest first (ListOrder::newest_first), until it says false; entries without a value of the order field
  /// come last here too.
  void visit_newest_first(const std::function<bool(const ListEntry&)>& visit) const;

 private:
  struct Spot {
    std::size_t block = 0, position = 0;
  };

  /// Where `entry` stands, or would.
  [[nodiscard]] Spot spot_of(const ListEntry& entry) const;
  /// How many entries `holds` is true of, which is so for the first ones.
  [[nodiscard]] std::size_t count_while(const std::function<bool(const ListEntry&)>& holds) const;
  void note_change(std::size_t block);
  void add_block(std::size_t place, ListBlock block);

  ListLayout::Ties ties_;
  std::size_t largest_block_;
  std::vector<std::unique_ptr<ListBlock>> blocks_;  ///< none is empty
  std::vector<Head> heads_;                         ///< as blocks_
  std::uint64_t last_stamp_ = 0;
  std::size_t size_ = 0;
};

}  // namespace headrace::engine::embedded
