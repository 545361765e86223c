#pragma once
// Some hundred or thousand entries of a list that stand behind one another, and which of them have which keywords.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

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
  using Codes = std::array<KeywordTable::Code, most_keywords>;

  Codes codes{};
};

/// The entries whose code in `slot` is one of `codes`.
struct SlotFilter {
  std::size_t slot = 0;
  std::vector<KeywordTable::Code> codes = {};  ///< ascending, each once

  auto operator<=>(const SlotFilter&) const = default;
};

class ListBlock {
 public:
  using Position = std::uint16_t;
  static constexpr std::size_t most_entries = std::size_t{1} << 15;

  [[nodiscard]] const std::vector<const ListEntry*>& entries() const { return entries_; }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] const ListEntry& back() const { return *entries_.back(); }

  void insert(std::size_t position, const ListEntry& entry);
  /// The entry that stands there had the codes `codes`.
  void erase(std::size_t position, const ListEntry::Codes& codes);
  /// The entry that stands there has other codes now.
  void recode(std::size_t position, const ListEntry::Codes& before, const ListEntry::Codes& now);
  /// Takes the entries from `position` on away, as a block of their own.
  ListBlock split(std::size_t position);

  /// The positions of those that pass all filters, ascending. At least one filter.
  [[nodiscard]] std::vector<Position> matches(std::span<const SlotFilter> filters) const;
  /// How many these are.
  [[nodiscard]] std::size_t count(std::span<const SlotFilter> filters) const;

 private:
  /// The positions of one code behind those of a smaller one. Entries without a value are not in it: no filter asks for them.
  class Postings {
   public:
    using Code = KeywordTable::Code;

    [[nodiscard]] std::span<const Position> of(Code code) const;
    void add(Code code, Position position);
    void remove(Code code, Position position);
    /// All positions from `from` on move by one.
    void make_room(Position from);
    void close_gap(Position from);

   private:
    [[nodiscard]] std::size_t find(Code code) const;
    [[nodiscard]] std::size_t begin_of(std::size_t i) const { return i == 0 ? 0 : ends_[i - 1]; }

    std::vector<Code> codes_;
    std::vector<std::uint32_t> ends_;  ///< of codes_, in positions_
    std::vector<Position> positions_;
  };

  [[nodiscard]] std::size_t estimate(const SlotFilter& filter) const;
  [[nodiscard]] std::vector<Position> union_of(const SlotFilter& filter) const;
  void keep_those_of(const SlotFilter& filter, std::vector<Position>& positions) const;

  std::vector<const ListEntry*> entries_;
  std::array<Postings, ListEntry::most_keywords> postings_;
};

}  // namespace headrace::engine::embedded
