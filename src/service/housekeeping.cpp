#include "service/housekeeping.h"

#include <fmt/format.h>

#include "base/date_math.h"
#include "base/log.h"
#include "service/block_on.h"
#include "service/note_retention.h"

namespace headrace::service {
namespace {

void tell(std::string_view what, const Result<std::uint64_t>& removed) {
  if (!removed) {
    base::log_warning("housekeeping", fmt::format("{} could not be removed", what), {{"error.message", removed.error().reason}});
  } else if (*removed > 0) {
    base::log_info("housekeeping", fmt::format("{} removed by the retention", what), {{"count", std::to_string(*removed)}});
  }
}

}  // namespace

Housekeeping::Housekeeping(engine::Engine& engine, HousekeepingOptions options, base::Clock& clock)
    : engine_(engine), options_(std::move(options)), clock_(clock), thread_([this] { run(); }) {}

Housekeeping::~Housekeeping() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
    changed_.notify_all();
  }
  thread_.join();
}

void Housekeeping::run() {
  std::unique_lock lock(mutex_);
  while (!is_stopping_) {
    const auto next = clock_.now() + options_.interval;
    lock.unlock();
    clean();
    lock.lock();
    while (!is_stopping_ && clock_.now() < next) clock_.wait_until(lock, changed_, next);
  }
}

void Housekeeping::clean() {
  tell("ended jobs", clean_jobs());
  tell("old lines of job logs and failed documents", clean_notes());
  tell("checkpoints of ended jobs", clean_checkpoints());
}

Result<std::uint64_t> Housekeeping::clean_jobs() {
  TRY(const auto pruned, block_on(control::prune_sync_jobs(engine_.state(), options_.retention, clock_.now(), false)));
  return pruned.count;
}

Result<std::uint64_t> Housekeeping::clean_notes() {
  if (options_.job_log_age.empty()) return std::uint64_t{0};
  TRY(const auto oldest, base::resolve_date("now-" + options_.job_log_age, {.now = clock_.now()}));
  return remove_notes(engine_, oldest, [this] { return is_stopping(); });
}

Result<std::uint64_t> Housekeeping::clean_checkpoints() {
  return remove_checkpoints(engine_, [this] { return is_stopping(); });
}

bool Housekeeping::is_stopping() {
  const std::lock_guard lock(mutex_);
  return is_stopping_;
}

}  // namespace headrace::service
