#include "engine/embedded/list_block.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <ranges>

namespace headrace::engine::embedded {
namespace {

/// By code, then by position. Most blocks have few codes, close together, so that counting them is enough.
void sort_by_code(std::vector<std::pair<KeywordTable::Code, ListBlock::Position>>& all) {
  if (all.empty()) return;
  const auto [least, most] = std::ranges::minmax(all | std::views::keys);
  const auto span = std::size_t{most - least} + 1;
  if (span > ListBlock::most_entries) {
    std::ranges::sort(all);
    return;
  }
  std::vector<std::uint32_t> begins(span + 1);
  for (const auto& [code, position] : all) ++begins[code - least + 1];
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  auto sorted = all;
  for (const auto& pair : all) sorted[begins[pair.first - least]++] = pair;
  all = std::move(sorted);
}

}  // namespace

std::size_t ListBlock::Postings::find(Code code) const {
  return static_cast<std::size_t>(std::ranges::lower_bound(codes_, code) - codes_.begin());
}

std::span<const ListBlock::Position> ListBlock::Postings::of(Code code) const {
  const auto i = find(code);
  if (i == codes_.size() || codes_[i] != code) return {};
  return std::span(positions_).subspan(begin_of(i), ends_[i] - begin_of(i));
}

void ListBlock::Postings::add(Code code, Position position) {
  const auto i = find(code);
  const auto offset = static_cast<std::ptrdiff_t>(i);
  if (i == codes_.size() || codes_[i] != code) {
    codes_.insert(codes_.begin() + offset, code);
    ends_.insert(ends_.begin() + offset, static_cast<std::uint32_t>(begin_of(i)));
  }
  const auto first = positions_.begin() + static_cast<std::ptrdiff_t>(begin_of(i));
  positions_.insert(std::lower_bound(first, positions_.begin() + ends_[i], position), position);
  for (auto k = i; k < ends_.size(); ++k) ++ends_[k];
}

void ListBlock::Postings::remove(Code code, Position position) {
  const auto i = find(code);
  const auto first = positions_.begin() + static_cast<std::ptrdiff_t>(begin_of(i));
  positions_.erase(std::lower_bound(first, positions_.begin() + ends_[i], position));
  for (auto k = i; k < ends_.size(); ++k) --ends_[k];
  if (begin_of(i) != ends_[i]) return;
  codes_.erase(codes_.begin() + static_cast<std::ptrdiff_t>(i));
  ends_.erase(ends_.begin() + static_cast<std::ptrdiff_t>(i));
}

void ListBlock::Postings::make_room(Position from) {
  for (auto& position : positions_) position = static_cast<Position>(position + (position >= from ? 1 : 0));
}

void ListBlock::Postings::close_gap(Position from) {
  for (auto& position : positions_) position = static_cast<Position>(position - (position > from ? 1 : 0));
}

void ListBlock::Postings::append(Code code, std::span<const Position> positions) {
  if (positions.empty()) return;
  codes_.push_back(code);
  positions_.insert(positions_.end(), positions.begin(), positions.end());
  ends_.push_back(static_cast<std::uint32_t>(positions_.size()));
}

ListBlock::Postings ListBlock::Postings::split(Position position) {
  const auto all = std::move(*this);
  *this = {};
  Postings upper;
  for (const auto code : all.codes_) {
    const auto positions = all.of(code);
    const auto middle = std::ranges::lower_bound(positions, position);
    append(code, {positions.begin(), middle});
    upper.append(code, {middle, positions.end()});
  }
  for (auto& moved : upper.positions_) moved = static_cast<Position>(moved - position);
  return upper;
}

void ListBlock::Postings::fill(std::span<const std::pair<Code, Position>> all) {
  positions_.reserve(all.size());
  for (const auto& [code, position] : all) {
    if (codes_.empty() || codes_.back() != code) {
      codes_.push_back(code);
      ends_.push_back(0);
    }
    positions_.push_back(position);
    ends_.back() = static_cast<std::uint32_t>(positions_.size());
  }
  codes_.shrink_to_fit();
  ends_.shrink_to_fit();
}

void ListBlock::Postings::shrink() {
  codes_.shrink_to_fit();
  ends_.shrink_to_fit();
  positions_.shrink_to_fit();
}

ListBlock::ListBlock(std::span<const Number> numbers, const ListEntries& entries) : numbers_(numbers.begin(), numbers.end()) {
  std::vector<std::pair<KeywordTable::Code, Position>> all;
  for (std::size_t slot = 0; slot < postings_.size(); ++slot) {
    all.clear();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const auto code = entries.codes(numbers[i])[slot];
      if (code != KeywordTable::none) all.emplace_back(code, static_cast<Position>(i));
    }
    sort_by_code(all);
    postings_[slot].fill(all);
  }
}

void ListBlock::insert(std::size_t position, Number number, const Codes& codes) {
  const auto place = static_cast<Position>(position);
  const bool moves_others = position < numbers_.size();
  numbers_.insert(numbers_.begin() + static_cast<std::ptrdiff_t>(position), number);
  for (std::size_t slot = 0; slot < postings_.size(); ++slot) {
    if (moves_others) postings_[slot].make_room(place);
    if (codes[slot] != KeywordTable::none) postings_[slot].add(codes[slot], place);
  }
}

void ListBlock::erase(std::size_t position, const Codes& codes) {
  const auto place = static_cast<Position>(position);
  numbers_.erase(numbers_.begin() + static_cast<std::ptrdiff_t>(position));
  for (std::size_t slot = 0; slot < postings_.size(); ++slot) {
    if (codes[slot] != KeywordTable::none) postings_[slot].remove(codes[slot], place);
    if (position < numbers_.size()) postings_[slot].close_gap(place);
  }
}

void ListBlock::recode(std::size_t position, const Codes& before, const Codes& now) {
  const auto place = static_cast<Position>(position);
  for (std::size_t slot = 0; slot < postings_.size(); ++slot) {
    if (before[slot] == now[slot]) continue;
    if (before[slot] != KeywordTable::none) postings_[slot].remove(before[slot], place);
    if (now[slot] != KeywordTable::none) postings_[slot].add(now[slot], place);
  }
}

ListBlock ListBlock::split(std::size_t position) {
  ListBlock upper;
  upper.numbers_.assign(numbers_.begin() + static_cast<std::ptrdiff_t>(position), numbers_.end());
  numbers_.resize(position);
  for (std::size_t slot = 0; slot < postings_.size(); ++slot)
    upper.postings_[slot] = postings_[slot].split(static_cast<Position>(position));
  shrink();
  return upper;
}

void ListBlock::shrink() {
  numbers_.shrink_to_fit();
  for (auto& postings : postings_) postings.shrink();
}

std::size_t ListBlock::estimate(const SlotFilter& filter) const {
  std::size_t sum = 0;
  for (const auto code : filter.codes) sum += postings_[filter.slot].of(code).size();
  return sum;
}

std::vector<ListBlock::Position> ListBlock::union_of(const SlotFilter& filter) const {
  std::vector<Position> positions;
  std::vector<Position> merged;
  for (const auto code : filter.codes) {
    merged.clear();
    std::ranges::merge(positions, postings_[filter.slot].of(code), std::back_inserter(merged));
    std::swap(positions, merged);
  }
  return positions;
}

void ListBlock::keep_those_of(const SlotFilter& filter, const ListEntries& entries, std::vector<Position>& positions) const {
  std::erase_if(positions, [&](Position position) {
    return !std::ranges::binary_search(filter.codes, entries.codes(numbers_[position])[filter.slot]);
  });
}

std::vector<ListBlock::Position> ListBlock::matches(std::span<const SlotFilter> filters, const ListEntries& entries) const {
  const auto fewest = std::ranges::min_element(filters, {}, [this](const auto& filter) { return estimate(filter); });
  auto positions = union_of(*fewest);
  for (const auto& filter : filters) {
    if (&filter != &*fewest && !positions.empty()) keep_those_of(filter, entries, positions);
  }
  return positions;
}

std::size_t ListBlock::count(std::span<const SlotFilter> filters, const ListEntries& entries) const {
  if (filters.size() == 1) return estimate(filters.front());
  return matches(filters, entries).size();
}

}  // namespace headrace::engine::embedded
