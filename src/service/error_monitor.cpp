#include "service/error_monitor.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace headrace::service {

void ErrorMonitor::note(bool is_error) {
  consecutive_ = is_error ? consecutive_ + 1 : 0;
  if (is_error) ++total_;
  if (window_.empty()) return;
  if (window_[position_]) --in_window_;
  if (is_error) ++in_window_;
  window_[position_] = is_error;
  position_ = (position_ + 1) % window_.size();
}

/// Which limit is passed, in words; "" while none is.
std::string ErrorMonitor::exceeded() const {
  if (consecutive_ > limits_.max_consecutive) return fmt::format("{} errors in a row (limit {})", consecutive_, limits_.max_consecutive);
  if (total_ > limits_.max_total) return fmt::format("{} errors in total (limit {})", total_, limits_.max_total);
  if (window_.empty()) return {};
  const double rate = static_cast<double>(in_window_) / static_cast<double>(window_.size());
  if (rate <= limits_.max_rate) return {};
  return fmt::format("{} errors within {} operations (limit {:g} %)", in_window_, window_.size(), limits_.max_rate * 100);
}

Result<void> ErrorMonitor::on_error(std::string reason) {
  note(true);
  last_.push_back(std::move(reason));
  if (last_.size() > limits_.kept) last_.pop_front();
  if (!limits_.enabled) return {};
  const auto limit = exceeded();
  if (limit.empty()) return {};
  return fail(ErrorKind::rejected_execution,
              fmt::format("The index refused too many documents: {}. The last reasons: {}", limit, fmt::join(last_, "; ")));
}

}  // namespace headrace::service
