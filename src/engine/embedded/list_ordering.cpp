#include "engine/embedded/list_ordering.h"

#include <algorithm>
#include <iterator>
#include <ranges>
#include <tuple>

namespace headrace::engine::embedded {

bool is_before(ListLayout::Ties ties, const ListPlace& a, const ListPlace& b) {
  if (ties == ListLayout::Ties::by_id) return std::tie(a.order, a.id) < std::tie(b.order, b.id);
  return std::tie(a.order, a.creation) < std::tie(b.order, b.creation);
}

ListOrdering::Spot ListOrdering::spot_of(const ListEntry& entry) const {
  if (is_before(ties_, blocks_.back()->back(), entry)) return {blocks_.size() - 1, blocks_.back()->size()};
  const auto found = std::ranges::partition_point(blocks_, [&](const auto& block) { return is_before(ties_, block->back(), entry); });
  const auto i = std::min(static_cast<std::size_t>(found - blocks_.begin()), blocks_.size() - 1);
  const auto& entries = blocks_[i]->entries();
  const auto place = std::ranges::partition_point(entries, [&](const auto* other) { return is_before(ties_, *other, entry); });
  return {i, static_cast<std::size_t>(place - entries.begin())};
}

void ListOrdering::note_change(std::size_t block) { heads_[block] = {++last_stamp_, blocks_[block]->size()}; }

void ListOrdering::add_block(std::size_t place, ListBlock block) {
  const auto offset = static_cast<std::ptrdiff_t>(place);
  blocks_.insert(blocks_.begin() + offset, std::make_unique<ListBlock>(std::move(block)));
  heads_.insert(heads_.begin() + offset, Head{});
  note_change(place);
}

void ListOrdering::insert(const ListEntry& entry) {
  ++size_;
  const auto [i, position] = blocks_.empty() ? Spot{} : spot_of(entry);
  // At the end, where most entries come, a full block stays full.
  const bool is_full = !blocks_.empty() && blocks_[i]->size() >= largest_block_;
  if (blocks_.empty() || (is_full && i + 1 == blocks_.size() && position == blocks_[i]->size())) {
    ListBlock next;
    next.insert(0, entry);
    add_block(blocks_.size(), std::move(next));
    return;
  }
  blocks_[i]->insert(position, entry);
  if (is_full) add_block(i + 1, blocks_[i]->split(blocks_[i]->size() / 2));
  note_change(i);
}

void ListOrdering::erase(const ListEntry& entry) {
  const auto [i, position] = spot_of(entry);
  blocks_[i]->erase(position, entry.codes);
  if (blocks_[i]->size() == 0) {
    blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(i));
    heads_.erase(heads_.begin() + static_cast<std::ptrdiff_t>(i));
  } else {
    note_change(i);
  }
  --size_;
}

void ListOrdering::recode(const ListEntry& entry, const ListEntry::Codes& before) {
  const auto [i, position] = spot_of(entry);
  blocks_[i]->recode(position, before, entry.codes);
  note_change(i);
}

std::size_t ListOrdering::count_while(const std::function<bool(const ListEntry&)>& holds) const {
  const auto last = std::ranges::partition_point(blocks_, [&](const auto& block) { return holds(block->back()); });
  const auto whole = static_cast<std::size_t>(last - blocks_.begin());
  std::size_t count = 0;
  for (std::size_t i = 0; i < whole; ++i) count += heads_[i].size;
  if (last == blocks_.end()) return count;
  const auto& entries = (*last)->entries();
  const auto first_other = std::ranges::partition_point(entries, [&](const auto* entry) { return holds(*entry); });
  return count + static_cast<std::size_t>(first_other - entries.begin());
}

std::size_t ListOrdering::count_before(const ListPlace& place) const {
  return count_while([&](const ListEntry& entry) { return is_before(ties_, entry, place); });
}

std::size_t ListOrdering::count_up_to(const ListPlace& place) const {
  return count_while([&](const ListEntry& entry) { return !is_before(ties_, place, entry); });
}

void ListOrdering::visit_newest_first(const std::function<bool(const ListEntry&)>& visit) const {
  std::vector<const ListEntry*> equals;
  auto visit_equals = [&] {
    std::ranges::sort(equals, std::greater<>(), &ListEntry::creation);
    const bool wants_more = std::ranges::all_of(equals, [&](const auto* entry) { return visit(*entry); });
    equals.clear();
    return wants_more;
  };
  const auto is_missing = [](const ListEntry& entry) { return entry.order.starts_with('\1'); };
  for (const bool missing_ones : {false, true}) {
    for (const auto& block : blocks_ | std::views::reverse) {
      for (const auto* entry : block->entries() | std::views::reverse) {
        if (is_missing(*entry) != missing_ones) continue;
        if (!equals.empty() && equals.back()->order != entry->order && !visit_equals()) return;
        equals.push_back(entry);
      }
    }
    if (!visit_equals()) return;
  }
}

}  // namespace headrace::engine::embedded
