#include "http/listener.h"

#include <fmt/format.h>
#include <pthread.h>
#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/async.h"
#include "base/log.h"

namespace headrace::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

std::unexpected<Error> cannot_listen(const std::string& host, std::uint16_t port, const error_code& why) {
  const auto what = fmt::format("Cannot listen on {}:{}.", host.contains(':') ? "[" + host + "]" : host, port);
  if (why == asio::error::address_in_use) {
    return fail(ErrorKind::unavailable,
                what + "\nThe port is already in use by another program.\nStop that program or choose another port.");
  }
  if (why == asio::error::access_denied) {
    return fail(ErrorKind::unavailable, what + "\nThis user may not open that port.\nChoose a port above 1023.");
  }
  return fail(ErrorKind::unavailable, fmt::format("{}\n{}.\nChoose an address of this machine, such as 127.0.0.1.", what, why.message()));
}

/// Out of descriptors or memory: another try makes sense only after a while.
bool is_shortage(const error_code& ec) {
  return ec == asio::error::no_descriptors || ec == asio::error::no_memory || ec == asio::error::no_buffer_space ||
         ec == boost::system::errc::too_many_files_open_in_system;
}

}  // namespace

struct Listener::Socket {
  asio::io_context context{1};
  tcp::acceptor acceptor{context};
  tcp::endpoint endpoint;
  std::thread thread;

  error_code open(const std::string& host, std::uint16_t port);
  Awaitable<void> accept(std::function<void(int)> accepted);
};

error_code Listener::Socket::open(const std::string& host, std::uint16_t port) {
  error_code ec;
  const auto found = tcp::resolver(context).resolve(host, std::to_string(port), tcp::resolver::passive, ec);
  if (ec) return ec;
  if (found.empty()) return asio::error::host_not_found;
  // `localhost` may be both; clients that are told a name try all its addresses.
  endpoint = found.begin()->endpoint();
  for (const auto& entry : found) {
    if (entry.endpoint().address().is_v4()) {
      endpoint = entry.endpoint();
      break;
    }
  }
  if (acceptor.open(endpoint.protocol(), ec); ec) return ec;
  acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
  if (endpoint.protocol() == tcp::v6() && endpoint.address().is_unspecified()) acceptor.set_option(asio::ip::v6_only(false), ec);
  if (acceptor.bind(endpoint, ec); ec) return ec;
  if (acceptor.listen(4096, ec); ec) return ec;
  endpoint = acceptor.local_endpoint(ec);
  acceptor.non_blocking(true, ec);
  return ec;
}

Awaitable<void> Listener::Socket::accept(std::function<void(int)> accepted) {
  asio::steady_timer pause(context);
  while (acceptor.is_open()) {
    const auto [waited] = co_await acceptor.async_wait(tcp::acceptor::wait_read, as_result);
    if (waited) co_return;
    for (;;) {
      const int descriptor = ::accept4(acceptor.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (descriptor >= 0) {
        accepted(descriptor);
        continue;
      }
      const error_code ec(errno, boost::system::system_category());
      if (ec == asio::error::interrupted || ec == asio::error::connection_aborted) continue;
      if (is_shortage(ec)) {
        base::log_warning("http", "cannot accept connections for now", {{"error.message", ec.message()}});
        pause.expires_after(std::chrono::milliseconds(100));
        co_await pause.async_wait(as_result);
      }
      break;
    }
  }
}

Listener::Listener(std::unique_ptr<Socket> socket) : socket_(std::move(socket)) {}
Listener::~Listener() { stop(); }

Result<std::unique_ptr<Listener>> Listener::open(const std::string& host, std::uint16_t port) {
  auto socket = std::make_unique<Socket>();
  if (const auto ec = socket->open(host, port); ec) return cannot_listen(host, port, ec);
  return std::unique_ptr<Listener>(new Listener(std::move(socket)));
}

void Listener::start(std::function<void(int)> accepted) {
  asio::co_spawn(socket_->context, socket_->accept(std::move(accepted)), asio::detached);
  socket_->thread = std::thread([socket = socket_.get()] {
    pthread_setname_np(pthread_self(), "http-accept");
    socket->context.run();
  });
}

void Listener::stop() {
  socket_->context.stop();
  if (socket_->thread.joinable()) socket_->thread.join();
  error_code ignored;
  socket_->acceptor.close(ignored);
}

std::uint16_t Listener::port() const { return socket_->endpoint.port(); }
bool Listener::is_loopback() const { return socket_->endpoint.address().is_loopback(); }

}  // namespace headrace::http
