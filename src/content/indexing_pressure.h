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

  /// What one request holds; gives it back when it goes. From one thread at a time.
  class Lease {
   public:
    Lease(Lease&& other) noexcept : pressure_(other.pressure_), bytes_(std::exchange(other.bytes_, 0)) {}
    ~Lease() { must_hold(0); }
    Lease& operator=(Lease&&) = delete;

    /// From now on it is this much. Less is never refused, and neither is a request that is alone. Errors: rejected_execution; then it
    /// holds what it held.
    Result<void> hold(std::uint64_t bytes);
    /// The same for what is there already and cannot be refused any more.
    void must_hold(std::uint64_t bytes);

   private:
    friend IndexingPressure;
    explicit Lease(IndexingPressure& pressure) : pressure_(&pressure) {}

    IndexingPressure* pressure_;
    std::uint64_t bytes_ = 0;
  };

  /// A request that alone is above the limit is taken when there is no other. Errors: rejected_execution.
  Result<Lease> take(std::uint64_t bytes);
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  const std::uint64_t limit_;
  std::atomic<std::uint64_t> bytes_ = 0;
};

}  // namespace headrace::content
