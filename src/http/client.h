#pragma once
// A blocking HTTP client on libcurl, for the command line, the connector service and tests. One Client keeps its connections; it may be
// used from many threads.

#include <chrono>
#include <functional>
#include <memory>

#include "http/message.h"

namespace headrace::http {

struct ClientOptions {
  std::string base_url = {};       ///< such as "http://127.0.0.1:9200"
  std::string authorization = {};  ///< value of the header, or ""
  std::chrono::milliseconds connect_timeout{10000};
  std::chrono::milliseconds timeout{120000};
};

class Client {
 public:
  explicit Client(ClientOptions options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// `target` is path and query. Adds `Content-Type: application/json` when there is a body and `headers` has none.
  /// Errors: connection (with the reason of the system), never for an HTTP status.
  Result<Response> send(std::string_view method, std::string_view target, std::string body = {}, const std::vector<Header>& headers = {});

  /// Takes a piece of a body; false ends the exchange.
  using Sink = std::function<bool(std::string_view piece)>;
  /// As send(), but the body of a good answer (below 400) goes to `sink` as it comes, and `timeout` bounds silence instead of the whole.
  /// Errors: also connection, when `sink` has ended it.
  Result<Response> receive(std::string_view method, std::string_view target, std::string body, const Sink& sink);

 private:
  Result<Response> exchange(std::string_view method, std::string_view target, std::string body, const std::vector<Header>& headers,
                            const Sink* sink);

  struct Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace headrace::http
