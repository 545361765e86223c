#include "engine/embedded/change_log.h"

#include <algorithm>
#include <ranges>
#include <string_view>
#include <unordered_set>

namespace headrace::engine::embedded {

void ChangeLog::add(Change change) {
  entries_.push_back(std::move(change));
  if (entries_.size() <= most_entries_) return;
  first_ = entries_.front().seq_no + 1;
  entries_.pop_front();
}

std::optional<Changes> ChangeLog::from(std::uint64_t from, std::size_t limit) const {
  if (from < first_) return std::nullopt;
  const auto begin = std::ranges::lower_bound(entries_, from, {}, &Change::seq_no);
  const auto count = std::min(limit, static_cast<std::size_t>(entries_.end() - begin));
  const std::ranges::subrange window(begin, begin + static_cast<std::ptrdiff_t>(count));
  Changes found{.changes = {}, .next = count == 0 ? from : window.back().seq_no + 1};
  std::unordered_set<std::string_view> seen;
  for (const auto& change : std::views::reverse(window)) {
    if (seen.insert(change.id).second) found.changes.push_back(change);
  }
  std::ranges::reverse(found.changes);
  return found;
}

}  // namespace headrace::engine::embedded
