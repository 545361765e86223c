#include "service/housekeeping.h"

#include "base/log.h"
#include "service/block_on.h"

namespace headrace::service {

Housekeeping::Housekeeping(engine::StateStore& store, control::Retention retention, std::chrono::milliseconds interval, base::Clock& clock)
    : store_(store), retention_(std::move(retention)), interval_(interval), clock_(clock), thread_([this] { run(); }) {}

Housekeeping::~Housekeeping() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Housekeeping::run() {
  std::unique_lock lock(mutex_);
  while (!is_stopping_) {
    lock.unlock();
    const auto pruned = block_on(control::prune_sync_jobs(store_, retention_, clock_.now(), false));
    if (!pruned) {
      base::log_warning("housekeeping", "ended jobs could not be removed", {{"error.message", pruned.error().reason}});
    } else if (pruned->count > 0) {
      base::log_info("housekeeping", "ended jobs removed by the retention", {{"count", std::to_string(pruned->count)}});
    }
    lock.lock();
    changed_.wait_for(lock, interval_, [this] { return is_stopping_; });
  }
}

}  // namespace headrace::service
