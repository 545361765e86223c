#pragma once
// A listening socket and the thread that accepts from it.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"

namespace headrace::http {

class Listener {
 public:
  /// Resolves `host`, binds and listens. Errors: unavailable, three lines: what, why, what to do.
  static Result<std::unique_ptr<Listener>> open(const std::string& host, std::uint16_t port);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// Calls `accepted` with each connected socket, from the listener's thread; the callee owns it.
  void start(std::function<void(int descriptor)> accepted);
  /// Closes the port and ends the thread.
  void stop();
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] bool is_loopback() const;

 private:
  struct Socket;
  explicit Listener(std::unique_ptr<Socket> socket);
  std::unique_ptr<Socket> socket_;
};

}  // namespace headrace::http
