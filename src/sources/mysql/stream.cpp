#include "sources/mysql/stream.h"

#include <algorithm>
#include <utility>

#include "base/log.h"

namespace headrace::sources::mysql {
namespace {

constexpr std::size_t max_queued_bytes = 3UL * 1024 * 1024;

std::size_t workers(const StreamPlan& plan) { return std::min(plan.parallel, plan.tasks.size()); }

}  // namespace

ParallelStream::ParallelStream(Settings settings, StreamPlan plan, const StopFlag& stop)
    : settings_(std::move(settings)), plan_(std::move(plan)), stop_(stop), queue_(workers(plan_), max_queued_bytes) {
  if (plan_.session) plan_.session->interrupt_by(Interruption(stop_, has_ended_));
  for (std::size_t i = 0; i < workers(plan_); ++i)
    threads_.emplace_back([this, session = i == 0 ? std::move(plan_.session) : nullptr]() mutable { work(std::move(session)); });
}

ParallelStream::~ParallelStream() {
  has_ended_ = true;
  queue_.abandon();
  for (auto& thread : threads_) thread.join();
}

Result<std::optional<SourceItem>> ParallelStream::next() {
  if (stop_) return std::nullopt;
  auto item = queue_.next();
  if (stop_) return std::nullopt;
  if (item) return item;
  const std::lock_guard lock(mutex_);
  if (error_) return fail(*error_);
  return std::nullopt;
}

void ParallelStream::work(std::unique_ptr<Session> session) {
  if (const auto worked = work_on_tasks(std::move(session)); !worked && worked.error().kind != interrupted) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = worked.error();
    has_ended_ = true;  // the others read for nothing
  }
  queue_.end_writer();
}

/// `session`: of the first thread. The others do without one when the server gives no more: the first reads everything then.
Result<void> ParallelStream::work_on_tasks(std::unique_ptr<Session> session) {
  if (session) {
    TRY_VOID(session->begin_snapshot());
  } else if (auto opened = open()) {
    session = std::move(*opened);
  } else {
    if (opened.error().kind != interrupted)
      base::log_warning("mysql", "fewer tables are read at the same time", {{"error.message", opened.error().reason}});
    return {};
  }
  while (true) {
    const auto number = next_task_++;
    if (number >= plan_.tasks.size()) return {};
    if (!session->is_usable()) {
      session.reset();
      TRY(session, open());
    }
    TRY_VOID(run(plan_.tasks[number], *session));
  }
}

Result<std::unique_ptr<Session>> ParallelStream::open() const {
  TRY(auto session, Session::open(settings_, Interruption(stop_, has_ended_)));
  TRY_VOID(session->begin_snapshot());
  return session;
}

Result<void> ParallelStream::run(ScopeTask& task, Session& session) {
  database::Output output(queue_);
  if (auto read = task.read(session, output); !read) {
    TRY_VOID(output.flush());
    if (read.error().kind != ErrorKind::internal) return read;
    TRY_VOID(output.put(ScopeEvent{.kind = ScopeEvent::Kind::failed, .scope = task.scope, .text = std::move(read).error().reason}));
  }
  return output.flush();
}

}  // namespace headrace::sources::mysql
