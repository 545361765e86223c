#pragma once
// The scrolls and points in time that are open. Each keeps a state of its indices alive, and with it what was written over since: so there
// is a bound on their number, on how long they wait, and on how much was written since the oldest was opened.

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "base/clock.h"
#include "content/scroll.h"

namespace headrace::content {

struct SearchContextLimits {
  std::size_t most = 500;  ///< of each kind
  std::chrono::hours longest_keep_alive{24};
  std::uint64_t most_bytes_written = 4ULL << 30;  ///< since one was opened; older ones are dropped
  std::chrono::milliseconds sweep_interval{10'000};
};

/// From many threads.
class SearchContexts {
 public:
  explicit SearchContexts(base::Clock& clock, SearchContextLimits limits = {});
  ~SearchContexts();
  SearchContexts(const SearchContexts&) = delete;
  SearchContexts& operator=(const SearchContexts&) = delete;

  using KeepAlive = std::chrono::nanoseconds;

  /// The new id. `owner` is whoever may close all of theirs at once. Errors: illegal_argument for a keep-alive that is too long or none;
  /// too_many_scroll_contexts.
  Result<std::string> open(Scroll scroll, KeepAlive keep_alive, std::string owner);
  Result<std::string> open(SearchState point_in_time, KeepAlive keep_alive, std::string owner);

  /// From now on it is kept for `keep_alive`, or for as long as the last time. Errors: illegal_argument for what is no id;
  /// search_phase_execution because of search_context_missing.
  Result<std::shared_ptr<const Scroll>> scroll(const std::string& id, std::optional<KeepAlive> keep_alive);
  Result<std::shared_ptr<const SearchState>> point_in_time(const std::string& id, std::optional<KeepAlive> keep_alive);

  /// The scroll has gone on from `from` to `to`; nothing when it is elsewhere by now.
  void advance(const std::string& id, const std::shared_ptr<const Scroll>& from, Scroll to);

  /// How many of them were open. Errors: illegal_argument for what is no id.
  Result<std::size_t> close(const std::vector<std::string>& ids);
  std::size_t close_scrolls_of(const std::string& owner);

  /// Drops what has expired and what keeps too much. Done by itself now and then.
  void sweep();
  [[nodiscard]] std::size_t size() const;

 private:
  struct Context {
    std::shared_ptr<const Scroll> scroll;  ///< one of the two
    std::shared_ptr<const SearchState> point_in_time;
    std::string owner;
    KeepAlive keep_alive{};
    base::Instant expires_at{};

    [[nodiscard]] const SearchState& state() const { return scroll ? scroll->state : *point_in_time; }
  };

  Result<void> check(KeepAlive keep_alive) const;
  Result<std::string> add(char kind, Context context);
  /// With the lock.
  Result<Context*> find(const std::string& id, std::optional<KeepAlive> keep_alive);
  void sweep_locked(std::vector<Context>& dropped);
  void run(const std::stop_token& stop);

  base::Clock& clock_;
  const SearchContextLimits limits_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<std::string, Context, std::less<>> contexts_;  ///< guarded by mutex_; the first letter of an id tells its kind
  std::jthread sweeper_;
};

}  // namespace headrace::content
