#pragma once
// Threads for work that takes long or waits for others, such as the text of a file. The io_contexts never block.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/handover.h"
#include "base/result.h"

namespace headrace::content {

class WorkPool {
 public:
  /// Threads are started as work comes, at most `most_threads`; above `most_waiting` nothing more is taken.
  WorkPool(std::size_t most_threads, std::size_t most_waiting) : most_threads_(most_threads), most_waiting_(most_waiting) {}
  ~WorkPool();
  WorkPool(const WorkPool&) = delete;
  WorkPool& operator=(const WorkPool&) = delete;

  /// Runs `work` on a thread of the pool; what it refers to lives until then. Errors: rejected_execution when too much waits; internal when
  /// `work` throws.
  template <class T>
  Awaitable<Result<T>> run(std::function<Result<T>()> work) {
    Result<T> result = fail(ErrorKind::rejected_execution, "too many documents wait for the text of their files");
    co_await base::handed_over([&](const base::Wake& wake) {
      const bool is_taken = submit([&result, &work, wake] {
        try {
          result = work();
        } catch (const std::exception& problem) {
          result = fail(ErrorKind::internal, problem.what());
        }
        wake();
      });
      if (!is_taken) wake();
    });
    co_return result;
  }

 private:
  bool submit(std::function<void()> task);
  void work();

  const std::size_t most_threads_, most_waiting_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // All guarded by mutex_.
  std::deque<std::function<void()>> waiting_;
  std::size_t idle_ = 0;
  bool is_closed_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace headrace::content
