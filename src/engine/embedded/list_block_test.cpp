#include "engine/embedded/list_block.h"

#include <gtest/gtest.h>

#include <random>

namespace headrace::engine::embedded {
namespace {

class ListBlockModel : public ::testing::Test {
 protected:
  std::uint32_t below(std::uint32_t bound) { return std::uniform_int_distribution<std::uint32_t>(0, bound - 1)(random_); }

  /// Few values in the first slot, many in the second, often none.
  ListEntries::Codes some_codes() {
    ListEntries::Codes codes{};
    codes[0] = below(4);
    codes[1] = below(60);
    return codes;
  }

  ListEntries::Number some_entry() {
    const auto id = std::to_string(++made_);
    return *entries_.add({.id = id}, entries_.sets().add(some_codes()).set);
  }

  using Model = std::vector<ListEntries::Number>;

  void change(ListBlock& block, Model& model) {
    const auto position = below(static_cast<std::uint32_t>(model.size()) + 1);
    if (position == model.size() || below(3) == 0) {
      const auto number = some_entry();
      block.insert(position, number, entries_.codes(number));
      model.insert(model.begin() + position, number);
    } else if (below(3) == 0) {
      block.erase(position, entries_.codes(model[position]));
      model.erase(model.begin() + position);
    } else {
      const auto before = entries_.codes(model[position]);
      entries_.put_set(model[position], entries_.sets().add(some_codes()).set);
      block.recode(position, before, entries_.codes(model[position]));
    }
  }

  [[nodiscard]] std::vector<ListBlock::Position> expected(const Model& model, const std::vector<SlotFilter>& filters) const {
    std::vector<ListBlock::Position> positions;
    for (std::size_t i = 0; i < model.size(); ++i) {
      const auto& codes = entries_.codes(model[i]);
      const bool passes = std::ranges::all_of(
          filters, [&](const auto& filter) { return std::ranges::find(filter.codes, codes[filter.slot]) != filter.codes.end(); });
      if (passes) positions.push_back(static_cast<ListBlock::Position>(i));
    }
    return positions;
  }

  void compare(const ListBlock& block, const Model& model) {
    ASSERT_EQ(block.numbers(), model);
    const auto many = 1 + below(59);
    for (const auto& filters : {std::vector<SlotFilter>{{0, {1}}}, {{0, {1, 3}}}, {{1, {many}}}, {{0, {2}}, {1, {many}}}, {{1, {}}}}) {
      ASSERT_EQ(block.matches(filters, entries_), expected(model, filters));
      ASSERT_EQ(block.count(filters, entries_), block.matches(filters, entries_).size());
    }
  }

  std::mt19937 random_{20261128};
  ListEntries entries_;
  int made_ = 0;
};

TEST_F(ListBlockModel, finds_what_a_plain_look_at_all_entries_finds) {
  ListBlock block;
  Model model;
  for (int i = 0; i < 3'000; ++i) {
    change(block, model);
    if (i % 20 == 0) ASSERT_NO_FATAL_FAILURE(compare(block, model));
  }
}

TEST_F(ListBlockModel, halves_are_blocks_like_others) {
  ListBlock lower;
  Model model;
  for (int i = 0; i < 500; ++i) change(lower, model);
  const auto middle = model.size() / 3;
  const auto upper = lower.split(middle);
  compare(lower, {model.begin(), model.begin() + static_cast<std::ptrdiff_t>(middle)});
  compare(upper, {model.begin() + static_cast<std::ptrdiff_t>(middle), model.end()});
}

TEST_F(ListBlockModel, a_block_made_at_once_is_the_same) {
  ListBlock one_by_one;
  Model model;
  for (int i = 0; i < 500; ++i) change(one_by_one, model);
  const ListBlock block(model, entries_);
  compare(block, model);
}

TEST_F(ListBlockModel, codes_that_lie_far_apart_are_sorted_too) {
  Model model;
  for (const auto code : {5'000'000U, 7U, 4'000'000'000U, 7U, 5'000'000U}) {
    const auto id = std::to_string(++made_);
    model.push_back(*entries_.add({.id = id}, entries_.sets().add(ListEntries::Codes{code}).set));
  }
  const ListBlock block(model, entries_);
  EXPECT_EQ(block.matches(std::vector<SlotFilter>{{0, {5'000'000U}}}, entries_), (std::vector<ListBlock::Position>{0, 4}));
  EXPECT_EQ(block.matches(std::vector<SlotFilter>{{0, {7U, 4'000'000'000U}}}, entries_), (std::vector<ListBlock::Position>{1, 2, 3}));
}

}  // namespace
}  // namespace headrace::engine::embedded
