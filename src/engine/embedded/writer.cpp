#include "engine/embedded/writer.h"

#include <pthread.h>

#include "engine/embedded/errors.h"

namespace headrace::engine::embedded {
namespace {

// Bounds of a group: enough to share the price of a sync, not so much that the first waits long for the last.
constexpr std::size_t most_submissions = 1024;
constexpr std::size_t most_bytes = std::size_t{8} << 20;

}  // namespace

Writer::Writer(std::string name, WriterState state, std::function<void(const std::string&)> on_fatal)
    : state_(std::move(state)), on_fatal_(std::move(on_fatal)) {
  thread_ = std::thread([this, name = std::move(name)] {
    pthread_setname_np(pthread_self(), name.c_str());
    run();
  });
}

Writer::~Writer() { close(); }

std::optional<Error> Writer::enqueue(Submission& submission) {
  const std::lock_guard lock(mutex_);
  if (stopped_) return stopped_;
  if (is_closed_) return store_closed();
  waiting_.push_back(std::move(submission));
  changed_.notify_one();
  return std::nullopt;
}

void Writer::submit(Submission submission) {
  if (const auto refusal = enqueue(submission)) submission.finish(&*refusal);
}

std::vector<Submission> Writer::next_group() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return is_closed_ || !waiting_.empty(); });
  std::vector<Submission> group;
  std::size_t bytes = 0;
  while (!waiting_.empty() && group.size() < most_submissions && (group.empty() || bytes + waiting_.front().bytes <= most_bytes)) {
    bytes += waiting_.front().bytes;
    group.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return group;
}

void Writer::run() {
  while (true) {
    const auto group = next_group();
    if (group.empty()) return;
    commit(group);
  }
}

void Writer::commit(const std::vector<Submission>& submissions) {
  std::optional<Error> failure;
  {
    const std::lock_guard lock(mutex_);
    failure = stopped_;
  }
  bool is_fatal = false;
  bool wrote = false;
  if (!failure) {
    Group group(state_);
    for (const auto& submission : submissions) submission.apply(group);
    wrote = group.has_writes();
    if (auto committed = group.commit(); !committed) {
      is_fatal = true;
      failure = store_stopped(committed.error().reason);
      stop_after(*failure);
    }
  }
  for (const auto& submission : submissions) submission.finish(failure ? &*failure : nullptr);
  if (wrote && !failure) tell();
  if (is_fatal && on_fatal_) on_fatal_(failure->reason);
}

void Writer::on_commit(std::function<void()> listener) {
  const std::lock_guard lock(listener_mutex_);
  listener_ = std::move(listener);
}

void Writer::tell() {
  const std::lock_guard lock(listener_mutex_);
  if (listener_) listener_();
}

bool Writer::has_stopped() {
  const std::lock_guard lock(mutex_);
  return stopped_.has_value();
}

void Writer::stop_after(const Error& error) {
  const std::lock_guard lock(mutex_);
  stopped_ = error;
}

void Writer::close() {
  {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
  state_.database.reset();
}

}  // namespace headrace::engine::embedded
