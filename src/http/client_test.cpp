#include "http/client.h"

#include <gtest/gtest.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "http/listener.h"
#include "http/test_socket.h"

namespace headrace::http {
namespace {

using testing::serve;

ClientOptions at(const Server& server) { return {.base_url = "http://127.0.0.1:" + std::to_string(server.port())}; }

/// Answers with the request as text.
Awaitable<Response> show(Request request) {
  std::string text = request.method + " " + request.target + "\n";
  for (const auto& [name, value] : request.headers) text += name + ": " + value + "\n";
  co_return Response{.status = 201, .headers = {{"X-One", "1"}, {"X-Empty", ""}}, .body = text + "\n" + request.body};
}

TEST(Client, a_request_arrives_as_given) {
  const auto server = serve(show);
  Client client({.base_url = at(*server).base_url + "/", .authorization = "ApiKey k"});
  const auto response = client.send("PUT", "/a/../b%2Fc?x=1", "{}", {{"X-Opaque-Id", "7"}});
  ASSERT_TRUE(response) << response.error().reason;
  EXPECT_EQ(response->status, 201U);
  EXPECT_EQ(response->header("x-one"), "1");
  EXPECT_EQ(response->header("content-length"), std::to_string(response->body.size()));
  EXPECT_TRUE(response->body.starts_with("PUT /a/../b%2Fc?x=1\n")) << response->body;
  EXPECT_TRUE(response->body.contains("X-Opaque-Id: 7\n"));
  EXPECT_TRUE(response->body.contains("Authorization: ApiKey k\n"));
  EXPECT_TRUE(response->body.contains("Content-Type: application/json\n"));
  EXPECT_TRUE(response->body.ends_with("\n\n{}"));
  EXPECT_FALSE(response->body.contains("Accept-Encoding"));
}

TEST(Client, bodies_that_are_worth_it_are_compressed_when_that_is_asked_for) {
  const auto server = serve(show);
  const std::string body(5000, 'x');
  Client client({.base_url = at(*server).base_url, .compresses = true});
  const auto sent = client.send("POST", "/_bulk", body);
  ASSERT_TRUE(sent) << sent.error().reason;
  EXPECT_TRUE(sent->body.contains("Content-Encoding: gzip\n"));
  EXPECT_TRUE(sent->body.ends_with(body));
  EXPECT_FALSE(client.send("POST", "/_bulk", "{}")->body.contains("Content-Encoding"));
  EXPECT_FALSE(Client(at(*server)).send("POST", "/_bulk", body)->body.contains("Content-Encoding"));
}

TEST(Client, headers_of_the_caller_win) {
  const auto server = serve(show);
  Client client({.base_url = at(*server).base_url, .authorization = "ApiKey k"});
  const auto response = client.send("POST", "/_bulk", "{}\n", {{"content-type", "application/x-ndjson"}, {"authorization", "Basic b"}});
  EXPECT_TRUE(response->body.contains("content-type: application/x-ndjson\n"));
  EXPECT_TRUE(response->body.contains("authorization: Basic b\n"));
  EXPECT_FALSE(response->body.contains("application/json"));
  EXPECT_FALSE(response->body.contains("ApiKey"));
}

TEST(Client, headers_of_the_options_go_along_with_every_request_that_has_none_of_that_name) {
  const auto server = serve(show);
  Client client({.base_url = at(*server).base_url, .headers = {{"X-Tenant", "seven"}, {"X-Opaque-Id", "0"}}});
  const auto response = client.send("GET", "/x", "", {{"x-opaque-id", "1"}});
  EXPECT_TRUE(response->body.contains("X-Tenant: seven\n")) << response->body;
  EXPECT_TRUE(response->body.contains("x-opaque-id: 1\n")) << response->body;
  EXPECT_FALSE(response->body.contains("X-Opaque-Id: 0")) << response->body;
}

TEST(Client, a_request_under_way_ends_when_it_is_told_to) {
  std::atomic<bool> stop = false;
  const auto server = serve([&](const Request&) -> Awaitable<Response> {
    stop = true;  // now it is under way, and nothing comes
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, std::chrono::hours(1));
    co_await timer.async_wait(boost::asio::use_awaitable);
    co_return Response{};
  });
  Client client({.base_url = at(*server).base_url, .timeout = std::chrono::hours(1), .stop = &stop});
  EXPECT_FALSE(client.send("GET", "/"));
}

TEST(Client, without_a_body_there_is_no_content_type) {
  const auto server = serve(show);
  Client client(at(*server));
  for (const auto* method : {"GET", "POST", "PUT", "DELETE"}) {
    const auto response = client.send(method, "/x");
    ASSERT_TRUE(response) << method;
    EXPECT_TRUE(response->body.starts_with(std::string(method) + " /x\n"));
    EXPECT_FALSE(response->body.contains("Content-Type")) << response->body;
  }
}

TEST(Client, get_and_delete_can_have_a_body) {
  const auto server = serve(show);
  Client client(at(*server));
  EXPECT_TRUE(client.send("GET", "/_search", "{\"q\":1}")->body.ends_with("\n\n{\"q\":1}"));
  EXPECT_TRUE(client.send("DELETE", "/x", "{}")->body.starts_with("DELETE /x\n"));
}

TEST(Client, head_has_headers_only) {
  const auto server = serve(show);
  Client client(at(*server));
  const auto response = client.send("HEAD", "/x");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 201U);
  EXPECT_EQ(response->body, "");
  EXPECT_NE(response->header("content-length"), "0");
}

TEST(Client, an_error_status_is_an_answer) {
  const auto server = serve([](Request) -> Awaitable<Response> { co_return Response{.status = 503, .body = "busy"}; });
  Client client(at(*server));
  const auto response = client.send("GET", "/");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 503U);
  EXPECT_EQ(response->body, "busy");
}

TEST(Client, a_large_body_goes_out_at_once_and_comes_back) {
  const auto server = serve([](Request request) -> Awaitable<Response> {
    EXPECT_TRUE(co_await read_whole(request));
    co_return Response{.headers = {{"had-expect", std::string(request.header("expect"))}}, .body = std::move(request.body)};
  });
  Client client(at(*server));
  const std::string body(5'000'000, 'b');
  const auto response = client.send("POST", "/", body);
  ASSERT_TRUE(response);
  EXPECT_TRUE(response->body == body);
  EXPECT_EQ(response->header("had-expect"), "");
}

/// Three pieces; behind `/broken` a refusal.
Awaitable<Response> in_pieces(Request request) {
  if (request.target == "/broken") co_return Response{.status = 503, .body = "why"};
  auto left = std::make_shared<int>(3);
  Response response;
  response.stream = [left]() -> Awaitable<std::optional<std::string>> {
    if ((*left)-- == 0) co_return std::nullopt;
    co_return "piece ";
  };
  co_return response;
}

TEST(Client, a_body_is_received_as_it_comes) {
  const auto server = serve(in_pieces);
  Client client(at(*server));
  std::string received;
  const auto take = [&](std::string_view piece) {
    received += piece;
    return true;
  };
  const auto response = client.receive("POST", "/x", take);
  ASSERT_TRUE(response) << response.error().reason;
  EXPECT_EQ(response->body, "");
  EXPECT_EQ(received, "piece piece piece ");
  const auto refused = client.receive("POST", "/broken", take);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 503U);
  EXPECT_EQ(refused->body, "why");
  EXPECT_EQ(received, "piece piece piece ") << "a refusal is no part of what was wanted";
  EXPECT_FALSE(client.receive("POST", "/x", [](std::string_view) { return false; }));
}

TEST(Client, connections_are_used_again) {
  const auto server = serve(show, {.max_connections = 1});
  Client client(at(*server));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(client.send("GET", "/")->status, 201U);
}

TEST(Client, a_connection_that_the_server_closed_meanwhile_is_replaced) {
  auto server = serve(show);
  const auto port = server->port();
  Client client(at(*server));
  EXPECT_TRUE(client.send("POST", "/", "{}"));
  server.reset();
  server = serve(show, {.port = port});
  EXPECT_TRUE(client.send("POST", "/", "{}"));
}

TEST(Client, many_threads_share_one_client) {
  const auto server = serve(show);
  Client client(at(*server));
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        const auto target = fmt::format("/{}/{}", t, i);
        const auto response = client.send("GET", target);
        if (response && response->body.starts_with("GET " + target + "\n")) ++right;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 400);
}

TEST(Client, nobody_there_is_a_connection_error_with_host_port_and_reason) {
  auto listener = Listener::open("127.0.0.1", 0);
  const auto port = (*listener)->port();
  listener->reset();
  Client client({.base_url = fmt::format("http://user:secret@127.0.0.1:{}/base", port)});
  const auto response = client.send("GET", "/");
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::connection);
  EXPECT_EQ(response.error().reason, fmt::format("cannot reach 127.0.0.1:{}: Connection refused", port));
}

TEST(Client, bad_addresses_are_connection_errors) {
  for (const auto* url : {"http://no.such.host.invalid:1", "file:///etc/passwd", "", "http://", "::::"}) {
    const auto response = Client({.base_url = url}).send("GET", "/");
    ASSERT_FALSE(response) << url;
    EXPECT_EQ(response.error().kind, ErrorKind::connection) << url;
  }
}

TEST(Client, an_answer_that_does_not_come_times_out) {
  const auto server = serve([](Request) -> Awaitable<Response> {
    boost::asio::steady_timer forever(co_await boost::asio::this_coro::executor, std::chrono::hours(1));
    co_await forever.async_wait(boost::asio::use_awaitable);
    co_return Response{};
  });
  Client client({.base_url = at(*server).base_url, .timeout = std::chrono::milliseconds(50)});
  const auto response = client.send("GET", "/");
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::connection);
  EXPECT_EQ(response.error().reason, fmt::format("cannot reach 127.0.0.1:{}: no answer within 50 ms", server->port()));
}

}  // namespace
}  // namespace headrace::http
