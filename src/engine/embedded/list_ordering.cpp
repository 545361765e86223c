#include "engine/embedded/list_ordering.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace headrace::engine::embedded {
namespace {

constexpr std::size_t largest_block = 1024;

}  // namespace

bool is_before(ListLayout::Ties ties, const ListPlace& a, const ListPlace& b) {
  if (ties == ListLayout::Ties::by_id) return std::tie(a.order, a.id) < std::tie(b.order, b.id);
  return std::tie(a.order, a.creation) < std::tie(b.order, b.creation);
}

std::size_t ListOrdering::block_of(const ListEntry& entry) const {
  const auto found = std::ranges::partition_point(blocks_, [&](const Block& block) { return is_before(ties_, *block.back(), entry); });
  const auto position = static_cast<std::size_t>(found - blocks_.begin());
  return std::min(position, blocks_.size() - 1);
}

void ListOrdering::insert(const ListEntry& entry) {
  ++size_;
  if (blocks_.empty()) {
    blocks_.push_back({&entry});
    return;
  }
  const auto position = block_of(entry);
  auto& block = blocks_[position];
  block.insert(std::ranges::partition_point(block, [&](const auto* other) { return is_before(ties_, *other, entry); }), &entry);
  if (block.size() <= largest_block) return;
  // At the end, where most entries come, a full block stays full.
  const bool is_appending = position + 1 == blocks_.size() && block.back() == &entry;
  const auto middle = block.begin() + static_cast<std::ptrdiff_t>(is_appending ? block.size() - 1 : block.size() / 2);
  Block upper(middle, block.end());
  block.erase(middle, block.end());
  blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(position) + 1, std::move(upper));
}

void ListOrdering::erase(const ListEntry& entry) {
  const auto position = block_of(entry);
  auto& block = blocks_[position];
  block.erase(std::ranges::partition_point(block, [&](const auto* other) { return is_before(ties_, *other, entry); }));
  if (block.empty()) blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(position));
  --size_;
}

std::size_t ListOrdering::count_while(const std::function<bool(const ListEntry&)>& holds) const {
  const auto last = std::ranges::partition_point(blocks_, [&](const Block& block) { return holds(*block.back()); });
  std::size_t count = 0;
  for (auto block = blocks_.begin(); block != last; ++block) count += block->size();
  if (last == blocks_.end()) return count;
  const auto first_other = std::ranges::partition_point(*last, [&](const auto* entry) { return holds(*entry); });
  return count + static_cast<std::size_t>(first_other - last->begin());
}

std::size_t ListOrdering::count_before(const ListPlace& place) const {
  return count_while([&](const ListEntry& entry) { return is_before(ties_, entry, place); });
}

std::size_t ListOrdering::count_up_to(const ListPlace& place) const {
  return count_while([&](const ListEntry& entry) { return !is_before(ties_, place, entry); });
}

void ListOrdering::visit(std::size_t from, bool backwards, const std::function<bool(const ListEntry&)>& visit) const {
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const auto& block = blocks_[backwards ? blocks_.size() - 1 - i : i];
    if (from >= block.size()) {
      from -= block.size();
      continue;
    }
    for (; from < block.size(); ++from) {
      if (!visit(*block[backwards ? block.size() - 1 - from : from])) return;
    }
    from = 0;
  }
}

void ListOrdering::visit_newest_first(const std::function<bool(const ListEntry&)>& visit) const {
  std::vector<const ListEntry*> equals;
  bool wants_more = true;
  auto visit_equals = [&] {
    std::ranges::sort(equals, std::greater<>(), &ListEntry::creation);
    for (std::size_t i = 0; i < equals.size() && wants_more; ++i) wants_more = visit(*equals[i]);
    equals.clear();
    return wants_more;
  };
  const auto is_missing = [](const ListEntry& entry) { return entry.order.starts_with('\1'); };
  for (const bool missing_ones : {false, true}) {
    this->visit(0, true, [&](const ListEntry& entry) {
      if (is_missing(entry) != missing_ones) return !missing_ones;
      if (!equals.empty() && equals.back()->order != entry.order && !visit_equals()) return false;
      equals.push_back(&entry);
      return true;
    });
    if (!wants_more || !visit_equals()) return;
  }
}

}  // namespace headrace::engine::embedded
