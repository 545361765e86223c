#pragma once
// Requests and responses as values. http/ knows no product word: headers, media types and error bodies of the API are rest/'s.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/async.h"

namespace headrace::http {

struct Header {
  std::string name;
  std::string value;
};

/// A body that is read as it arrives: while nobody asks, the socket is not read. Good until the handler that got it ends, and in its
/// thread.
class BodyReader {
 public:
  virtual ~BodyReader() = default;
  /// The next piece, de-chunked and decompressed, never empty, of at most a few MiB; none at the end. Errors: unavailable, when the body
  /// does not come to its end (cut off, too large, malformed); the connection then ends as it must, whatever the handler answers.
  virtual Awaitable<Result<std::optional<std::string>>> read() = 0;
};

struct Request {
  std::string method;  ///< as sent, such as "GET"
  std::string target;  ///< raw path and query, as sent; of `http://host/path` only the path and query
  std::vector<Header> headers;
  std::string body;  ///< de-chunked and decompressed
  std::string remote_address;
  BodyReader* rest = nullptr;  ///< in place of `body`, for bodies above ServerOptions::whole_body_bytes

  [[nodiscard]] std::string_view path() const;   ///< raw, without the query
  [[nodiscard]] std::string_view query() const;  ///< raw, without `?` and fragment
  /// The first value of a header (name in any case), or "".
  [[nodiscard]] std::string_view header(std::string_view name) const;
  [[nodiscard]] std::vector<std::string_view> header_values(std::string_view name) const;
};

/// Reads what there is of `rest` into `body`. Errors: those of BodyReader::read.
Awaitable<Result<void>> read_whole(Request& request);

/// The pieces of a body that has no end known beforehand, one after the other as they come: an empty one when there is nothing yet (it must
/// come back within a second, so that the connection can look whether anybody still reads), none at the end. The next one is asked for when
/// the last one has been taken by the reader, so a slow one slows nobody else.
using Stream = std::function<Awaitable<std::optional<std::string>>()>;

struct Response {
  unsigned status = 200;
  std::vector<Header> headers = {};  ///< without content-length, connection, content-encoding: the server sets those
  std::string body = {};
  /// In place of `body`, for what several responses send; compressed like it.
  std::shared_ptr<const std::string> shared_body = nullptr;
  bool close = false;       ///< close the connection after it
  Stream stream = nullptr;  ///< what follows `body`; not compressed

  /// Replaces all headers of that name (in any case) by this one.
  void set(std::string_view name, std::string value);
  /// The first value of a header (name in any case), or "".
  [[nodiscard]] std::string_view header(std::string_view name) const;
  /// What is sent as its body.
  [[nodiscard]] const std::string& content() const { return shared_body ? *shared_body : body; }
};

/// Answers a request; never throws. It starts and, whoever completes what it waits for, goes on in the thread of its connection.
using Handler = std::function<Awaitable<Response>(Request)>;

/// Requests that never become a Request (docs/spec/rest-conventions.md 2).
enum class ProtocolFault { line_too_long, header_too_long, malformed, bad_encoding, host_refused };
/// Answers them; the connection is closed afterwards. `detail` says what was wrong (the host, the unknown encoding, the parser's words).
using FaultHandler = std::function<Response(ProtocolFault, const std::string& detail)>;

}  // namespace headrace::http
