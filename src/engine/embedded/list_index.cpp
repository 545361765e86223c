#include "engine/embedded/list_index.h"

#include <cassert>

namespace headrace::engine::embedded {

ListIndex::ListIndex(const ListLayout& layout) : layout_(layout), ordering_(layout.ties) {
  assert(layout.keywords.size() <= ListEntry::most_keywords);
}

void ListIndex::put(const std::string& id, const ListRecord& record) {
  auto& entry = entries_[id];
  const bool is_new = entry == nullptr;
  if (is_new) entry = std::make_unique<ListEntry>();
  const bool moves = is_new || entry->order != record.order || entry->creation != record.creation;
  if (!is_new) {
    if (moves) ordering_.erase(*entry);
    remove_codes(*entry);
  }
  entry->id = id;
  entry->order = record.order;
  entry->creation = record.creation;
  entry->seq_no = record.seq_no;
  for (std::size_t slot = 0; slot < layout_.keywords.size(); ++slot) entry->codes[slot] = tables_[slot].add(record.keywords[slot]);
  if (moves) ordering_.insert(*entry);
}

void ListIndex::erase(const std::string& id) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return;
  ordering_.erase(*found->second);
  remove_codes(*found->second);
  entries_.erase(found);
}

void ListIndex::remove_codes(const ListEntry& entry) {
  for (std::size_t slot = 0; slot < layout_.keywords.size(); ++slot) tables_[slot].remove(entry.codes[slot]);
}

std::vector<ListIndex::SlotFilter> ListIndex::slots_of(const std::vector<KeywordFilter>& filters) const {
  std::vector<SlotFilter> slots;
  for (const auto& filter : filters) {
    const auto slot = keyword_slot(layout_, filter.field);
    assert(slot);
    slots.push_back({*slot, tables_[*slot].codes_of(filter.values)});
  }
  return slots;
}

std::optional<std::uint64_t> ListIndex::known_count(const std::vector<SlotFilter>& filters) const {
  if (filters.empty()) return ordering_.size();
  if (std::ranges::any_of(filters, [](const auto& filter) { return filter.codes.empty(); })) return 0;
  if (filters.size() > 1) return std::nullopt;
  std::uint64_t count = 0;
  for (const auto code : filters.front().codes) count += tables_[filters.front().slot].count(code);
  return count;
}

ListIndex::Page ListIndex::page(const std::vector<KeywordFilter>& filters, ListOrder order, std::uint64_t from, std::uint64_t size) const {
  const auto slots = slots_of(filters);
  const auto known = known_count(slots);
  Page page;
  std::uint64_t seen = 0;
  // Without filters, the two plain orders can begin at `from`.
  const bool skips = slots.empty() && order != ListOrder::newest_first;
  if (skips) seen = std::min<std::uint64_t>(from, ordering_.size());
  auto take = [&](const ListEntry& entry) {
    if (known && (page.places.size() >= size || seen >= *known)) return false;
    const bool passes = std::ranges::all_of(slots, [&](const auto& filter) { return filter.codes.contains(entry.codes[filter.slot]); });
    if (!passes) return true;
    if (seen >= from && page.places.size() < size) page.places.push_back({entry.id, entry.seq_no});
    ++seen;
    return true;
  };
  if (order == ListOrder::newest_first) {
    ordering_.visit_newest_first(take);
  } else {
    ordering_.visit(skips ? seen : 0, order == ListOrder::descending, take);
  }
  page.count = known.value_or(seen);
  return page;
}

}  // namespace headrace::engine::embedded
