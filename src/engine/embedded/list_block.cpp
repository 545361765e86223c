#include "engine/embedded/list_block.h"

#include <algorithm>
#include <iterator>

namespace headrace::engine::embedded {

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

void ListBlock::insert(std::size_t position, const ListEntry& entry) {
  const auto place = static_cast<Position>(position);
  const bool moves_others = position < entries_.size();
  entries_.insert(entries_.begin() + static_cast<std::ptrdiff_t>(position), &entry);
  for (std::size_t slot = 0; slot < postings_.size(); ++slot) {
    if (moves_others) postings_[slot].make_room(place);
    if (entry.codes[slot] != KeywordTable::none) postings_[slot].add(entry.codes[slot], place);
  }
}

void ListBlock::erase(std::size_t position, const ListEntry::Codes& codes) {
  const auto place = static_cast<Position>(position);
  entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(position));
  for (std::size_t slot = 0; slot < postings_.size(); ++slot) {
    if (codes[slot] != KeywordTable::none) postings_[slot].remove(codes[slot], place);
    if (position < entries_.size()) postings_[slot].close_gap(place);
  }
}

void ListBlock::recode(std::size_t position, const ListEntry::Codes& before, const ListEntry::Codes& now) {
  const auto place = static_cast<Position>(position);
  for (std::size_t slot = 0; slot < postings_.size(); ++slot) {
    if (before[slot] == now[slot]) continue;
    if (before[slot] != KeywordTable::none) postings_[slot].remove(before[slot], place);
    if (now[slot] != KeywordTable::none) postings_[slot].add(now[slot], place);
  }
}

ListBlock ListBlock::split(std::size_t position) {
  const auto entries = std::move(entries_);
  entries_.clear();
  postings_ = {};
  ListBlock upper;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    auto& half = i < position ? *this : upper;
    half.insert(half.size(), *entries[i]);
  }
  return upper;
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

void ListBlock::keep_those_of(const SlotFilter& filter, std::vector<Position>& positions) const {
  std::erase_if(positions,
                [&](Position position) { return !std::ranges::binary_search(filter.codes, entries_[position]->codes[filter.slot]); });
}

std::vector<ListBlock::Position> ListBlock::matches(std::span<const SlotFilter> filters) const {
  const auto fewest = std::ranges::min_element(filters, {}, [this](const auto& filter) { return estimate(filter); });
  auto positions = union_of(*fewest);
  for (const auto& filter : filters) {
    if (&filter != &*fewest && !positions.empty()) keep_those_of(filter, positions);
  }
  return positions;
}

std::size_t ListBlock::count(std::span<const SlotFilter> filters) const {
  if (filters.size() == 1) return estimate(filters.front());
  return matches(filters).size();
}

}  // namespace headrace::engine::embedded
