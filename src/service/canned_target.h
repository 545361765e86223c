#pragma once
// For tests only: a target over HTTP.

#include <mutex>

#include "http/server.h"

namespace headrace::service {

/// A server that answers what a test says, and remembers what it was asked.
class CannedTarget {
 public:
  using Answer = std::function<http::Response(const http::Request&)>;

  explicit CannedTarget(Answer answer) : answer_(std::move(answer)) {
    auto server = http::Server::listen(
        {.threads = 1}, [this](http::Request request) { return handle(std::move(request)); },
        [](http::ProtocolFault, const std::string& detail) { return http::Response{.status = 400, .body = detail}; });
    if (!server) throw std::runtime_error(server.error().reason);
    server_ = std::move(*server);
    server_->start();
  }
  ~CannedTarget() { server_->stop(std::chrono::seconds(1)); }

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()); }
  std::vector<std::string> asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  http::Request last() {
    const std::lock_guard lock(mutex_);
    return last_;
  }

 private:
  Awaitable<http::Response> handle(http::Request request) {
    {
      const std::lock_guard lock(mutex_);
      asked_.push_back(request.method + " " + request.target);
      last_ = request;
    }
    co_return answer_(request);
  }

  const Answer answer_;
  std::mutex mutex_;
  std::vector<std::string> asked_;  ///< guarded by mutex_
  http::Request last_;              ///< guarded by mutex_
  std::unique_ptr<http::Server> server_;
};

}  // namespace headrace::service
