#include "http/response_encoder.h"

#include <gtest/gtest.h>

namespace headrace::http {
namespace {

std::string encoded(const Response& response, const Framing& framing) {
  std::string out = "what was there";
  encode_head(response, framing, out);
  return out;
}

TEST(ResponseEncoder, headers_come_in_order_with_the_length_behind_them) {
  EXPECT_EQ(
      encoded({.status = 405, .headers = {{"Allow", "GET"}, {"WWW-Authenticate", "a"}, {"WWW-Authenticate", "b"}}}, {.content_length = 7}),
      "HTTP/1.1 405 Method Not Allowed\r\nAllow: GET\r\nWWW-Authenticate: a\r\nWWW-Authenticate: b\r\ncontent-length: 7\r\n\r\n");
}

TEST(ResponseEncoder, the_connection_is_told_where_it_is_not_the_default) {
  EXPECT_EQ(encoded({}, {.keep_alive = false}), "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  EXPECT_EQ(encoded({}, {.http_1_0 = true}), "HTTP/1.0 200 OK\r\ncontent-length: 0\r\nconnection: keep-alive\r\n\r\n");
  EXPECT_EQ(encoded({}, {.gzipped = true}), "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 0\r\n\r\n");
}

TEST(ResponseEncoder, a_value_cannot_add_a_header) {
  EXPECT_EQ(encoded({.headers = {{"Location", std::string("/a\r\nX-Evil: 1\n\0", 15)}}}, {}),
            "HTTP/1.1 200 OK\r\nLocation: /a  X-Evil: 1  \r\ncontent-length: 0\r\n\r\n");
}

TEST(ResponseEncoder, some_statuses_have_no_body) {
  EXPECT_TRUE(is_bodiless(204));
  EXPECT_TRUE(is_bodiless(304));
  EXPECT_FALSE(is_bodiless(200));
  EXPECT_FALSE(is_bodiless(404));
}

}  // namespace
}  // namespace headrace::http
