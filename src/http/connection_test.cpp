#include "http/connection.h"

#include <gtest/gtest.h>

#include <latch>

#include "http/gzip.h"
#include "http/test_socket.h"

namespace headrace::http {
namespace {

using testing::echo;
using testing::RawSocket;
using testing::serve;

std::string post(std::string_view headers, std::string_view body = {}) {
  return "POST /a HTTP/1.1\r\nHost: localhost\r\n" + std::string(headers) + "\r\n" + std::string(body);
}

TEST(Connection, stays_open_for_the_next_request) {
  const auto server = serve(echo);
  RawSocket socket(server->port());
  for (int i = 0; i < 3; ++i) {
    const auto answer = socket.exchange("GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(answer.head, "HTTP/1.1 200 OK\r\nx-from: echo\r\ncontent-length: 7\r\n\r\n");
    EXPECT_EQ(answer.body, "GET\n/x\n");
  }
}

TEST(Connection, closes_when_the_client_asks_for_it) {
  const auto server = serve(echo);
  for (const auto* request : {"GET /x HTTP/1.1\r\nConnection: close\r\n\r\n", "GET /x HTTP/1.0\r\n\r\n"}) {
    RawSocket socket(server->port());
    const auto answer = socket.exchange(request);
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.header("connection"), "close");
    EXPECT_EQ(socket.read_to_end(), "");
  }
}

TEST(Connection, closes_when_the_handler_asks_for_it) {
  const auto server = serve([](Request) -> Awaitable<Response> { co_return Response{.status = 200, .close = true}; });
  RawSocket socket(server->port());
  EXPECT_EQ(socket.exchange("GET / HTTP/1.1\r\n\r\n").header("connection"), "close");
  EXPECT_EQ(socket.read_to_end(), "");
}

TEST(Connection, http_1_0_can_stay_open) {
  const auto server = serve(echo);
  RawSocket socket(server->port());
  for (int i = 0; i < 2; ++i) {
    const auto answer = socket.exchange("GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_TRUE(answer.head.starts_with("HTTP/1.0 200 OK\r\n"));
    EXPECT_EQ(answer.header("connection"), "keep-alive");
  }
}

// docs/spec/rest-conventions.md 17, check 44
TEST(Connection, pipelined_requests_are_answered_in_order) {
  const auto server = serve(echo);
  RawSocket socket(server->port());
  std::string requests;
  for (int i = 0; i < 10; ++i) {
    const auto body = std::string(static_cast<std::size_t>(i) * 3000, 'b');
    requests += fmt::format("PUT /{} HTTP/1.1\r\ncontent-length: {}\r\n\r\n{}", i, body.size(), body);
    requests += fmt::format("GET /{}/plain HTTP/1.1\r\n\r\n", i);
  }
  socket.send(requests);
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(socket.read_answer().body, fmt::format("PUT\n/{}\n{}", i, std::string(static_cast<std::size_t>(i) * 3000, 'b')));
    EXPECT_EQ(socket.read_answer().body, fmt::format("GET\n/{}/plain\n", i));
  }
}

TEST(Connection, requests_behind_the_last_one_are_not_answered) {
  const auto server = serve(echo);
  RawSocket socket(server->port());
  socket.send("GET /1 HTTP/1.1\r\nConnection: close\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
  EXPECT_EQ(socket.read_answer().body, "GET\n/1\n");
  EXPECT_EQ(socket.read_to_end(), "");
}

TEST(Connection, head_has_the_headers_of_get_and_no_body) {
  const auto server = serve([](Request) -> Awaitable<Response> { co_return Response{.body = "twelve bytes"}; });
  RawSocket socket(server->port());
  const auto get = socket.exchange("GET / HTTP/1.1\r\n\r\n");
  const auto head = socket.exchange("HEAD / HTTP/1.1\r\n\r\n", false);
  EXPECT_EQ(head.head, get.head);
  EXPECT_EQ(head.header("content-length"), "12");
  EXPECT_EQ(socket.exchange("GET / HTTP/1.1\r\n\r\n").body, "twelve bytes");
}

TEST(Connection, no_content_has_neither_body_nor_length) {
  const auto server = serve([](Request) -> Awaitable<Response> { co_return Response{.status = 204, .body = "dropped"}; });
  RawSocket socket(server->port());
  for (int i = 0; i < 2; ++i) EXPECT_EQ(socket.exchange("GET / HTTP/1.1\r\n\r\n").head, "HTTP/1.1 204 No Content\r\n\r\n");
}

// Check 40
TEST(Connection, a_chunked_body_arrives_joined) {
  const auto server = serve(echo);
  RawSocket socket(server->port());
  socket.send(post("Transfer-Encoding: chunked\r\n", "4\r\nwith\r\n"));
  socket.send("A\r\n in pieces\r\n");
  EXPECT_EQ(socket.exchange("0\r\n\r\n").body, "POST\n/a\nwith in pieces");
  EXPECT_EQ(socket.exchange("GET /next HTTP/1.1\r\n\r\n").status, 200U);
}

TEST(Connection, a_large_body_arrives_whole) {
  const auto server = serve([](Request request) -> Awaitable<Response> { co_return Response{.body = std::move(request.body)}; },
                            {.whole_body_bytes = 4'000'000});
  RawSocket socket(server->port());
  std::string body;
  while (body.size() < 3'000'000) body += std::to_string(body.size()) + ",";
  const auto answer = socket.exchange(post(fmt::format("Content-Length: {}\r\n", body.size()), body));
  EXPECT_TRUE(answer.body == body);
  const auto second = socket.exchange(post("Transfer-Encoding: chunked\r\n", fmt::format("{:x}\r\n{}\r\n0\r\n\r\n", body.size(), body)));
  EXPECT_TRUE(second.body == body);
}

// Check 43
TEST(Connection, a_client_that_waits_is_told_to_continue) {
  const auto server = serve(echo);
  RawSocket socket(server->port());
  socket.send(post("Expect: 100-Continue\r\nContent-Length: 4\r\n"));
  EXPECT_EQ(socket.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(socket.exchange("body").body, "POST\n/a\nbody");
}

TEST(Connection, other_expectations_fail) {
  const auto server = serve(echo);
  RawSocket socket(server->port());
  const auto answer = socket.exchange(post("Expect: x\r\nContent-Length: 4\r\n", "body"));
  EXPECT_EQ(answer.head, "HTTP/1.1 417 Expectation Failed\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  EXPECT_EQ(socket.read_to_end(), "");
}

// Check 39
TEST(Connection, a_declared_body_above_the_limit_is_refused_at_once_and_skipped) {
  const auto server = serve(echo, {.max_body_bytes = 1000});
  RawSocket socket(server->port());
  const auto answer = socket.exchange(post("Content-Length: 1500\r\n"));
  EXPECT_EQ(answer.head, "HTTP/1.1 413 Payload Too Large\r\ncontent-length: 0\r\n\r\n");
  socket.send(std::string(1500, 'x'));
  EXPECT_EQ(socket.exchange("GET /next HTTP/1.1\r\n\r\n").body, "GET\n/next\n");
}

TEST(Connection, a_body_far_above_the_limit_is_not_read) {
  const auto server = serve(echo, {.max_body_bytes = 1000});
  RawSocket socket(server->port());
  const auto answer = socket.exchange(post("Content-Length: 10000000000000\r\n", std::string(100000, 'x')));
  EXPECT_EQ(answer.head, "HTTP/1.1 413 Payload Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  EXPECT_EQ(socket.read_to_end(), "");
}

TEST(Connection, a_client_that_waits_with_too_much_gets_413_instead_of_100) {
  const auto server = serve(echo, {.max_body_bytes = 1000});
  RawSocket socket(server->port());
  EXPECT_EQ(socket.exchange(post("Expect: 100-continue\r\nContent-Length: 1001\r\n")).status, 413U);
  EXPECT_EQ(socket.read_to_end(), "");
}

TEST(Connection, a_chunked_body_above_the_limit_ends_the_connection) {
  const auto server = serve(echo, {.max_body_bytes = 1000});
  RawSocket socket(server->port());
  const auto answer = socket.exchange(post("Transfer-Encoding: chunked\r\n", "800\r\n" + std::string(2048, 'x') + "\r\n0\r\n\r\n"));
  EXPECT_EQ(answer.head, "HTTP/1.1 413 Payload Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  EXPECT_EQ(socket.read_to_end(), "");
}

// Check 41
TEST(Connection, compressed_bodies_are_unpacked) {
  const auto server = serve(echo, {.max_body_bytes = 1000});
  RawSocket socket(server->port());
  const auto send = [&](const std::string& packed) {
    return socket.exchange(post(fmt::format("Content-Encoding: gzip\r\nContent-Length: {}\r\n", packed.size()), packed));
  };
  EXPECT_EQ(send(gzip("unpacked")).body, "POST\n/a\nunpacked");
  const auto corrupt = send("rubbish");
  EXPECT_EQ(corrupt.status, 400U);
  EXPECT_TRUE(corrupt.body.starts_with("bad_encoding")) << corrupt.body;
  EXPECT_EQ(socket.read_to_end(), "");
  RawSocket second(server->port());
  const auto bomb = gzip(std::string(5000, 'x'));
  EXPECT_EQ(second.exchange(post(fmt::format("Content-Encoding: gzip\r\nContent-Length: {}\r\n", bomb.size()), bomb)).status, 413U);
}

// Check 42
TEST(Connection, answers_are_compressed_only_when_asked_and_worth_it) {
  const std::string text(5000, 't');
  const auto server =
      serve([&](Request request) -> Awaitable<Response> { co_return Response{.body = request.target == "/short" ? "short" : text}; });
  RawSocket socket(server->port());
  EXPECT_EQ(socket.exchange("GET / HTTP/1.1\r\n\r\n").body, text);
  EXPECT_EQ(socket.exchange("GET / HTTP/1.1\r\nAccept-Encoding: gzip;q=0\r\n\r\n").body, text);
  const auto plain = socket.exchange("GET /short HTTP/1.1\r\nAccept-Encoding: gzip\r\n\r\n");
  EXPECT_EQ(plain.body, "short");
  EXPECT_EQ(plain.header("content-encoding"), "");
  const auto packed = socket.exchange("GET / HTTP/1.1\r\nAccept-Encoding: deflate, gzip\r\n\r\n");
  EXPECT_EQ(packed.header("content-encoding"), "gzip");
  EXPECT_LT(packed.body.size(), 500U);
  Inflater inflater(Coding::gzip);
  std::string back;
  inflater.append(packed.body, back, 10000);
  EXPECT_EQ(back, text);
  const auto head = socket.exchange("HEAD / HTTP/1.1\r\nAccept-Encoding: gzip\r\n\r\n", false);
  EXPECT_EQ(head.header("content-length"), packed.header("content-length"));
}

// docs/spec/rest-conventions.md 2.7
TEST(Connection, too_long_lines_and_headers_are_named_and_end_the_connection) {
  const auto server = serve(echo);
  RawSocket line(server->port());
  EXPECT_EQ(line.exchange("GET /" + std::string(5000, 'a') + " HTTP/1.1\r\n\r\n").body, "line_too_long ");
  EXPECT_EQ(line.read_to_end(), "");
  RawSocket header(server->port());
  EXPECT_EQ(header.exchange("GET / HTTP/1.1\r\nX: " + std::string(20000, 'a') + "\r\n\r\n").body, "header_too_long ");
  EXPECT_EQ(header.read_to_end(), "");
  RawSocket large(server->port());
  EXPECT_EQ(large.exchange("GET / HTTP/1.1\r\nX: " + std::string(16000, 'a') + "\r\n\r\n").status, 200U);
}

TEST(Connection, garbage_is_answered_and_never_ends_the_server) {
  const auto server = serve(echo);
  std::uint32_t random = 1;
  for (int round = 0; round < 200; ++round) {
    RawSocket socket(server->port());
    std::string bytes = round % 2 == 0 ? "" : "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < 300; ++i) {
      random = random * 1664525 + 1013904223;
      bytes += static_cast<char>(random >> 24);
    }
    socket.send(bytes + "\r\n\r\n");
    socket.finish_sending();
    const auto answer = socket.read_to_end();
    EXPECT_TRUE(answer.empty() || answer.starts_with("HTTP/1.1 400 ") || answer.starts_with("HTTP/1.1 413 ")) << answer;
  }
  RawSocket tls(server->port());
  EXPECT_EQ(tls.exchange(std::string("\x16\x03\x01\x02\x00\x01", 6)).body, "malformed a TLS handshake on a port that speaks plain HTTP");
  RawSocket socket(server->port());
  EXPECT_EQ(socket.exchange("GET /alive HTTP/1.1\r\n\r\n").body, "GET\n/alive\n");
}

TEST(Connection, a_client_that_leaves_early_harms_nobody) {
  const auto server = serve(echo);
  for (const auto* part : {"", "GE", "GET / HTTP/1.1\r\n", "POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nabc", "GET / HTTP/1.1\r\n\r\n"}) {
    RawSocket socket(server->port());
    socket.send(part);
  }
  RawSocket socket(server->port());
  EXPECT_EQ(socket.exchange("GET /alive HTTP/1.1\r\n\r\n").body, "GET\n/alive\n");
}

TEST(Connection, a_client_that_stops_sending_still_gets_its_answer) {
  const auto server = serve(echo);
  RawSocket socket(server->port());
  socket.send("GET /x HTTP/1.1\r\n\r\n");
  socket.finish_sending();
  EXPECT_EQ(socket.read_answer().body, "GET\n/x\n");
  EXPECT_EQ(socket.read_to_end(), "");
}

TEST(Connection, foreign_host_names_are_refused_on_loopback) {
  const auto server = serve(echo, {.allowed_hosts = {"known.example"}});
  for (const auto* host : {"localhost", "127.0.0.1:9200", "known.example:80"}) {
    RawSocket socket(server->port());
    EXPECT_EQ(socket.exchange(fmt::format("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", host)).status, 200U) << host;
  }
  RawSocket socket(server->port());
  EXPECT_EQ(socket.exchange("POST / HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 3\r\n\r\nabc").body, "host_refused evil.example");
  EXPECT_EQ(socket.read_to_end(), "");
}

TEST(Connection, host_names_do_not_matter_on_other_addresses) {
  const auto server = serve(echo, {.host = "0.0.0.0"});
  RawSocket socket(server->port());
  EXPECT_EQ(socket.exchange("GET / HTTP/1.1\r\nHost: search.example\r\n\r\n").status, 200U);
}

TEST(Connection, a_handler_that_throws_gives_a_500) {
  const auto server = serve([](Request) -> Awaitable<Response> {
    throw std::runtime_error("a fault of ours");
    co_return Response{};
  });
  RawSocket socket(server->port());
  EXPECT_EQ(socket.exchange("GET / HTTP/1.1\r\n\r\n").status, 500U);
  EXPECT_EQ(socket.read_to_end(), "");
}

TEST(Connection, the_handler_is_told_who_asks) {
  const auto server = serve([](Request request) -> Awaitable<Response> { co_return Response{.body = request.remote_address}; });
  RawSocket socket(server->port());
  EXPECT_EQ(socket.exchange("GET / HTTP/1.1\r\n\r\n").body, "127.0.0.1");
}

TEST(Connection, a_silent_client_is_closed) {
  const auto server = serve(echo, {.idle_timeout = std::chrono::milliseconds(1), .request_timeout = std::chrono::milliseconds(1)});
  for (const auto* part :
       {"", "GET / HT", "POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nabc", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3"}) {
    RawSocket socket(server->port());
    socket.send(part);
    EXPECT_EQ(socket.read_to_end(), "") << part;
  }
}

TEST(Connection, a_client_that_does_not_read_is_closed) {
  std::latch asked(1);
  const auto server = serve(
      [&](Request) -> Awaitable<Response> {
        asked.count_down();
        co_return Response{.body = std::string(std::size_t{64} << 20, 'x')};
      },
      {.request_timeout = std::chrono::milliseconds(1)});
  RawSocket socket(server->port());
  socket.send("GET / HTTP/1.1\r\n\r\n");
  asked.wait();
  server->stop(std::chrono::seconds(20));  // returns when the connection is over
  EXPECT_LT(socket.read_to_end().size(), std::size_t{64} << 20);
}

}  // namespace
}  // namespace headrace::http
