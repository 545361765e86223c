#include "engine/embedded/list_index.h"

#include <algorithm>
#include <cassert>
#include <ranges>

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

ListIndex::Stretch ListIndex::stretch_of(const Wanted& wanted) const {
  const auto all = ordering_.size();
  Stretch stretch{0, 0, all};
  if (wanted.since) stretch.first = ordering_.count_before({.order = order_of(*wanted.since)});
  if (wanted.since || wanted.until) {
    const auto end = wanted.until ? order_of(*wanted.until) : order_without_value();
    stretch.last = std::max(stretch.first, ordering_.count_before({.order = end}));
  }
  const bool is_backwards = wanted.order == ListOrder::descending;
  if (is_backwards) stretch = {all - stretch.last, 0, all - stretch.first};
  if (wanted.after) stretch.ahead = is_backwards ? all - ordering_.count_before(*wanted.after) : ordering_.count_up_to(*wanted.after);
  stretch.ahead = std::clamp(stretch.ahead, stretch.first, stretch.last);
  return stretch;
}

std::optional<std::uint64_t> ListIndex::known_count(const std::vector<SlotFilter>& filters, const Stretch& stretch) const {
  const auto length = stretch.last - stretch.first;
  if (filters.empty()) return length;
  if (std::ranges::any_of(filters, [](const auto& filter) { return filter.codes.empty(); })) return 0;
  if (filters.size() > 1 || length < ordering_.size()) return std::nullopt;
  std::uint64_t count = 0;
  for (const auto code : filters.front().codes) count += tables_[filters.front().slot].count(code);
  return count;
}

ListIndex::Page ListIndex::page(const Wanted& wanted) const {
  const auto slots = slots_of(wanted.filters);
  const auto stretch = stretch_of(wanted);
  const auto known = known_count(slots, stretch);
  // Then nothing behind the window has to be looked at to know whether there is something.
  const bool tells_rest = known && !wanted.after;
  Page page;
  std::uint64_t seen = 0;
  std::uint64_t to_skip = wanted.from;
  auto position = known ? stretch.ahead : stretch.first;
  if (slots.empty() && wanted.order != ListOrder::newest_first) {
    position += std::min<std::uint64_t>(to_skip, stretch.last - position);
    to_skip = 0;
  }
  auto take = [&](const ListEntry& entry) {
    if (position == stretch.last || (known && (page.has_more || wanted.size == 0))) return false;
    if (tells_rest && (page.places.size() == wanted.size || seen == *known)) return false;
    const bool is_ahead = position++ >= stretch.ahead;
    const bool passes = std::ranges::all_of(slots, [&](const auto& filter) { return filter.codes.contains(entry.codes[filter.slot]); });
    if (!passes) return true;
    ++seen;
    if (!is_ahead) return true;
    if (to_skip > 0) {
      --to_skip;
    } else if (page.places.size() < wanted.size) {
      page.places.push_back(entry);
    } else {
      page.has_more = true;
    }
    return true;
  };
  if (wanted.order == ListOrder::newest_first) {
    ordering_.visit_newest_first(take);
  } else {
    ordering_.visit(position, wanted.order == ListOrder::descending, take);
  }
  page.count = known.value_or(seen);
  if (tells_rest) page.has_more = *known > wanted.from && *known - wanted.from > wanted.size;
  return page;
}

Changes ListIndex::changed_from(std::uint64_t seq_no, std::size_t limit) const {
  std::vector<const ListEntry*> changed;
  for (const auto& [id, entry] : entries_) {
    if (entry->seq_no >= seq_no) changed.push_back(entry.get());
  }
  const auto count = std::min(limit, changed.size());
  std::ranges::partial_sort(changed, changed.begin() + static_cast<std::ptrdiff_t>(count), {}, &ListEntry::seq_no);
  Changes found{.changes = {}, .next = seq_no};
  for (const auto* entry : changed | std::views::take(count)) {
    found.changes.push_back({entry->seq_no, entry->id});
    found.next = entry->seq_no + 1;
  }
  return found;
}

}  // namespace headrace::engine::embedded
