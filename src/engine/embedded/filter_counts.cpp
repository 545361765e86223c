#include "engine/embedded/filter_counts.h"

namespace headrace::engine::embedded {
namespace {

bool is_current(const FilterCounts::Counts& counts, const std::vector<ListOrdering::Head>& heads) {
  if (counts.size() != heads.size()) return false;
  for (std::size_t i = 0; i < heads.size(); ++i) {
    if (counts[i].stamp != heads[i].stamp) return false;
  }
  return true;
}

}  // namespace

std::shared_ptr<const FilterCounts::Counts> FilterCounts::find(const Filters& filters) {
  const std::lock_guard lock(mutex_);
  const auto found = remembered_.find(filters);
  if (found == remembered_.end()) return nullptr;
  uses_.splice(uses_.begin(), uses_, found->second.use);
  return found->second.counts;
}

void FilterCounts::keep(const Filters& filters, std::shared_ptr<const Counts> counts) {
  const std::lock_guard lock(mutex_);
  const auto [place, is_new] = remembered_.try_emplace(filters);
  place->second.counts = std::move(counts);
  if (!is_new) return;
  uses_.push_front(&place->first);
  place->second.use = uses_.begin();
  if (remembered_.size() <= most_filters_) return;
  const auto* oldest = uses_.back();
  uses_.pop_back();
  remembered_.erase(remembered_.find(*oldest));
}

std::shared_ptr<const FilterCounts::Counts> FilterCounts::of(const Filters& filters, const ListOrdering& ordering) {
  const auto& heads = ordering.heads();
  const auto known = find(filters);
  if (known && is_current(*known, heads)) return known;
  auto counts = known ? std::make_shared<Counts>(*known) : std::make_shared<Counts>();
  counts->resize(heads.size());
  for (std::size_t i = 0; i < heads.size(); ++i) {
    auto& count = (*counts)[i];
    if (count.stamp != heads[i].stamp) count = {heads[i].stamp, ordering.count(i, filters)};
  }
  keep(filters, counts);
  return counts;
}

}  // namespace headrace::engine::embedded
