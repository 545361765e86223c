#pragma once
// How many refused operations a sync may have before it must fail (docs/spec/connector-service.md 11.10).

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "base/result.h"

namespace headrace::service {

struct ErrorLimits {
  bool enabled = true;
  std::size_t max_total = 1000;
  std::size_t max_consecutive = 10;
  double max_rate = 0.15;
  std::size_t window = 100;  ///< operations that the rate is of; 0: no rate
  std::size_t kept = 10;     ///< errors that are remembered
};

class ErrorMonitor {
 public:
  explicit ErrorMonitor(ErrorLimits limits) : limits_(limits), window_(limits.window, false) {}

  void on_success() { note(false); }
  /// Errors: rejected_execution, when that was one too many; it names the last reasons.
  Result<void> on_error(std::string reason);
  [[nodiscard]] std::size_t total() const { return total_; }

 private:
  void note(bool is_error);
  [[nodiscard]] std::string exceeded() const;

  ErrorLimits limits_;
  std::vector<bool> window_;  ///< circular: the last operations, true for an error
  std::size_t position_ = 0;
  std::size_t in_window_ = 0;
  std::size_t total_ = 0;
  std::size_t consecutive_ = 0;
  std::deque<std::string> last_;
};

}  // namespace headrace::service
