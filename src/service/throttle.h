#pragma once
// How many requests of one sync may be under way: half as many whenever the target says that it is too busy, one more after it has kept
// up for a while (docs/spec/connector-service.md 11.8).

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace headrace::service {

class Throttle {
 public:
  explicit Throttle(std::size_t most) : most_(most), allowed_(most) {}

  /// Waits for a place. False: it was closed.
  bool enter() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_closed_ || inside_ < allowed_; });
    if (is_closed_) return false;
    ++inside_;
    return true;
  }
  void leave(bool was_busy) {
    const std::lock_guard lock(mutex_);
    --inside_;
    if (was_busy) {
      allowed_ = std::max<std::size_t>(1, allowed_ / 2);
      good_ = 0;
    } else if (allowed_ < most_ && ++good_ >= good_for_one_more) {
      ++allowed_;
      good_ = 0;
    }
    changed_.notify_all();
  }
  void close() {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
    changed_.notify_all();
  }
  [[nodiscard]] std::size_t allowed() {
    const std::lock_guard lock(mutex_);
    return allowed_;
  }

 private:
  static constexpr int good_for_one_more = 10;
  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // guarded by mutex_
  std::size_t allowed_;
  std::size_t inside_ = 0;
  int good_ = 0;
  bool is_closed_ = false;
};

}  // namespace headrace::service
