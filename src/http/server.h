#pragma once
// The HTTP/1.1 server: Boost.Beast on coroutines, one io_context per core, with bounds on everything (docs/spec/rest-conventions.md 2).

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "http/message.h"

namespace headrace::http {

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any free one
  unsigned threads = 0;    ///< 0: one per core
  std::size_t max_line_bytes = 4096;
  std::size_t max_header_bytes = 16384;
  std::size_t max_body_bytes = 104857600;  ///< after decompression
  /// Up to here a body is read before its handler is called; a larger one goes to the handler unread, as Request::rest.
  std::size_t whole_body_bytes = std::size_t{1} << 20;
  std::size_t max_connections = 10000;                ///< one more is answered with a bare 503
  std::chrono::milliseconds idle_timeout{300000};     ///< between requests
  std::chrono::milliseconds request_timeout{120000};  ///< for a whole head; silence inside a body or while sending an answer
  /// Host header values that are let in beside IP literals and `localhost` (against DNS rebinding); only checked on loopback.
  std::vector<std::string> allowed_hosts = {};
};

class Server {
 public:
  /// Binds and listens; serves from its own threads after start(). Errors: unavailable (port in use, address not ours), three lines.
  static Result<std::unique_ptr<Server>> listen(ServerOptions options, Handler handler, FaultHandler fault_handler);
  /// Stops without grace if it was not stopped.
  virtual ~Server() = default;
  virtual void start() = 0;
  [[nodiscard]] virtual std::uint16_t port() const = 0;
  /// No new connections or requests; running requests have `grace`; then all is closed and the threads are joined. A handler that still
  /// waits after that is never resumed.
  virtual void stop(std::chrono::milliseconds grace) = 0;
};

}  // namespace headrace::http
