#pragma once
// Requests and responses as values. http/ knows no product word: headers, media types and error bodies of the API are rest/'s.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/async.h"

namespace headrace::http {

struct Header {
  std::string name;
  std::string value;
};

struct Request {
  std::string method;  ///< as sent, such as "GET"
  std::string target;  ///< raw path and query, as sent
  std::vector<Header> headers;
  std::string body;  ///< de-chunked and decompressed
  std::string remote_address;

  [[nodiscard]] std::string_view path() const;   ///< raw, without the query
  [[nodiscard]] std::string_view query() const;  ///< raw, without `?` and fragment
  /// The first value of a header (name in any case), or "".
  [[nodiscard]] std::string_view header(std::string_view name) const;
  [[nodiscard]] std::vector<std::string_view> header_values(std::string_view name) const;
};

struct Response {
  unsigned status = 200;
  std::vector<Header> headers;  ///< without content-length, connection, content-encoding: the server sets those
  std::string body;
  bool close = false;  ///< close the connection after it

  void set(std::string_view name, std::string value);
};

/// Answers a request; never throws.
using Handler = std::function<Awaitable<Response>(Request)>;

/// Requests that never become a Request (docs/spec/rest-conventions.md 2).
enum class ProtocolFault { line_too_long, header_too_long, malformed, bad_encoding, host_refused };
using FaultHandler = std::function<Response(ProtocolFault, const std::string& detail)>;

}  // namespace headrace::http
