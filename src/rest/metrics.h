#pragma once
// What `/metrics` tells, as Prometheus text.

#include <array>
#include <atomic>
#include <cstdint>
#include <string>

namespace headrace::rest {

/// Counts answers. From many threads.
class Metrics {
 public:
  void count_answer(unsigned status);
  /// Prometheus text format 0.0.4.
  [[nodiscard]] std::string text() const;

 private:
  std::array<std::atomic<std::uint64_t>, 5> answers_{};  ///< by status class, 1xx first
};

}  // namespace headrace::rest
