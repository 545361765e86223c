#pragma once
// For the tests of this room: a server on a free port, and a plain blocking socket that sends and reads exactly what a test says.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "http/server.h"

namespace headrace::http::testing {

/// A connection to 127.0.0.1. Reads give up after 20 seconds, so that a test that is wrong ends.
class RawSocket {
 public:
  explicit RawSocket(std::uint16_t port) : descriptor_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval limit{.tv_sec = 20, .tv_usec = 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    is_connected_ = ::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawSocket() { ::close(descriptor_); }
  RawSocket(const RawSocket&) = delete;
  RawSocket& operator=(const RawSocket&) = delete;

  [[nodiscard]] bool is_connected() const { return is_connected_; }

  /// Sends all of it; false when the other side has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  void finish_sending() { ::shutdown(descriptor_, SHUT_WR); }

  /// Up to and with `end`, or whatever came before the other side closed.
  std::string read_until(std::string_view end) {
    while (!buffer_.contains(end)) {
      if (!fill()) return std::exchange(buffer_, {});
    }
    return take(buffer_.find(end) + end.size());
  }

  std::string read_bytes(std::size_t size) {
    while (buffer_.size() < size) {
      if (!fill()) return std::exchange(buffer_, {});
    }
    return take(size);
  }

  std::string read_to_end() {
    while (fill()) {
    }
    return std::exchange(buffer_, {});
  }

  struct Answer {
    unsigned status = 0;
    std::string head;
    std::string body;
    [[nodiscard]] std::string header(std::string_view name) const {
      const auto at = head.find("\r\n" + std::string(name) + ": ");
      if (at == std::string::npos) return {};
      const auto start = at + 2 + name.size() + 2;
      return head.substr(start, head.find("\r\n", start) - start);
    }
  };

  /// One response with its content-length; without the body if that is not sent (HEAD).
  Answer read_answer(bool has_body = true) {
    Answer answer;
    answer.head = read_until("\r\n\r\n");
    if (answer.head.size() > 12) answer.status = static_cast<unsigned>(std::atoi(answer.head.c_str() + 9));
    const auto length = answer.header("content-length");
    if (has_body && !length.empty()) answer.body = read_bytes(std::stoul(length));
    return answer;
  }

  Answer exchange(std::string_view request, bool has_body = true) {
    send(request);
    return read_answer(has_body);
  }

 private:
  bool fill() {
    char bytes[65536];
    const auto size = ::recv(descriptor_, bytes, sizeof bytes, 0);
    if (size < 0) is_reset_ = true;
    if (size <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(size));
    return true;
  }
  std::string take(std::size_t size) {
    auto head = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return head;
  }

  int descriptor_;
  bool is_connected_ = false;
  bool is_reset_ = false;
  std::string buffer_;
};

/// Names the fault in the body.
inline Response name_fault(ProtocolFault fault, const std::string& detail) {
  static constexpr std::string_view names[] = {"line_too_long", "header_too_long", "malformed", "bad_encoding", "host_refused"};
  return {.status = 400, .body = std::string(names[static_cast<int>(fault)]) + " " + detail};
}

/// A server that is running; it stops at the end of the test.
inline std::unique_ptr<Server> serve(Handler handler, ServerOptions options = {}) {
  auto server = Server::listen(std::move(options), std::move(handler), name_fault);
  if (!server) {
    ADD_FAILURE() << server.error().reason;
    std::abort();
  }
  (*server)->start();
  return std::move(*server);
}

/// Answers with method, target, and body, each on a line.
inline Awaitable<Response> echo(Request request) {
  if (const auto read = co_await read_whole(request); !read) co_return Response{.status = 500, .body = read.error().reason};
  co_return Response{.status = 200, .headers = {{"x-from", "echo"}}, .body = request.method + "\n" + request.target + "\n" + request.body};
}

}  // namespace headrace::http::testing
