#pragma once
// How many entries of each block of a list pass a filter, remembered for the filters that were asked for last. A block that has changed is
// counted anew, the others are not looked at.

#include <list>
#include <map>
#include <memory>
#include <mutex>

#include "engine/embedded/list_ordering.h"

namespace headrace::engine::embedded {

/// From many threads, as long as the ordering stands still.
class FilterCounts {
 public:
  using Filters = std::vector<SlotFilter>;
  /// Of one block: the stamp it had when it was counted, and the count.
  struct Count {
    std::uint64_t stamp = 0;
    std::size_t count = 0;
  };
  using Counts = std::vector<Count>;

  explicit FilterCounts(std::size_t most_filters = 256) : most_filters_(most_filters) {}

  /// As ordering.heads(). At least one filter.
  std::shared_ptr<const Counts> of(const Filters& filters, const ListOrdering& ordering);

 private:
  struct Remembered {
    std::shared_ptr<const Counts> counts;
    std::list<const Filters*>::iterator use;
  };

  std::shared_ptr<const Counts> find(const Filters& filters);
  void keep(const Filters& filters, std::shared_ptr<const Counts> counts);

  const std::size_t most_filters_;
  std::mutex mutex_;
  std::map<Filters, Remembered> remembered_;  ///< guarded by mutex_
  std::list<const Filters*> uses_;            ///< guarded by mutex_; the last used in front
};

}  // namespace headrace::engine::embedded
