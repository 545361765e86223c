#include "content/work_pool.h"

#include <pthread.h>

namespace headrace::content {

/// What was taken is finished.
WorkPool::~WorkPool() {
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
    threads.swap(threads_);
    changed_.notify_all();
  }
  for (auto& thread : threads) thread.join();
}

bool WorkPool::submit(std::function<void()> task) {
  const std::lock_guard lock(mutex_);
  if (is_closed_ || waiting_.size() >= most_waiting_) return false;
  if (idle_ <= waiting_.size() && threads_.size() < most_threads_) {
    try {
      threads_.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
      if (threads_.empty()) return false;  // the system gives none now
    }
  }
  waiting_.push_back(std::move(task));
  changed_.notify_one();
  return true;
}

void WorkPool::work() {
  pthread_setname_np(pthread_self(), "files");
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    changed_.wait(lock, [this] { return is_closed_ || !waiting_.empty(); });
    --idle_;
    if (waiting_.empty()) return;
    auto task = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    task();
    task = nullptr;
    lock.lock();
  }
}

}  // namespace headrace::content
