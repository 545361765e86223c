#include "engine/embedded/list_entries.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace headrace::engine::embedded {
namespace {

TEST(ListTexts, pairs_of_any_size_come_back_and_give_their_room_back) {
  std::mt19937 random(20261128);
  const auto below = [&](std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random); };
  const auto some_text = [&] {
    const std::size_t sizes[] = {0, below(30), below(300), below(200'000)};
    return std::string(sizes[std::min<std::size_t>(below(40), 3)], static_cast<char>(below(256)));
  };
  ListTexts texts;
  std::map<ListTexts::Offset, std::pair<std::string, std::string>> model;
  for (int i = 0; i < 20'000; ++i) {
    if (!model.empty() && below(3) == 0) {
      const auto gone = std::next(model.begin(), static_cast<std::ptrdiff_t>(below(model.size())));
      texts.remove(gone->first);
      model.erase(gone);
    } else {
      auto pair = std::pair(some_text(), some_text());
      const auto offset = texts.add(pair.first, pair.second);
      ASSERT_TRUE(model.emplace(offset, std::move(pair)).second) << "a room was given twice";
    }
    if (model.size() > 300) {
      for (const auto& [offset, pair] : model) texts.remove(offset);
      model.clear();
    }
    if (i % 50 != 0) continue;
    for (const auto& [offset, pair] : model) {
      ASSERT_EQ(texts.at(offset).order, pair.first);
      ASSERT_EQ(texts.at(offset).id, pair.second);
    }
  }
}

TEST(ListEntries, documents_are_found_by_id_through_changes) {
  std::mt19937 random(20261128);
  const auto below = [&](std::uint64_t bound) { return std::uniform_int_distribution<std::uint64_t>(0, bound - 1)(random); };
  ListEntries entries;
  const auto set = entries.sets().add({}).set;
  std::map<std::string, std::pair<std::string, std::uint64_t>> model;
  for (int i = 0; i < 50'000; ++i) {
    const auto id = "id-" + std::to_string(below(10'000));
    const auto order = std::string(below(12), 'o');
    const auto found = entries.find(id);
    ASSERT_EQ(found.has_value(), model.contains(id));
    if (!found) {
      ASSERT_TRUE(entries.add({.id = id, .order = order, .creation = below(1'000)}, set));
    } else if (below(3) == 0) {
      entries.remove(*found);
      model.erase(id);
      continue;
    } else {
      ASSERT_FALSE(entries.add({.id = id, .order = order}, set)) << "is here already";
      entries.move(*found, order, i);
    }
    const auto place = entries.place(*entries.find(id));
    model[id] = {order, place.creation};
  }
  for (const auto& [id, place] : model) {
    const auto found = entries.place(*entries.find(id));
    ASSERT_EQ(found.id, id);
    ASSERT_EQ(found.order, place.first);
    ASSERT_EQ(found.creation, place.second);
  }
}

TEST(KeywordSets, numbers_are_given_anew_with_another_stamp) {
  KeywordSets sets;
  const auto a = sets.add({1, 2});
  EXPECT_TRUE(a.is_new);
  EXPECT_EQ(sets.add({1, 2}).set, a.set);
  const auto stamp = sets.stamp(a.set);
  EXPECT_FALSE(sets.remove(a.set));
  EXPECT_TRUE(sets.remove(a.set));
  const auto b = sets.add({3, 4});
  EXPECT_EQ(b.set, a.set);
  EXPECT_NE(sets.stamp(b.set), stamp);
  EXPECT_EQ(sets.codes(b.set)[1], 4U);
}

}  // namespace
}  // namespace headrace::engine::embedded
