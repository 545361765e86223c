#include "engine/embedded/list_index.h"

#include <algorithm>
#include <cassert>
#include <ranges>

namespace headrace::engine::embedded {

ListIndex::ListIndex(const ListLayout& layout, std::size_t largest_block)
    : layout_(layout), ordering_(layout.ties, entries_, largest_block), counts_(std::make_unique<FilterCounts>()) {
  assert(layout.keywords.size() <= KeywordSets::most_keywords);
}

KeywordSets::Number ListIndex::set_of(const Keywords& keywords) {
  KeywordSets::Codes codes{};
  for (std::size_t slot = 0; slot < layout_.keywords.size(); ++slot) codes[slot] = tables_[slot].add(keywords[slot]);
  const auto [set, is_new] = entries_.sets().add(codes);
  if (is_new) return set;
  for (std::size_t slot = 0; slot < layout_.keywords.size(); ++slot) tables_[slot].remove(codes[slot]);
  return set;
}

void ListIndex::release(KeywordSets::Number set) {
  const auto codes = entries_.sets().codes(set);
  if (!entries_.sets().remove(set)) return;
  for (std::size_t slot = 0; slot < layout_.keywords.size(); ++slot) tables_[slot].remove(codes[slot]);
}

void ListIndex::put(std::string_view id, const ListRecord& record) {
  const auto set = set_of(record.keywords);
  if (const auto made = entries_.add({id, record.seq_no, record.order, record.creation}, set)) return ordering_.insert(*made);
  const auto number = *entries_.find(id);
  const auto before = entries_.set(number);
  const auto place = entries_.place(number);
  const bool moves = place.order != record.order || place.creation != record.creation;
  if (moves) ordering_.erase(number);
  entries_.put_seq_no(number, record.seq_no);
  entries_.put_set(number, set);
  if (moves) {
    entries_.move(number, record.order, record.creation);
    ordering_.insert(number);
  } else if (set != before) {
    ordering_.recode(number, entries_.sets().codes(before), entries_.sets().codes(set));
  }
  release(before);
}

void ListIndex::erase(std::string_view id) {
  const auto number = entries_.find(id);
  if (!number) return;
  const auto set = entries_.set(*number);
  ordering_.erase(*number);
  entries_.remove(*number);
  release(set);
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
      for (const auto position : ordering_.matches(i, filters)) sum += first <= begin + position && begin + position < last ? 1 : 0;
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
    const auto& numbers = ordering_.numbers(i);
    const auto take = [&](std::size_t position) {
      if (first + position < stretch.begin || first + position >= stretch.end) return;
      if (to_skip > 0) {
        --to_skip;
      } else if (places.size() < wanted.size) {
        places.push_back(place_of(numbers[position]));
      }
    };
    if (counts != nullptr) {
      auto positions = ordering_.matches(i, filters);
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
  const auto passes = [this](ListEntries::Number number, const SlotFilter& filter) {
    return std::ranges::binary_search(filter.codes, entries_.codes(number)[filter.slot]);
  };
  ordering_.visit_newest_first([&](ListEntries::Number number) {
    if (page.places.size() == wanted.size) return false;
    if (!std::ranges::all_of(filters, [&](const auto& filter) { return passes(number, filter); })) return true;
    if (to_skip > 0) {
      --to_skip;
    } else {
      page.places.push_back(place_of(number));
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

ListPlace ListIndex::place_of(ListEntries::Number number) const {
  const auto place = entries_.place(number);
  return {std::string(place.id), place.seq_no, std::string(place.order), place.creation};
}

Changes ListIndex::changed_from(std::uint64_t seq_no, std::size_t limit) const {
  std::vector<ListEntries::Number> changed;
  ordering_.visit_from(0, size(), [&](auto number) {
    if (entries_.seq_no(number) >= seq_no) changed.push_back(number);
  });
  const auto count = std::min(limit, changed.size());
  std::ranges::partial_sort(changed, changed.begin() + static_cast<std::ptrdiff_t>(count), {},
                            [this](auto number) { return entries_.seq_no(number); });
  Changes found{.changes = {}, .next = seq_no};
  for (const auto number : changed | std::views::take(count)) {
    const auto place = entries_.place(number);
    found.changes.push_back({place.seq_no, std::string(place.id)});
    found.next = place.seq_no + 1;
  }
  return found;
}

void ListIndex::visit_behind(const std::optional<ListPlace>& after, std::size_t limit,
                             const std::function<void(const PlaceView&, KeywordSets::Number)>& visit) const {
  const auto first = after ? ordering_.count_up_to(*after) : 0;
  ordering_.visit_from(first, limit, [&](auto number) { visit(entries_.place(number), entries_.set(number)); });
}

ListIndex::Keywords ListIndex::keywords_of(KeywordSets::Number set) const {
  const auto& codes = entries_.sets().codes(set);
  Keywords keywords;
  for (std::size_t slot = 0; slot < layout_.keywords.size(); ++slot) keywords.push_back(tables_[slot].values(codes[slot]));
  return keywords;
}

ListFilling::ListFilling(ListIndex& list, std::size_t documents) : list_(list) {
  assert(list.size() == 0);
  numbers_.reserve(documents);
}

std::size_t ListFilling::add_keywords(const ListIndex::Keywords& keywords) {
  sets_.push_back(list_.set_of(keywords));
  return sets_.size() - 1;
}

void ListFilling::add(const PlaceView& place, std::size_t keywords) {
  list_.entries_.sets().count_again(sets_[keywords]);
  add_with_set(place, sets_[keywords]);
}

void ListFilling::add(const PlaceView& place, const ListIndex::Keywords& keywords) { add_with_set(place, list_.set_of(keywords)); }

void ListFilling::add_with_set(const PlaceView& place, KeywordSets::Number set) {
  auto& entries = list_.entries_;
  is_sorted_ = is_sorted_ && (numbers_.empty() || is_before(list_.layout_.ties, entries.place(numbers_.back()), place));
  numbers_.push_back(entries.add_unfindable(place, set));
}

void ListFilling::drop(std::vector<ListEntries::Number> numbers) {
  if (numbers.empty()) return;
  std::ranges::sort(numbers);
  std::erase_if(numbers_, [&](auto number) { return std::ranges::binary_search(numbers, number); });
  for (const auto number : numbers) {
    list_.release(list_.entries_.set(number));
    list_.entries_.drop(number);
  }
}

void ListFilling::finish() {
  drop(list_.entries_.make_findable());
  list_.ordering_.fill(std::move(numbers_), is_sorted_);
  for (const auto set : sets_) list_.release(set);
  sets_.clear();
}

}  // namespace headrace::engine::embedded
