#include "sources/mysql/stream.h"

#include <chrono>
#include <utility>

#include "base/log.h"

namespace headrace::sources::mysql {
namespace {

constexpr std::size_t batch_bytes = 256UL * 1024;
constexpr std::size_t max_queued_bytes = 8UL * 1024 * 1024;
// A flag of another thread cannot wake anybody; how soon it is seen.
constexpr std::chrono::milliseconds look_every{100};

std::size_t bytes_of(const SourceItem& item) {
  const auto* document = std::get_if<SourceDocument>(&item);
  return sizeof(SourceItem) + (document == nullptr ? 0 : document->members.size());
}

std::unexpected<Error> is_over() { return fail(interrupted, "The read was stopped."); }

}  // namespace

Result<void> ItemSink::put(SourceItem item) {
  const bool is_event = std::holds_alternative<ScopeEvent>(item);  // people wait for these
  bytes_ += bytes_of(item);
  batch_.push_back(std::move(item));
  return bytes_ < batch_bytes && !is_event ? Result<void>() : flush();
}

Result<void> ItemSink::flush() {
  if (batch_.empty()) return {};
  return stream_.put({std::exchange(batch_, {}), std::exchange(bytes_, 0)});
}

ParallelStream::ParallelStream(Settings settings, StreamPlan plan, const StopFlag& stop)
    : settings_(std::move(settings)), plan_(std::move(plan)), stop_(stop) {
  working_ = std::min(plan_.parallel, plan_.tasks.size());
  if (plan_.session) plan_.session->interrupt_by(Interruption(stop_, has_ended_));
  for (std::size_t i = 0; i < working_; ++i)
    threads_.emplace_back([this, session = i == 0 ? std::move(plan_.session) : nullptr]() mutable { work(std::move(session)); });
}

ParallelStream::~ParallelStream() {
  {
    const std::lock_guard lock(mutex_);
    has_ended_ = true;
  }
  has_changed_.notify_all();
  for (auto& thread : threads_) thread.join();
}

Result<std::optional<SourceItem>> ParallelStream::next() {
  while (given_ == current_.items.size()) {
    TRY(const bool has_more, take_batch());
    if (!has_more) return std::nullopt;
  }
  if (stop_.load(std::memory_order_relaxed)) return std::nullopt;
  return std::move(current_.items[given_++]);
}

/// False at the end, or after a stop.
Result<bool> ParallelStream::take_batch() {
  std::unique_lock lock(mutex_);
  while (queue_.empty() && working_ > 0 && !error_ && !stop_) has_changed_.wait_for(lock, look_every);
  if (stop_) return false;
  if (queue_.empty()) {
    if (error_) return fail(*error_);
    return false;
  }
  current_ = std::move(queue_.front());
  given_ = 0;
  queue_.pop_front();
  queued_bytes_ -= current_.bytes;
  lock.unlock();
  has_changed_.notify_all();
  return true;
}

Result<void> ParallelStream::put(Batch batch) {
  std::unique_lock lock(mutex_);
  while (queued_bytes_ >= max_queued_bytes && !has_ended_ && !stop_ && !error_) has_changed_.wait_for(lock, look_every);
  if (has_ended_ || stop_ || error_) return is_over();
  queued_bytes_ += batch.bytes;
  queue_.push_back(std::move(batch));
  lock.unlock();
  has_changed_.notify_all();
  return {};
}

void ParallelStream::work(std::unique_ptr<Session> session) {
  const auto worked = work_on_tasks(std::move(session));
  {
    const std::lock_guard lock(mutex_);
    --working_;
    if (!worked && worked.error().kind != interrupted && !error_) {
      error_ = worked.error();
      has_ended_ = true;  // the others read for nothing
    }
  }
  has_changed_.notify_all();
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
  ItemSink sink(*this);
  if (auto read = task.read(session, sink); !read) {
    TRY_VOID(sink.flush());
    if (read.error().kind != ErrorKind::internal) return read;
    TRY_VOID(sink.put(ScopeEvent{.kind = ScopeEvent::Kind::failed, .scope = task.scope, .text = std::move(read).error().reason}));
  }
  return sink.flush();
}

}  // namespace headrace::sources::mysql
