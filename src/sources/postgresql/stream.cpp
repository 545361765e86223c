#include "sources/postgresql/stream.h"

#include <algorithm>

#include "base/log.h"

namespace headrace::sources::postgresql {
namespace {

constexpr std::size_t queue_bytes = 3 << 20;

}  // namespace

json::Value Cursors::value() const {
  const std::lock_guard lock(mutex_);
  if (values_.empty()) return nullptr;
  json::Value object{json::Object()};
  for (const auto& [table, value] : values_) object.set(table, value);
  return object;
}

Stream::Stream(const Settings& settings, const StopFlag& stop)
    : settings_(settings), stop_(stop), is_stopped_([this] { return stop_ || is_over_; }) {}

Stream::~Stream() {
  is_over_ = true;
  if (queue_) queue_->abandon();
  for (auto& thread : threads_) thread.join();
}

Result<void> Stream::start(const Plan& plan) {
  TRY(auto session, Session::open(settings_.endpoint, settings_.attempts, is_stopped_));
  first_.emplace(std::move(session));
  TRY(snapshot_, begin_snapshot(*first_, settings_.parallel_tables > 1));
  TRY(tasks_, plan(*first_, snapshot_));
  const auto most = snapshot_.id.empty() ? 1 : static_cast<std::size_t>(settings_.parallel_tables);
  const auto count = std::max<std::size_t>(1, std::min(most, tasks_.size()));
  queue_.emplace(count, queue_bytes);
  for (std::size_t i = 0; i < count; ++i) threads_.emplace_back([this, i] { work(i == 0 ? &*first_ : nullptr); });
  return {};
}

/// `session`: the first one; the others open one of their own. One that cannot is missed by nobody: the first one reads everything.
void Stream::work(Session* session) {
  if (session != nullptr) {
    if (auto done = work_through(*session); !done) fail_all(std::move(done).error());
  } else {
    auto opened = Session::open(settings_.endpoint, 1, is_stopped_);
    if (auto joined = opened ? join_snapshot(*opened, snapshot_) : Result<void>(std::unexpected(opened.error())); !joined) {
      base::log_warning("postgresql", "fewer tables are read at the same time", {{"error.message", joined.error().reason}});
    } else if (auto done = work_through(*opened); !done) {
      fail_all(std::move(done).error());
    }
  }
  queue_->end_writer();
}

Result<void> Stream::work_through(Session& session) {
  Output output(*queue_);
  for (auto place = next_task_++; place < tasks_.size(); place = next_task_++) {
    TRY_VOID(tasks_[place](session, output));
    TRY_VOID(output.flush());
  }
  return {};
}

void Stream::fail_all(Error error) {
  {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::move(error);
  }
  is_over_ = true;  // the others end too, and their errors are no news
}

Result<std::optional<SourceItem>> Stream::next() {
  if (stop_) return stopped();
  auto item = queue_->next();
  if (stop_) return stopped();
  if (item) return item;
  const std::lock_guard lock(mutex_);
  if (error_) return fail(*error_);
  return std::nullopt;
}

}  // namespace headrace::sources::postgresql
