#pragma once
// From one thread to another, bounded by bytes: a fast reader waits for a slow writer, and memory stays where the configuration puts it
// (docs/spec/connector-service.md 11.7). Handing over is a condition variable, never a tick of a clock.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace headrace::service {

template <class T>
class Channel {
 public:
  explicit Channel(std::uint64_t max_bytes) : max_bytes_(max_bytes) {}

  /// Waits until there is room; an item larger than the channel goes alone. False when nothing is taken any more: the item is dropped.
  bool put(T item, std::uint64_t bytes) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return is_closed_ || bytes_ == 0 || bytes_ + bytes <= max_bytes_; });
    if (is_closed_) return false;
    items_.emplace_back(std::move(item), bytes);
    bytes_ += bytes;
    filled_.notify_one();
    return true;
  }

  /// Waits for an item; none when there will be no more.
  std::optional<T> take() {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [&] { return is_closed_ || !items_.empty(); });
    if (items_.empty()) return std::nullopt;
    auto [item, bytes] = std::move(items_.front());
    items_.pop_front();
    bytes_ -= bytes;
    room_.notify_one();
    return std::move(item);
  }

  /// Nothing more comes; what is inside can still be taken.
  void finish() {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
    room_.notify_all();
    filled_.notify_all();
  }

  /// Drops what is inside and lets everybody go.
  void abandon() {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
    items_.clear();
    bytes_ = 0;
    room_.notify_all();
    filled_.notify_all();
  }

 private:
  const std::uint64_t max_bytes_;
  std::mutex mutex_;
  std::condition_variable room_, filled_;
  // guarded by mutex_
  std::deque<std::pair<T, std::uint64_t>> items_;
  std::uint64_t bytes_ = 0;
  bool is_closed_ = false;
};

}  // namespace headrace::service
