#include "http/server.h"

#include <gtest/gtest.h>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>

#include "http/test_socket.h"

namespace headrace::http {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using testing::echo;
using testing::RawSocket;
using testing::serve;

/// Something that handlers wait for and that another thread completes, as the writer of a store does.
class Gate {
 public:
  Awaitable<void> wait() {
    co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(
        [this](auto resume) {
          auto shared = std::make_shared<decltype(resume)>(std::move(resume));
          const std::lock_guard lock(mutex_);
          waiting_.emplace_back([shared] {
            const auto executor = asio::get_associated_executor(*shared);
            asio::post(executor, [shared] { std::move (*shared)(); });
          });
          arrived_.notify_all();
        },
        asio::use_awaitable);
  }

  void wait_for_arrivals(std::size_t count) {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return waiting_.size() >= count; });
  }

  void open() {
    const std::lock_guard lock(mutex_);
    for (auto& resume : waiting_) resume();
    waiting_.clear();
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<std::function<void()>> waiting_;
};

Handler behind(Gate& gate) {
  return [&gate](Request request) -> Awaitable<Response> {
    const auto thread = std::this_thread::get_id();
    co_await gate.wait();
    co_return Response{.body = request.target + (thread == std::this_thread::get_id() ? " same thread" : " other thread")};
  };
}

TEST(Server, a_handler_goes_on_in_the_thread_of_its_connection) {
  Gate gate;
  const auto server = serve(behind(gate));
  RawSocket first(server->port());
  RawSocket second(server->port());
  first.send("GET /1 HTTP/1.1\r\n\r\n");
  second.send("GET /2 HTTP/1.1\r\n\r\n");
  gate.wait_for_arrivals(2);
  gate.open();
  EXPECT_EQ(first.read_answer().body, "/1 same thread");
  EXPECT_EQ(second.read_answer().body, "/2 same thread");
}

TEST(Server, one_waiting_request_does_not_hold_up_others) {
  Gate gate;
  const auto server = serve(
      [&](Request request) -> Awaitable<Response> {
        if (request.target == "/slow") co_await gate.wait();
        co_return Response{.body = request.target};
      },
      {.threads = 1});
  RawSocket slow(server->port());
  slow.send("GET /slow HTTP/1.1\r\n\r\n");
  gate.wait_for_arrivals(1);
  RawSocket quick(server->port());
  EXPECT_EQ(quick.exchange("GET /quick HTTP/1.1\r\n\r\n").body, "/quick");
  gate.open();
  EXPECT_EQ(slow.read_answer().body, "/slow");
}

TEST(Server, connections_are_spread_over_the_threads) {
  std::mutex mutex;
  std::vector<std::thread::id> threads;
  const auto server = serve(
      [&](Request) -> Awaitable<Response> {
        const std::lock_guard lock(mutex);
        threads.push_back(std::this_thread::get_id());
        co_return Response{};
      },
      {.threads = 2});
  RawSocket first(server->port());
  RawSocket second(server->port());
  first.exchange("GET / HTTP/1.1\r\n\r\n");
  second.exchange("GET / HTTP/1.1\r\n\r\n");
  ASSERT_EQ(threads.size(), 2U);
  EXPECT_NE(threads[0], threads[1]);
}

TEST(Server, many_clients_at_once_are_all_answered) {
  const auto server = serve(echo, {.threads = 3});
  std::atomic<int> right = 0;
  std::vector<std::thread> clients;
  for (int c = 0; c < 8; ++c) {
    clients.emplace_back([&, c] {
      RawSocket socket(server->port());
      for (int i = 0; i < 200; ++i) {
        const auto body = std::to_string(c * 1000 + i);
        const auto answer = socket.exchange(fmt::format("PUT /{} HTTP/1.1\r\ncontent-length: {}\r\n\r\n{}", i, body.size(), body));
        if (answer.body == fmt::format("PUT\n/{}\n{}", i, body)) ++right;
      }
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(right, 1600);
}

TEST(Server, a_port_in_use_is_refused) {
  const auto first = serve(echo);
  const auto second = Server::listen({.port = first->port()}, echo, testing::name_fault);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::unavailable);
}

TEST(Server, one_connection_too_many_gets_a_503) {
  const auto server = serve(echo, {.max_connections = 2});
  RawSocket first(server->port());
  RawSocket second(server->port());
  EXPECT_EQ(first.exchange("GET / HTTP/1.1\r\n\r\n").status, 200U);
  EXPECT_EQ(second.exchange("GET / HTTP/1.1\r\n\r\n").status, 200U);
  RawSocket third(server->port());
  EXPECT_EQ(third.read_answer().status, 503U);
  EXPECT_EQ(first.exchange("GET / HTTP/1.1\r\n\r\n").status, 200U);
}

TEST(Server, stop_closes_idle_connections_at_once) {
  const auto server = serve(echo);
  RawSocket idle(server->port());
  RawSocket used(server->port());
  used.exchange("GET / HTTP/1.1\r\n\r\n");
  server->stop(std::chrono::hours(1));
  EXPECT_EQ(idle.read_to_end(), "");
  EXPECT_EQ(used.read_to_end(), "");
  EXPECT_FALSE(RawSocket(server->port()).is_connected());
}

TEST(Server, stop_lets_running_requests_end) {
  Gate gate;
  const auto server = serve(behind(gate));
  RawSocket socket(server->port());
  socket.send("GET /1 HTTP/1.1\r\n\r\n");
  gate.wait_for_arrivals(1);
  auto stopped = std::async(std::launch::async, [&] { server->stop(std::chrono::hours(1)); });
  while (RawSocket(server->port()).is_connected()) {  // the port closes first
  }
  gate.open();
  const auto answer = socket.read_answer();
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(socket.read_to_end(), "");
  stopped.get();
}

TEST(Server, stop_ends_what_outlasts_the_grace) {
  Gate gate;
  {
    const auto server = serve(behind(gate));
    RawSocket socket(server->port());
    socket.send("GET /1 HTTP/1.1\r\n\r\n");
    gate.wait_for_arrivals(1);
    RawSocket half(server->port());
    half.send("POST / HTTP/1.1\r\ncontent-length: 10\r\n\r\n");
    server->stop(milliseconds(0));
    EXPECT_EQ(socket.read_to_end(), "");
    EXPECT_EQ(half.read_to_end(), "");
  }
  gate.open();  // a completion that comes after the server is gone must find its event loop
}

TEST(Server, it_can_end_without_having_started) {
  auto server = Server::listen({}, echo, testing::name_fault);
  ASSERT_TRUE(server);
  (*server)->stop(milliseconds(0));
  (*server)->stop(milliseconds(0));
}

}  // namespace
}  // namespace headrace::http
