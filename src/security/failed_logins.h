#pragma once
// Who fails to log in waits longer each time, address by address. The right password of others is never in the way.

#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "base/clock.h"

namespace headrace::security {

/// From many threads. Remembers a bounded number of addresses, each for an hour after its last failure.
class FailedLogins {
 public:
  explicit FailedLogins(base::Clock& clock) : clock_(clock) {}

  /// Notes a failure: how long the answer is to be held back. Nothing for the first few, then twice as long each time, up to 5 s.
  std::chrono::milliseconds failed(const std::string& address);
  void succeeded(const std::string& address);

 private:
  struct Failures {
    unsigned count = 0;
    base::Instant last{};
  };
  void forget_old(base::Instant now);

  base::Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Failures> by_address_;  ///< guarded by mutex_
};

}  // namespace headrace::security
