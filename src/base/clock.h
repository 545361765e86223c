#pragma once
// Time: one type, one way to write it, one way to read it, and a clock that tests can turn.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace headrace::base {

/// Nanoseconds since 1970-01-01T00:00:00Z, UTC. Good for years 1678 to 2262.
using Instant = std::chrono::sys_time<std::chrono::nanoseconds>;
using Nanoseconds = std::chrono::nanoseconds;

/// `2026-03-04T05:06:07.089Z`: UTC, 3 to 9 fraction digits, as many as needed (docs/spec/sync-jobs.md 1.3).
std::string format_instant(Instant);

/// `2026-08-20T15:22:52.123456+00:00`: how the connector service writes time (docs/spec/connector-service.md 6.6);
/// microseconds, the fraction left out when zero.
std::string format_instant_with_offset(Instant);

/// Reads an ISO instant: date, `T`, hours, minutes and seconds, up to 9 fraction digits, `Z` or `±hh:mm` (docs/spec/sync-jobs.md 1.3).
/// Errors: date_time_parse.
Result<Instant> parse_instant(std::string_view text);

/// Reads what a stored date field may hold: the above, a date alone, a time without seconds, no zone (taken as UTC),
/// or epoch milliseconds (docs/spec/document-api.md 3.7). Errors: date_time_parse.
Result<Instant> parse_date(std::string_view text);

/// The wall clock and how to wait on it. Everything that asks for the time is given one of these.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() = 0;
  /// Waits on `condition` (with `lock` held) until it is notified or `until` has come; true when it was not the time that ended it.
  virtual bool wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable& condition, Instant until) = 0;
};

/// The clock of the machine.
Clock& system_clock();

/// A clock that stands still until a test moves it. Waiters wake when the time they wait for has come.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  Instant now() override;
  bool wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable& condition, Instant until) override;
  /// Moves the time and wakes whoever waits. Must not be called with a lock that a waiter holds.
  void advance(Nanoseconds by);

 private:
  struct Waiter {
    std::mutex* mutex;
    std::condition_variable* condition;
    bool operator==(const Waiter&) const = default;
  };
  std::mutex mutex_;
  Instant now_;
  std::vector<Waiter> waiters_;
};

}  // namespace headrace::base
