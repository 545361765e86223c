#include "service/foreground.h"

namespace headrace::service {

ForegroundSync::ForegroundSync(const Context& context, Claimed claimed)
    : clock_(context.clock), job_(context, std::move(claimed.job), std::move(claimed.connector), claimed.is_restart, [this] {
        const std::lock_guard lock(mutex_);
        has_ended_ = true;
        changed_.notify_all();
      }) {
  job_.start();
}

bool ForegroundSync::wait_until(base::Instant until) {
  std::unique_lock lock(mutex_);
  while (!has_ended_ && clock_.now() < until) clock_.wait_until(lock, changed_, until);
  return has_ended_;
}

}  // namespace headrace::service
