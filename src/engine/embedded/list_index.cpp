#include "engine/embedded/list_index.h"

#include <algorithm>
#include <cassert>
#include <ranges>

namespace headrace::engine::embedded {

ListIndex::ListIndex(const ListLayout& layout, std::size_t largest_block)
    : layout_(layout), ordering_(layout.ties, largest_block), counts_(std::make_unique<FilterCounts>()) {
  assert(layout.keywords.size() <= ListEntry::most_keywords);
}

void ListIndex::put(const std::string& id, const ListRecord& record) {
  ListEntry::Codes codes{};
  for (std::size_t slot = 0; slot < layout_.keywords.size(); ++slot) codes[slot] = tables_[slot].add(record.keywords[slot]);
  const auto found = entries_.find(std::string_view(id));
  auto* entry = found == entries_.end() ? nullptr : found->get();
  const bool is_new = entry == nullptr;
  const bool moves = is_new || entry->order != record.order || entry->creation != record.creation;
  const auto before = is_new ? ListEntry::Codes{} : entry->codes;
  if (!is_new && moves) ordering_.erase(*entry);
  if (is_new) {
    auto made = std::make_unique<ListEntry>();
    made->id = id;
    entry = entries_.insert(std::move(made)).first->get();
  }
  entry->order = record.order;
  entry->creation = record.creation;
  entry->seq_no = record.seq_no;
  entry->codes = codes;
  if (moves) {
    ordering_.insert(*entry);
  } else if (codes != before) {
    ordering_.recode(*entry, before);
  }
  if (!is_new) remove_codes(before);
}

void ListIndex::erase(const std::string& id) {
  const auto found = entries_.find(std::string_view(id));
  if (found == entries_.end()) return;
  ordering_.erase(**found);
  remove_codes((*found)->codes);
  entries_.erase(found);
}

void ListIndex::remove_codes(const ListEntry::Codes& codes) {
  for (std::size_t slot = 0; slot < layout_.keywords.size(); ++slot) tables_[slot].remove(codes[slot]);
}

ListIndex::Filters ListIndex::filters_of(const std::vector<KeywordFilter>& filters) const {
  Filters found;
  for (const auto& filter : filters) {
    const auto slot = keyword_slot(layout_, filter.field);
    assert(slot);
    const auto codes = tables_[*slot].codes_of(filter.values);
    found.push_back({*slot, {codes.begin(), codes.end()}});
  }
  std::ranges::sort(found);
  return found;
}

ListIndex::Stretch ListIndex::stretch_of(const Wanted& wanted) const {
  Stretch stretch{.first = 0, .last = ordering_.size()};
  if (wanted.since) stretch.first = ordering_.count_before({.order = order_of(*wanted.since)});
  if (wanted.since || wanted.until) {
    const auto end = wanted.until ? order_of(*wanted.until) : order_without_value();
    stretch.last = std::max(stretch.first, ordering_.count_before({.order = end}));
  }
  stretch.begin = stretch.first;
  stretch.end = stretch.last;
  if (!wanted.after) return stretch;
  if (wanted.order == ListOrder::descending) {
    stretch.end = std::clamp(ordering_.count_before(*wanted.after), stretch.first, stretch.last);
  } else {
    stretch.begin = std::clamp(ordering_.count_up_to(*wanted.after), stretch.first, stretch.last);
  }
  return stretch;
}

std::uint64_t ListIndex::count(const Filters& filters, const FilterCounts::Counts* counts, std::size_t first, std::size_t last) const {
  if (counts == nullptr) return last - first;
  std::uint64_t sum = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < counts->size() && begin < last; ++i) {
    const auto end = begin + ordering_.heads()[i].size;
    if (first <= begin && end <= last) {
      sum += (*counts)[i].count;
    } else if (end > first && (*counts)[i].count > 0) {
      for (const auto position : ordering_.block(i).matches(filters)) sum += first <= begin + position && begin + position < last ? 1 : 0;
    }
    begin = end;
  }
  return sum;
}

std::vector<ListPlace> ListIndex::window(const Wanted& wanted, const Filters& filters, const FilterCounts::Counts* counts,
                                         const Stretch& stretch) const {
  const auto& heads = ordering_.heads();
  const bool is_backwards = wanted.order == ListOrder::descending;
  std::vector<ListPlace> places;
  auto to_skip = wanted.from;
  auto begin = is_backwards ? ordering_.size() : 0;  // of the block that comes next, in its direction
  for (std::size_t n = 0; n < heads.size() && places.size() < wanted.size; ++n) {
    const auto i = is_backwards ? heads.size() - 1 - n : n;
    const auto first = is_backwards ? begin - heads[i].size : begin;
    const auto last = first + heads[i].size;
    begin = is_backwards ? first : last;
    if (last <= stretch.begin || first >= stretch.end) continue;
    const bool is_whole = stretch.begin <= first && last <= stretch.end;
    const auto passing = counts == nullptr ? heads[i].size : (*counts)[i].count;
    if (is_whole && to_skip >= passing) {
      to_skip -= passing;
      continue;
    }
    const auto& entries = ordering_.block(i).entries();
    const auto take = [&](std::size_t position) {
      if (first + position < stretch.begin || first + position >= stretch.end) return;
      if (to_skip > 0) {
        --to_skip;
      } else if (places.size() < wanted.size) {
        places.push_back(*entries[position]);
      }
    };
    if (counts != nullptr) {
      auto positions = ordering_.block(i).matches(filters);
      if (is_backwards) std::ranges::reverse(positions);
      for (const auto position : positions) take(position);
      continue;
    }
    // All of them pass, so those that are skipped need not be looked at.
    const auto low = std::max(first, stretch.begin) - first;
    const auto high = std::min(last, stretch.end) - first;
    const auto skipped = std::min<std::uint64_t>(to_skip, high - low);
    to_skip -= skipped;
    for (auto k = low + skipped; k < high && places.size() < wanted.size; ++k) take(is_backwards ? high - 1 - (k - low) : k);
  }
  return places;
}

ListIndex::Page ListIndex::newest_first(const Wanted& wanted, const Filters& filters) const {
  Page page;
  auto to_skip = wanted.from;
  const auto passes = [](const ListEntry& entry, const SlotFilter& filter) {
    return std::ranges::binary_search(filter.codes, entry.codes[filter.slot]);
  };
  ordering_.visit_newest_first([&](const ListEntry& entry) {
    if (page.places.size() == wanted.size) return false;
    if (!std::ranges::all_of(filters, [&](const auto& filter) { return passes(entry, filter); })) return true;
    if (to_skip > 0) {
      --to_skip;
    } else {
      page.places.push_back(entry);
    }
    return true;
  });
  return page;
}

ListIndex::Page ListIndex::page(const Wanted& wanted) const {
  const auto filters = filters_of(wanted.filters);
  const auto counts = filters.empty() ? nullptr : counts_->of(filters, ordering_);
  const auto stretch = stretch_of(wanted);
  Page page;
  if (wanted.order == ListOrder::newest_first) {
    page = newest_first(wanted, filters);
  } else {
    page.places = window(wanted, filters, counts.get(), stretch);
  }
  page.count = count(filters, counts.get(), stretch.first, stretch.last);
  const auto ahead = wanted.after ? count(filters, counts.get(), stretch.begin, stretch.end) : page.count;
  page.has_more = ahead > wanted.from && ahead - wanted.from > wanted.size;
  return page;
}

Changes ListIndex::changed_from(std::uint64_t seq_no, std::size_t limit) const {
  std::vector<const ListEntry*> changed;
  for (const auto& entry : entries_) {
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
