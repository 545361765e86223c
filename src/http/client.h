#pragma once
// A blocking HTTP client on libcurl, for the command line, the connector service and tests. One Client keeps its connections; it may be
// used from many threads.

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <span>

#include "http/message.h"

namespace headrace::http {

struct ClientOptions {
  std::string base_url = {};       ///< such as "http://127.0.0.1:9200"
  std::string authorization = {};  ///< value of the header, or ""
  std::chrono::milliseconds connect_timeout{10000};
  std::chrono::milliseconds timeout{120000};
  bool compresses = false;  ///< bodies that are worth it go as gzip
  bool verify_certificates = true;
  std::string certificate_authorities = {};  ///< file of those that are trusted; "": those of the system
  std::vector<Header> headers = {};          ///< of every request
  const std::atomic<bool>* stop = nullptr;   ///< set from another thread: a request under way fails soon
};

/// A body that is pulled piece by piece while it is sent.
struct Upload {
  std::function<Result<std::size_t>(std::span<char>)> take;  ///< puts the next bytes there; 0 at the end
  std::optional<std::uint64_t> size = std::nullopt;          ///< none: it is sent in chunks
  std::size_t piece = 65536;                                 ///< bytes that are pulled at a time
  std::size_t most_answer = std::size_t{64} << 20;           ///< a longer answer is an error
  const std::atomic<bool>* stop = nullptr;                   ///< set from another thread: the exchange is over
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
  /// The same with a body of any length. Errors: also those of `upload.take`; unavailable when it was stopped.
  Result<Response> upload(std::string_view method, std::string_view target, Upload upload, const std::vector<Header>& headers);

  /// Takes a piece of a body; false ends the exchange.
  using Sink = std::function<bool(std::string_view piece)>;
  /// As send() without a body, but that of a good answer (below 400) goes to `sink` as it comes, and `timeout` bounds silence instead of
  /// the whole. Errors: also connection, when `sink` has ended it.
  Result<Response> receive(std::string_view method, std::string_view target, const Sink& sink);

 private:
  struct Pool;
  struct Exchange;
  Result<Response> perform(Exchange& exchange);
  std::unique_ptr<Pool> pool_;
};

}  // namespace headrace::http
