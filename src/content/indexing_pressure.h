#pragma once
// How much is on its way into the indices. Whoever comes while it is too much is told to come again, so that a slow disk fills no memory.

#include <atomic>
#include <cstdint>
#include <memory>

#include "base/result.h"

namespace headrace::content {

/// From many threads.
class IndexingPressure {
 public:
  explicit IndexingPressure(std::uint64_t limit) : limit_(limit) {}
  IndexingPressure(const IndexingPressure&) = delete;
  IndexingPressure& operator=(const IndexingPressure&) = delete;

  /// Gives the bytes back when it goes.
  struct Release {
    void operator()(IndexingPressure* pressure) const { pressure->bytes_ -= bytes; }
    std::uint64_t bytes = 0;
  };
  using Lease = std::unique_ptr<IndexingPressure, Release>;

  /// A request that alone is above the limit is taken when there is no other. Errors: rejected_execution.
  Result<Lease> take(std::uint64_t bytes);
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  const std::uint64_t limit_;
  std::atomic<std::uint64_t> bytes_ = 0;
};

}  // namespace headrace::content
