#pragma once
// A thread with an event loop and the connections that live in it.

#include <memory>

#include "http/connection.h"

namespace headrace::http {

class Worker {
 public:
  explicit Worker(std::shared_ptr<Shared> shared);
  /// Ends the thread. A handler that is still waiting for something then keeps the loop in memory, so that its completion, whenever it
  /// comes, finds where it belongs (and is not run).
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void start();
  /// Takes over a connected socket that is counted in Shared::connections. From any thread, like the following.
  void adopt(int descriptor);
  /// Idle connections end now, others after their answer.
  void drain();
  void close_all();
  /// Ends the thread.
  void stop();

 private:
  struct Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace headrace::http
