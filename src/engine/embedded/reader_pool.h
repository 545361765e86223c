#pragma once
// Threads for reads that may wait for the disk: cold documents and scans. The io_contexts never block.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/embedded/errors.h"
#include "engine/embedded/handover.h"

namespace headrace::engine::embedded {

/// What is read for the connector indices goes first.
enum class Urgency { state, content };

class ReaderPool {
 public:
  explicit ReaderPool(std::size_t threads);
  ~ReaderPool();
  ReaderPool(const ReaderPool&) = delete;
  ReaderPool& operator=(const ReaderPool&) = delete;

  /// Runs `read` on a thread of the pool. Errors: unavailable when the pool is closed; internal when `read` throws.
  template <class T>
  Awaitable<Result<T>> run(Urgency urgency, std::function<Result<T>()> read) {
    Result<T> result = fail(store_closed());
    co_await handed_over([&](const Wake& wake) {
      auto task = [&result, &read, wake] {
        result = guarded(read);
        wake();
      };
      if (!submit(urgency, std::move(task))) wake();
    });
    co_return result;
  }

  /// Runs `task`, which must not throw, some time. False, and it is not run, when the pool is closed.
  bool submit(Urgency urgency, std::function<void()> task);

  /// Finishes what was accepted and ends the threads.
  void close();

 private:
  template <class T>
  static Result<T> guarded(const std::function<Result<T>()>& read) {
    try {
      return read();
    } catch (const std::exception& problem) {
      return fail(ErrorKind::internal, problem.what());
    }
  }

  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> urgent_, others_;  // guarded by mutex_
  bool is_closed_ = false;                             // guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace headrace::engine::embedded
