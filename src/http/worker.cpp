#include "http/worker.h"

#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <set>

#include "base/log.h"

namespace headrace::http {
namespace {

namespace asio = boost::asio;

}  // namespace

struct Worker::Loop {
  explicit Loop(std::shared_ptr<Shared> all) : shared(std::move(all)), work(context.get_executor()) {}

  std::shared_ptr<Shared> shared;  // the loop may outlive its server, see ~Worker
  std::set<Connection*> connections;
  bool is_draining = false;
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work;
  std::thread thread;
  Loop* next_unfinished = nullptr;  ///< see ~Worker

  Awaitable<void> serve(int descriptor);
  void leave();
  void run();
};

/// Before it sleeps it lets others run that wait for its core, who may be those that it waits for: to be woken costs more than a small
/// answer. Where nobody else wants to run that takes no time.
void Worker::Loop::run() {
  constexpr int times_to_yield = 2;
  while (!context.stopped()) {
    auto done = context.poll();
    for (int i = 0; i < times_to_yield && done == 0; ++i) {
      ::sched_yield();
      done = context.poll();
    }
    if (done == 0) context.run_one();
  }
}

void Worker::Loop::leave() {
  const std::lock_guard lock(shared->mutex);
  --shared->connections;
  shared->changed.notify_all();
}

Awaitable<void> Worker::Loop::serve(int descriptor) {
  std::unique_ptr<Connection> connection;
  try {
    connection = std::make_unique<Connection>(*shared, context, descriptor);
    connections.insert(connection.get());
  } catch (const std::exception& problem) {
    base::log_error("http", "a connection could not be taken", {{"error.message", problem.what()}});
    if (connection == nullptr) ::close(descriptor);
  }
  if (connection != nullptr) {
    if (is_draining) connection->drain();
    co_await connection->run();
    connections.erase(connection.get());
    connection.reset();
  }
  leave();
}

Worker::Worker(std::shared_ptr<Shared> shared) : loop_(std::make_unique<Loop>(std::move(shared))) {}

Worker::~Worker() {
  stop();
  if (loop_->connections.empty()) return;
  // Never destroyed, also not at exit: the handlers in it refer to what is gone by then.
  static std::mutex mutex;
  static Loop* unfinished = nullptr;
  const std::lock_guard lock(mutex);
  loop_->next_unfinished = unfinished;
  unfinished = loop_.release();
}

void Worker::start() {
  loop_->thread = std::thread([loop = loop_.get()] {
    pthread_setname_np(pthread_self(), "http");
    loop->run();
  });
}

void Worker::adopt(int descriptor) { asio::co_spawn(loop_->context, loop_->serve(descriptor), asio::detached); }

void Worker::drain() {
  asio::post(loop_->context, [loop = loop_.get()] {
    loop->is_draining = true;
    for (auto* connection : loop->connections) connection->drain();
  });
}

void Worker::close_all() {
  asio::post(loop_->context, [loop = loop_.get()] {
    for (auto* connection : loop->connections) connection->close();
  });
}

void Worker::stop() {
  loop_->context.stop();
  if (loop_->thread.joinable()) loop_->thread.join();
}

}  // namespace headrace::http
