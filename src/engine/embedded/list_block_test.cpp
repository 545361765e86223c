#include "engine/embedded/list_block.h"

#include <gtest/gtest.h>

#include <random>

namespace headrace::engine::embedded {
namespace {

class ListBlockModel : public ::testing::Test {
 protected:
  std::uint32_t below(std::uint32_t bound) { return std::uniform_int_distribution<std::uint32_t>(0, bound - 1)(random_); }

  /// Few values in the first slot, many in the second, often none.
  ListEntry::Codes some_codes() {
    ListEntry::Codes codes{};
    codes[0] = below(4);
    codes[1] = below(60);
    return codes;
  }

  const ListEntry& some_entry() {
    made_.push_back(std::make_unique<ListEntry>());
    made_.back()->codes = some_codes();
    return *made_.back();
  }

  void change(ListBlock& block, std::vector<const ListEntry*>& model) {
    const auto position = below(static_cast<std::uint32_t>(model.size()) + 1);
    if (position == model.size() || below(3) == 0) {
      const auto& entry = some_entry();
      block.insert(position, entry);
      model.insert(model.begin() + position, &entry);
    } else if (below(3) == 0) {
      block.erase(position, model[position]->codes);
      model.erase(model.begin() + position);
    } else {
      auto& entry = const_cast<ListEntry&>(*model[position]);
      const auto before = entry.codes;
      entry.codes = some_codes();
      block.recode(position, before, entry.codes);
    }
  }

  static std::vector<ListBlock::Position> expected(const std::vector<const ListEntry*>& model, const std::vector<SlotFilter>& filters) {
    std::vector<ListBlock::Position> positions;
    for (std::size_t i = 0; i < model.size(); ++i) {
      const bool passes = std::ranges::all_of(
          filters, [&](const auto& filter) { return std::ranges::find(filter.codes, model[i]->codes[filter.slot]) != filter.codes.end(); });
      if (passes) positions.push_back(static_cast<ListBlock::Position>(i));
    }
    return positions;
  }

  void compare(const ListBlock& block, const std::vector<const ListEntry*>& model) {
    ASSERT_EQ(block.entries(), model);
    const auto many = 1 + below(59);
    for (const auto& filters : {std::vector<SlotFilter>{{0, {1}}}, {{0, {1, 3}}}, {{1, {many}}}, {{0, {2}}, {1, {many}}}, {{1, {}}}}) {
      ASSERT_EQ(block.matches(filters), expected(model, filters));
      ASSERT_EQ(block.count(filters), block.matches(filters).size());
    }
  }

  std::mt19937 random_{20261128};
  std::vector<std::unique_ptr<ListEntry>> made_;
};

TEST_F(ListBlockModel, finds_what_a_plain_look_at_all_entries_finds) {
  ListBlock block;
  std::vector<const ListEntry*> model;
  for (int i = 0; i < 3'000; ++i) {
    change(block, model);
    if (i % 20 == 0) ASSERT_NO_FATAL_FAILURE(compare(block, model));
  }
}

TEST_F(ListBlockModel, halves_are_blocks_like_others) {
  ListBlock lower;
  std::vector<const ListEntry*> model;
  for (int i = 0; i < 500; ++i) change(lower, model);
  const auto middle = model.size() / 3;
  const auto upper = lower.split(middle);
  compare(lower, {model.begin(), model.begin() + static_cast<std::ptrdiff_t>(middle)});
  compare(upper, {model.begin() + static_cast<std::ptrdiff_t>(middle), model.end()});
}

}  // namespace
}  // namespace headrace::engine::embedded
