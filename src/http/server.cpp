#include "http/server.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "http/listener.h"
#include "http/worker.h"

namespace headrace::http {
namespace {

/// How long connections whose sockets are closed have to notice it: only handlers that wait for something else need longer.
constexpr std::chrono::milliseconds unwinding{500};

class ThreadedServer final : public Server {
 public:
  ThreadedServer(std::unique_ptr<Listener> listener, std::shared_ptr<Shared> shared)
      : listener_(std::move(listener)), shared_(std::move(shared)) {
    const auto wanted = shared_->options.threads == 0 ? std::thread::hardware_concurrency() : shared_->options.threads;
    for (unsigned i = 0; i < std::max(1U, wanted); ++i) workers_.push_back(std::make_unique<Worker>(shared_));
  }
  ~ThreadedServer() override { stop(std::chrono::milliseconds(0)); }
  ThreadedServer(const ThreadedServer&) = delete;
  ThreadedServer& operator=(const ThreadedServer&) = delete;

  void start() override {
    for (auto& worker : workers_) worker->start();
    listener_->start([this](int descriptor) { accepted(descriptor); });
    is_running_ = true;
  }

  [[nodiscard]] std::uint16_t port() const override { return listener_->port(); }

  void stop(std::chrono::milliseconds grace) override {
    listener_->stop();
    if (!is_running_) return;
    is_running_ = false;
    for (auto& worker : workers_) worker->drain();
    if (!wait_until_empty(grace)) {
      for (auto& worker : workers_) worker->close_all();
      wait_until_empty(unwinding);
    }
    for (auto& worker : workers_) worker->stop();
  }

 private:
  /// In the listener's thread.
  void accepted(int descriptor) {
    if (!count_in()) return refuse(descriptor);
    workers_[next_++ % workers_.size()]->adopt(descriptor);
  }

  bool count_in() {
    const std::lock_guard lock(shared_->mutex);
    if (shared_->connections >= shared_->options.max_connections) return false;
    ++shared_->connections;
    return true;
  }

  void refuse(int descriptor) const {
    const auto body = fmt::format("too many connections, the limit is {}\n", shared_->options.max_connections);
    const auto answer = fmt::format(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=UTF-8\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{}",
        body.size(), body);
    [[maybe_unused]] const auto sent = ::send(descriptor, answer.data(), answer.size(), MSG_NOSIGNAL);
    ::shutdown(descriptor, SHUT_WR);
    ::close(descriptor);
  }

  bool wait_until_empty(std::chrono::milliseconds at_most) {
    std::unique_lock lock(shared_->mutex);
    return shared_->changed.wait_for(lock, at_most, [this] { return shared_->connections == 0; });
  }

  std::unique_ptr<Listener> listener_;
  std::shared_ptr<Shared> shared_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::size_t next_ = 0;
  bool is_running_ = false;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::listen(ServerOptions options, Handler handler, FaultHandler fault_handler) {
  TRY(auto listener, Listener::open(options.host, options.port));
  auto shared = std::make_shared<Shared>();
  shared->check_hosts = listener->is_loopback();
  shared->options = std::move(options);
  shared->handler = std::move(handler);
  shared->fault_handler = std::move(fault_handler);
  return std::unique_ptr<Server>(std::make_unique<ThreadedServer>(std::move(listener), std::move(shared)));
}

}  // namespace headrace::http
