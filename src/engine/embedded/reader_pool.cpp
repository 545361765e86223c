#include "engine/embedded/reader_pool.h"

#include <pthread.h>

namespace headrace::engine::embedded {

ReaderPool::ReaderPool(std::size_t threads) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

ReaderPool::~ReaderPool() { close(); }

bool ReaderPool::submit(Urgency urgency, std::function<void()> task) {
  const std::lock_guard lock(mutex_);
  if (is_closed_) return false;
  (urgency == Urgency::state ? urgent_ : others_).push_back(std::move(task));
  changed_.notify_one();
  return true;
}

void ReaderPool::work() {
  pthread_setname_np(pthread_self(), "reader");
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return is_closed_ || !urgent_.empty() || !others_.empty(); });
    auto& queue = urgent_.empty() ? others_ : urgent_;
    if (queue.empty()) return;
    auto task = std::move(queue.front());
    queue.pop_front();
    lock.unlock();
    task();
    task = nullptr;
    lock.lock();
  }
}

void ReaderPool::close() {
  {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
    changed_.notify_all();
  }
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

}  // namespace headrace::engine::embedded
