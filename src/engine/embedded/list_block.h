#pragma once
// Some hundred or thousand entries of a list that stand behind one another, and which of them have which keywords.

#include <span>

#include "engine/embedded/list_entries.h"

namespace headrace::engine::embedded {

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

  using Number = ListEntries::Number;
  using Codes = ListEntries::Codes;

  ListBlock() = default;
  /// With all of these, which stand in order, at once.
  ListBlock(std::span<const Number> numbers, const ListEntries& entries);

  /// The numbers of its entries, in order.
  [[nodiscard]] const std::vector<Number>& numbers() const { return numbers_; }
  [[nodiscard]] std::size_t size() const { return numbers_.size(); }

  void insert(std::size_t position, Number number, const Codes& codes);
  /// The entry that stands there had the codes `codes`.
  void erase(std::size_t position, const Codes& codes);
  /// The entry that stands there has other codes now.
  void recode(std::size_t position, const Codes& before, const Codes& now);
  /// Takes the entries from `position` on away, as a block of their own.
  ListBlock split(std::size_t position);
  /// Gives back memory that was kept for more entries.
  void shrink();

  /// The positions of those that pass all filters, ascending. At least one filter. `entries` knows the codes of its numbers.
  [[nodiscard]] std::vector<Position> matches(std::span<const SlotFilter> filters, const ListEntries& entries) const;
  /// How many these are.
  [[nodiscard]] std::size_t count(std::span<const SlotFilter> filters, const ListEntries& entries) const;

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
    /// Takes the positions from `position` on away.
    Postings split(Position position);
    /// Codes with their positions, by code and then by position.
    void fill(std::span<const std::pair<Code, Position>> all);
    void shrink();

   private:
    void append(Code code, std::span<const Position> positions);
    [[nodiscard]] std::size_t find(Code code) const;
    [[nodiscard]] std::size_t begin_of(std::size_t i) const { return i == 0 ? 0 : ends_[i - 1]; }

    std::vector<Code> codes_;
    std::vector<std::uint32_t> ends_;  ///< of codes_, in positions_
    std::vector<Position> positions_;
  };

  [[nodiscard]] std::size_t estimate(const SlotFilter& filter) const;
  [[nodiscard]] std::vector<Position> union_of(const SlotFilter& filter) const;
  void keep_those_of(const SlotFilter& filter, const ListEntries& entries, std::vector<Position>& positions) const;

  std::vector<Number> numbers_;
  std::array<Postings, KeywordSets::most_keywords> postings_;
};

}  // namespace headrace::engine::embedded
