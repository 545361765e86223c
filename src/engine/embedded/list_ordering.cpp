#include "engine/embedded/list_ordering.h"

#include <algorithm>
#include <iterator>
#include <ranges>
#include <tuple>

namespace headrace::engine::embedded {

bool is_before(ListLayout::Ties ties, const PlaceView& a, const PlaceView& b) {
  if (ties == ListLayout::Ties::by_id) return std::tie(a.order, a.id) < std::tie(b.order, b.id);
  return std::tie(a.order, a.creation) < std::tie(b.order, b.creation);
}

ListOrdering::Spot ListOrdering::spot_of(const PlaceView& place) const {
  if (is_before(ties_, last_of(*blocks_.back()), place)) return {blocks_.size() - 1, blocks_.back()->size()};
  const auto found = std::ranges::partition_point(blocks_, [&](const auto& block) { return is_before(ties_, last_of(*block), place); });
  const auto i = std::min(static_cast<std::size_t>(found - blocks_.begin()), blocks_.size() - 1);
  const auto& numbers = blocks_[i]->numbers();
  const auto spot = std::ranges::partition_point(numbers, [&](auto other) { return is_before(ties_, entries_.place(other), place); });
  return {i, static_cast<std::size_t>(spot - numbers.begin())};
}

void ListOrdering::note_change(std::size_t block) { heads_[block] = {++last_stamp_, blocks_[block]->size()}; }

void ListOrdering::add_block(std::size_t place, ListBlock block) {
  const auto offset = static_cast<std::ptrdiff_t>(place);
  blocks_.insert(blocks_.begin() + offset, std::make_unique<ListBlock>(std::move(block)));
  heads_.insert(heads_.begin() + offset, Head{});
  note_change(place);
}

void ListOrdering::insert(Number number) {
  ++size_;
  const auto& codes = entries_.codes(number);
  const auto [i, position] = blocks_.empty() ? Spot{} : spot_of(entries_.place(number));
  // At the end, where most entries come, a full block stays full.
  const bool is_full = !blocks_.empty() && blocks_[i]->size() >= largest_block_;
  if (blocks_.empty() || (is_full && i + 1 == blocks_.size() && position == blocks_[i]->size())) {
    if (is_full) blocks_[i]->shrink();
    ListBlock next;
    next.insert(0, number, codes);
    add_block(blocks_.size(), std::move(next));
    return;
  }
  blocks_[i]->insert(position, number, codes);
  if (is_full) add_block(i + 1, blocks_[i]->split(blocks_[i]->size() / 2));
  note_change(i);
}

void ListOrdering::erase(Number number) {
  const auto [i, position] = spot_of(entries_.place(number));
  blocks_[i]->erase(position, entries_.codes(number));
  if (blocks_[i]->size() == 0) {
    blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(i));
    heads_.erase(heads_.begin() + static_cast<std::ptrdiff_t>(i));
  } else {
    note_change(i);
  }
  --size_;
}

void ListOrdering::recode(Number number, const Codes& before, const Codes& now) {
  const auto [i, position] = spot_of(entries_.place(number));
  blocks_[i]->recode(position, before, now);
  note_change(i);
}

void ListOrdering::sort(std::vector<Number>& numbers) const {
  const auto is_less = [this](Number a, Number b) { return is_before(ties_, entries_.place(a), entries_.place(b)); };
  // By the first bytes of the order, which lie together; few have the same ones.
  struct Key {
    std::uint64_t begin;
    Number number;
  };
  std::vector<Key> keys;
  keys.reserve(numbers.size());
  for (const auto number : numbers) {
    const auto order = entries_.place(number).order;
    std::uint64_t begin = 0;
    for (std::size_t i = 0; i < sizeof begin; ++i) begin = begin << 8 | (i < order.size() ? static_cast<unsigned char>(order[i]) : 0);
    keys.push_back({begin, number});
  }
  std::ranges::sort(keys, [&](const Key& a, const Key& b) { return a.begin != b.begin ? a.begin < b.begin : is_less(a.number, b.number); });
  std::ranges::transform(keys, numbers.begin(), &Key::number);
}

void ListOrdering::fill(std::vector<Number> numbers, bool is_sorted) {
  if (!is_sorted) sort(numbers);
  for (std::size_t begin = 0; begin < numbers.size(); begin += largest_block_) {
    const auto size = std::min(largest_block_, numbers.size() - begin);
    add_block(blocks_.size(), ListBlock(std::span(numbers).subspan(begin, size), entries_));
  }
  size_ = numbers.size();
}

std::size_t ListOrdering::count_while(const std::function<bool(const PlaceView&)>& holds) const {
  const auto last = std::ranges::partition_point(blocks_, [&](const auto& block) { return holds(last_of(*block)); });
  const auto whole = static_cast<std::size_t>(last - blocks_.begin());
  std::size_t count = 0;
  for (std::size_t i = 0; i < whole; ++i) count += heads_[i].size;
  if (last == blocks_.end()) return count;
  const auto& numbers = (*last)->numbers();
  const auto first_other = std::ranges::partition_point(numbers, [&](auto number) { return holds(entries_.place(number)); });
  return count + static_cast<std::size_t>(first_other - numbers.begin());
}

std::size_t ListOrdering::count_before(const PlaceView& place) const {
  return count_while([&](const PlaceView& other) { return is_before(ties_, other, place); });
}

std::size_t ListOrdering::count_up_to(const PlaceView& place) const {
  return count_while([&](const PlaceView& other) { return !is_before(ties_, place, other); });
}

void ListOrdering::visit_from(std::size_t first, std::size_t limit, const std::function<void(Number)>& visit) const {
  for (std::size_t i = 0; i < blocks_.size() && limit > 0; ++i) {
    const auto& numbers = blocks_[i]->numbers();
    const auto skipped = std::min(first, numbers.size());
    const auto taken = std::min(limit, numbers.size() - skipped);
    for (const auto number : std::span(numbers).subspan(skipped, taken)) visit(number);
    first -= skipped;
    limit -= taken;
  }
}

void ListOrdering::visit_newest_first(const std::function<bool(Number)>& visit) const {
  std::vector<Number> equals;
  auto visit_equals = [&] {
    std::ranges::sort(equals, std::greater<>(), [this](Number number) { return entries_.creation(number); });
    const bool wants_more = std::ranges::all_of(equals, visit);
    equals.clear();
    return wants_more;
  };
  const auto order = [this](Number number) { return entries_.place(number).order; };
  for (const bool missing_ones : {false, true}) {
    for (const auto& block : blocks_ | std::views::reverse) {
      for (const auto number : block->numbers() | std::views::reverse) {
        if (order(number).starts_with('\1') != missing_ones) continue;
        if (!equals.empty() && order(equals.back()) != order(number) && !visit_equals()) return;
        equals.push_back(number);
      }
    }
    if (!visit_equals()) return;
  }
}

}  // namespace headrace::engine::embedded
