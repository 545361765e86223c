#include "security/failed_logins.h"

#include <algorithm>

namespace headrace::security {
namespace {

constexpr std::size_t most_addresses = 10'000;
constexpr unsigned free_failures = 3;
constexpr std::chrono::milliseconds first_delay{100};
constexpr std::chrono::milliseconds longest_delay{5000};
constexpr std::chrono::hours remembered{1};

}  // namespace

std::chrono::milliseconds FailedLogins::failed(const std::string& address) {
  const auto now = clock_.now();
  const std::lock_guard lock(mutex_);
  if (by_address_.size() >= most_addresses && !by_address_.contains(address)) forget_old(now);
  auto& failures = by_address_[address];
  if (now - failures.last > remembered) failures.count = 0;
  failures.last = now;
  ++failures.count;
  if (failures.count <= free_failures) return std::chrono::milliseconds(0);
  const auto doublings = std::min(failures.count - free_failures - 1, 16U);
  return std::min(first_delay * (1U << doublings), longest_delay);
}

void FailedLogins::succeeded(const std::string& address) {
  const std::lock_guard lock(mutex_);
  by_address_.erase(address);
}

/// Those of long ago; were all of them recent, the one that has been quiet longest.
void FailedLogins::forget_old(base::Instant now) {
  std::erase_if(by_address_, [&](const auto& entry) { return now - entry.second.last > remembered; });
  if (by_address_.size() < most_addresses) return;
  by_address_.erase(std::ranges::min_element(by_address_, {}, [](const auto& entry) { return entry.second.last; }));
}

}  // namespace headrace::security
