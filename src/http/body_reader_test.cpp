#include <fmt/format.h>

#include "http/gzip.h"
#include "http/test_socket.h"

namespace headrace::http {
namespace {

using testing::RawSocket;
using testing::serve;

constexpr std::size_t whole = 1000;

/// Reads its body piece by piece; answers with how many pieces there were and the whole, or with what went wrong.
Awaitable<Response> collect(Request request) {
  if (request.target == "/refused") co_return Response{.status = 401, .body = "no"};
  if (request.rest == nullptr) co_return Response{.body = "whole " + request.body};
  std::string all;
  std::size_t pieces = 0;
  for (;; ++pieces) {
    auto piece = co_await request.rest->read();
    if (!piece) co_return Response{.status = 500, .body = piece.error().reason};
    if (!*piece) break;
    if ((*piece)->empty()) co_return Response{.status = 500, .body = "an empty piece"};
    all += **piece;
  }
  co_return Response{.body = fmt::format("{} pieces {}", pieces, all)};
}

std::string letters(std::size_t size) {
  std::string text(size, ' ');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + (i * 7 + i / 100) % 26);
  return text;
}

std::string chunked(std::string_view body, std::size_t size) {
  std::string text;
  for (; !body.empty(); body.remove_prefix(std::min(size, body.size())))
    text += fmt::format("{:x}\r\n{}\r\n", std::min(size, body.size()), body.substr(0, size));
  return text + "0\r\n\r\n";
}

std::string post(std::string_view headers, std::string_view body, std::string_view target = "/") {
  return fmt::format("POST {} HTTP/1.1\r\n{}\r\n{}", target, headers, body);
}

std::string post_sized(std::string_view body, std::string_view target = "/") {
  return post(fmt::format("Content-Length: {}\r\n", body.size()), body, target);
}

class BodyReaders : public ::testing::Test {
 protected:
  std::unique_ptr<Server> server = serve(collect, {.max_body_bytes = 3'000'000, .whole_body_bytes = whole});
  RawSocket socket{server->port()};

  /// That the connection goes on with the next request.
  void expect_alive() { EXPECT_EQ(socket.exchange(post_sized("abc")).body, "whole abc"); }
};

TEST_F(BodyReaders, a_body_up_to_the_bound_comes_whole) {
  const auto body = letters(whole);
  EXPECT_EQ(socket.exchange(post_sized(body)).body, "whole " + body);
  EXPECT_EQ(socket.exchange(post("Transfer-Encoding: chunked\r\n", chunked(body, 77))).body, "whole " + body);
  const auto packed = gzip(body);
  EXPECT_EQ(socket.exchange(post(fmt::format("Content-Encoding: gzip\r\nContent-Length: {}\r\n", packed.size()), packed)).body,
            "whole " + body);
}

TEST_F(BodyReaders, a_larger_one_comes_in_pieces) {
  const auto body = letters(2'000'000);
  const auto answer = socket.exchange(post_sized(body)).body;
  EXPECT_TRUE(answer.ends_with(" pieces " + body));
  EXPECT_GE(std::stoi(answer), 4);
  expect_alive();
}

TEST_F(BodyReaders, chunks_and_codings_make_no_difference) {
  const auto body = letters(2'000'000);
  const auto packed = gzip(body);
  const std::string gzipped = "Content-Encoding: gzip\r\n";
  EXPECT_TRUE(socket.exchange(post("Transfer-Encoding: chunked\r\n", chunked(body, 50'001))).body.ends_with(" pieces " + body));
  EXPECT_TRUE(socket.exchange(post(gzipped + fmt::format("Content-Length: {}\r\n", packed.size()), packed)).body.ends_with(body));
  EXPECT_TRUE(socket.exchange(post(gzipped + "Transfer-Encoding: chunked\r\n", chunked(packed, 333))).body.ends_with(body));
  expect_alive();
}

TEST_F(BodyReaders, requests_behind_it_wait_their_turn) {
  const auto body = letters(5000);
  socket.send(post_sized(body) + post_sized("next"));
  EXPECT_TRUE(socket.read_answer().body.ends_with(body));
  EXPECT_EQ(socket.read_answer().body, "whole next");
}

TEST_F(BodyReaders, what_a_handler_does_not_read_is_read_past) {
  const auto body = letters(2'000'000);
  EXPECT_EQ(socket.exchange(post_sized(body, "/refused")).status, 401U);
  expect_alive();
  EXPECT_EQ(socket.exchange(post("Transfer-Encoding: chunked\r\n", chunked(body, 10'000), "/refused")).status, 401U);
  expect_alive();
}

TEST_F(BodyReaders, one_who_waits_to_be_let_in_sends_only_when_somebody_reads) {
  const std::string waiting = "Expect: 100-continue\r\nContent-Length: 5000\r\n";
  const auto body = letters(5000);
  socket.send(post(waiting, ""));
  EXPECT_EQ(socket.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_TRUE(socket.exchange(body).body.ends_with(body));
  socket.send(post(waiting, "", "/refused"));
  const auto refused = socket.read_answer();
  EXPECT_EQ(refused.status, 401U);
  EXPECT_EQ(refused.header("connection"), "close");
  EXPECT_EQ(socket.read_to_end(), "");
}

TEST_F(BodyReaders, a_body_that_grows_too_large_is_413) {
  EXPECT_EQ(socket.exchange(post("Transfer-Encoding: chunked\r\n", chunked(letters(3'000'001), 100'000))).status, 413U);
  RawSocket other(server->port());
  const auto bomb = gzip(std::string(3'000'001, 'x'));
  EXPECT_EQ(other.exchange(post(fmt::format("Content-Encoding: gzip\r\nContent-Length: {}\r\n", bomb.size()), bomb)).status, 413U);
}

TEST_F(BodyReaders, a_body_that_breaks_is_told_by_the_connection) {
  auto packed = gzip(letters(500'000));
  packed[packed.size() / 2] ^= 0x55;
  const auto corrupt = socket.exchange(post(fmt::format("Content-Encoding: gzip\r\nContent-Length: {}\r\n", packed.size()), packed));
  EXPECT_EQ(corrupt.status, 400U);
  EXPECT_EQ(corrupt.body, "bad_encoding the body is not what its Content-Encoding says");
  RawSocket other(server->port());
  const auto broken = other.exchange(post("Transfer-Encoding: chunked\r\n", fmt::format("1388\r\n{}\r\noops\r\n\r\n", letters(5000))));
  EXPECT_EQ(broken.status, 400U);
  EXPECT_TRUE(broken.body.starts_with("malformed")) << broken.body;
}

TEST_F(BodyReaders, a_client_that_leaves_inside_its_body_gets_nothing_and_harms_nobody) {
  socket.send("POST / HTTP/1.1\r\nContent-Length: 5000\r\n\r\nabc");
  socket.finish_sending();
  EXPECT_EQ(socket.read_to_end(), "");
  RawSocket other(server->port());
  EXPECT_EQ(other.exchange(post_sized("abc")).body, "whole abc");
}

TEST(BodyReader, one_that_sends_nothing_more_is_closed) {
  const auto server = serve(collect, {.whole_body_bytes = whole, .request_timeout = std::chrono::milliseconds(1)});
  RawSocket socket(server->port());
  socket.send("POST / HTTP/1.1\r\nContent-Length: 5000\r\n\r\nabc");
  EXPECT_EQ(socket.read_to_end(), "");
}

TEST(BodyReader, read_whole_puts_the_pieces_together) {
  const auto server = serve(
      [](Request request) -> Awaitable<Response> {
        const auto read = co_await read_whole(request);
        co_return Response{.status = read ? 200U : 500U, .body = request.body};
      },
      {.whole_body_bytes = whole});
  RawSocket socket(server->port());
  const auto body = letters(700'000);
  EXPECT_EQ(socket.exchange(post_sized(body)).body, body);
}

}  // namespace
}  // namespace headrace::http
