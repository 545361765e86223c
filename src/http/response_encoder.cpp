#include "http/response_encoder.h"

#include <fmt/format.h>

#include <boost/beast/http/status.hpp>
#include <iterator>

namespace headrace::http {
namespace {

void append_value(std::string& out, std::string_view value) {
  for (;;) {
    const auto end = value.find_first_of(std::string_view("\r\n\0", 3));
    out += value.substr(0, end);
    if (end == std::string_view::npos) return;
    out += ' ';
    value.remove_prefix(end + 1);
  }
}

}  // namespace

bool is_bodiless(unsigned status) { return status < 200 || status == 204 || status == 304; }

void encode_head(const Response& response, const Framing& framing, std::string& out) {
  const auto reason = boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(response.status));
  out = framing.http_1_0 ? "HTTP/1.0 " : "HTTP/1.1 ";
  fmt::format_to(std::back_inserter(out), "{:03} {}\r\n", response.status, std::string_view(reason.data(), reason.size()));
  for (const auto& [name, value] : response.headers) {
    append_value(out, name);
    out += ": ";
    append_value(out, value);
    out += "\r\n";
  }
  if (framing.gzipped) out += "content-encoding: gzip\r\n";
  if (framing.chunked) {
    out += "transfer-encoding: chunked\r\n";
  } else if (!is_bodiless(response.status) && !(response.stream && framing.http_1_0)) {
    fmt::format_to(std::back_inserter(out), "content-length: {}\r\n", framing.content_length);
  }
  if (!framing.keep_alive) {
    out += "connection: close\r\n";
  } else if (framing.http_1_0) {
    out += "connection: keep-alive\r\n";
  }
  out += "\r\n";
}

}  // namespace headrace::http
