#pragma once
// The head of a response as bytes.

#include <cstddef>
#include <string>

#include "http/message.h"

namespace headrace::http {

/// What the connection adds to a Response.
struct Framing {
  std::size_t content_length = 0;
  bool gzipped = false;
  bool chunked = false;  ///< instead of content_length
  bool keep_alive = true;
  bool http_1_0 = false;
};

/// True for statuses that never have a body nor a content-length (1xx, 204, 304).
bool is_bodiless(unsigned status);

/// Replaces `out` by status line, headers and the empty line. Line ends inside values become blanks, so that no value can add a header.
void encode_head(const Response& response, const Framing& framing, std::string& out);

}  // namespace headrace::http
