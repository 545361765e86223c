#include "http/connection.h"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include <fmt/format.h>

#include "base/log.h"
#include "base/strings.h"
#include "http/gzip.h"
#include "http/host_check.h"
#include "http/response_encoder.h"

namespace headrace::http {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using boost::system::error_code;
using Progress = RequestDecoder::Progress;
using Socket = asio::basic_stream_socket<Tcp, asio::io_context::executor_type>;
using TimedStream = boost::beast::basic_stream<Tcp, asio::io_context::executor_type>;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t smallest_read = std::size_t{4} * 1024;
constexpr std::size_t largest_read = std::size_t{64} * 1024;
/// Below this size compressing costs more than it saves.
constexpr std::size_t gzip_from = 1024;
constexpr std::size_t gzip_to = std::size_t{1} << 30;
/// A handler that reads its body gets pieces of about this size.
constexpr std::size_t good_piece = std::size_t{256} * 1024;
/// Of a compressed body, at once: a thousand times this may come out.
constexpr std::size_t compressed_slice = std::size_t{4} * 1024;
constexpr std::chrono::seconds linger_for{5};
constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

Tcp protocol_of(int descriptor) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size);
  return address.ss_family == AF_INET6 ? Tcp::v6() : Tcp::v4();
}

}  // namespace

struct Connection::Stream {
  Stream(asio::io_context& context, int descriptor) : tcp(Socket(context.get_executor(), protocol_of(descriptor), descriptor)) {}
  Socket& socket() { return tcp.socket(); }

  TimedStream tcp;
  boost::beast::flat_buffer buffer;  ///< bytes that are read and not yet decoded
  std::size_t next_read = smallest_read;
};

class Connection::Body final : public BodyReader {
 public:
  explicit Body(Connection& connection) : connection_(connection) {}
  Awaitable<Result<std::optional<std::string>>> read() override { return connection_.read_piece(); }

 private:
  Connection& connection_;
};

Connection::Connection(Shared& shared, asio::io_context& context, int descriptor)
    : shared_(shared),
      stream_(std::make_unique<Stream>(context, descriptor)),
      decoder_({shared.options.max_line_bytes, shared.options.max_header_bytes, shared.options.max_body_bytes}) {
  error_code ignored;
  stream_->socket().set_option(Tcp::no_delay(true), ignored);
  stream_->socket().non_blocking(true, ignored);
  const auto peer = stream_->socket().remote_endpoint(ignored);
  if (!ignored) remote_address_ = peer.address().to_string();
}

Connection::~Connection() = default;

void Connection::drain() {
  is_draining_ = true;
  if (is_interruptible_) close();
}

void Connection::close() { stream_->tcp.close(); }

Awaitable<void> Connection::run() {
  try {
    co_await serve();
  } catch (const std::exception& problem) {
    base::log_error("http", "a connection ended in an exception", {{"error.message", problem.what()}, {"client.ip", remote_address_}});
  }
}

Awaitable<void> Connection::serve() {
  Next next = Next::go_on;
  while (next == Next::go_on && !is_draining_) next = co_await serve_one();
  if (next == Next::linger) co_await linger();
}

Awaitable<Connection::Next> Connection::serve_one() {
  decoder_.start();
  is_cut_off_ = is_unfed_ = false;
  slice_ = compressed_slice;
  if (!co_await read_head()) co_return Next::close;
  if (progress_ == Progress::refused) co_return co_await refuse();
  if (shared_.check_hosts && !is_host_allowed(decoder_.request().header("host"), shared_.options.allowed_hosts)) {
    co_return co_await refuse_host();
  }
  owes_continue_ = decoder_.wants_continue();
  if (decoder_.declared_length().value_or(0) <= shared_.options.whole_body_bytes && !co_await read_body()) co_return Next::close;
  if (progress_ == Progress::refused) co_return co_await refuse();
  co_return co_await answer();
}

Progress Connection::feed() {
  const auto bytes = stream_->buffer.data();
  const auto size = decoder_.is_compressed() ? std::min(slice_, bytes.size()) : bytes.size();
  std::size_t used = 0;
  const auto progress = decoder_.feed({static_cast<const char*>(bytes.data()), size}, used);
  stream_->buffer.consume(used);
  is_unfed_ = size < bytes.size();
  slice_ = used == 0 ? slice_ * 2 : compressed_slice;  // the line of a chunk may be longer than a slice
  return progress;
}

Awaitable<bool> Connection::read_head() {
  if (stream_->buffer.size() == 0) {
    if (stream_->next_read > smallest_read) {  // an idle connection keeps little memory
      stream_->next_read = smallest_read;
      stream_->buffer.shrink_to_fit();
    }
    stream_->tcp.expires_after(shared_.options.idle_timeout);
    is_interruptible_ = true;
    const bool more = co_await read_into_buffer();
    is_interruptible_ = false;
    if (!more) co_return false;
  }
  progress_ = feed();
  if (progress_ != Progress::need_more) co_return true;
  // Once, not per read: a head that comes in drops must be complete in time.
  stream_->tcp.expires_after(shared_.options.request_timeout);
  while (progress_ == Progress::need_more) {
    if (!co_await read_into_buffer()) co_return false;
    progress_ = feed();
  }
  co_return true;
}

Awaitable<bool> Connection::say_continue() {
  if (!std::exchange(owes_continue_, false)) co_return true;
  co_return co_await write(continue_line, {});
}

Awaitable<bool> Connection::read_body() {
  if (!co_await say_continue()) co_return false;
  progress_ = feed();
  while (progress_ == Progress::need_more && decoder_.body_size() <= shared_.options.whole_body_bytes) {
    if (!co_await read_more()) co_return false;
  }
  co_return true;
}

Awaitable<bool> Connection::read_more() {
  stream_->tcp.expires_after(shared_.options.request_timeout);
  if (progress_ == Progress::head_complete || is_unfed_) {
    progress_ = feed();
  } else if (const auto space = decoder_.body_space(); !space.empty()) {
    const auto [ec, size] = co_await stream_->tcp.async_read_some(asio::buffer(space.data(), space.size()), as_result);
    progress_ = decoder_.filled(size);
    if (ec) co_return false;
  } else {
    if (!co_await read_into_buffer()) co_return false;
    progress_ = feed();
  }
  co_return true;
}

Awaitable<Result<std::optional<std::string>>> Connection::read_piece() {
  is_cut_off_ = is_cut_off_ || !co_await say_continue();
  while (!is_cut_off_ && (progress_ == Progress::head_complete || progress_ == Progress::need_more) && decoder_.body_size() < good_piece)
    is_cut_off_ = !co_await read_more();
  if (is_cut_off_ || progress_ == Progress::refused)
    co_return fail(ErrorKind::unavailable, "the body of the request did not come to its end");
  if (decoder_.body_size() == 0) co_return std::nullopt;
  co_return decoder_.take_body();
}

Awaitable<bool> Connection::discard_body() {
  is_interruptible_ = true;
  while (progress_ == Progress::head_complete || progress_ == Progress::need_more) {
    if (!co_await read_more()) co_return false;
    decoder_.take_body();
  }
  is_interruptible_ = false;
  co_return progress_ == Progress::complete;
}

Awaitable<bool> Connection::read_into_buffer() {
  auto& buffer = stream_->buffer;
  const auto [ec, size] = co_await stream_->tcp.async_read_some(buffer.prepare(stream_->next_read), as_result);
  if (ec) co_return false;
  buffer.commit(size);
  if (size == stream_->next_read) stream_->next_read = std::min(size * 2, largest_read);
  co_return true;
}

Awaitable<Response> Connection::call_handler(Request request) {
  try {
    co_return co_await shared_.handler(std::move(request));
  } catch (const std::exception& problem) {
    base::log_error("http", "a handler threw", {{"error.message", problem.what()}});
  } catch (...) {
    base::log_error("http", "a handler threw something that is not an exception");
  }
  co_return Response{.status = 500, .close = true};
}

Awaitable<Connection::Next> Connection::answer() {
  const bool is_whole = progress_ == Progress::complete;
  auto request = is_whole ? decoder_.take_request() : decoder_.request();
  request.remote_address = remote_address_;
  Body body(*this);
  if (!is_whole) request.rest = &body;
  const bool is_head = request.method == "HEAD";
  const bool takes_gzip = accepts_gzip(request.header("accept-encoding"));
  auto response = co_await call_handler(std::move(request));
  if (is_cut_off_) co_return Next::close;
  if (progress_ == Progress::refused) co_return co_await refuse();

  // A client that still waits for "100 Continue" may or may not send its body after the answer.
  Framing framing{.keep_alive = decoder_.keep_alive() && !response.close && !is_draining_ && !owes_continue_,
                  .http_1_0 = decoder_.is_http_1_0()};
  if (response.stream) {
    const auto next = co_await send_stream(response, !is_head);
    co_return progress_ == Progress::complete ? next : Next::linger;
  }
  if (takes_gzip && response.content().size() > gzip_from && response.content().size() < gzip_to) {
    response.body = gzip(response.content());
    response.shared_body.reset();
    framing.gzipped = true;
  }
  framing.content_length = response.content().size();
  encode_head(response, framing, head_);
  const bool has_body = !is_head && !is_bodiless(response.status);
  if (!co_await write(head_, has_body ? std::string_view(response.content()) : std::string_view())) co_return Next::close;
  if (framing.keep_alive) co_return co_await discard_body() ? Next::go_on : Next::close;
  error_code ignored;
  const bool unread = progress_ != Progress::complete || stream_->buffer.size() > 0 || stream_->socket().available(ignored) > 0;
  co_return unread ? Next::linger : Next::close;
}

bool Connection::has_reader_left() const {
  char byte = 0;
  return ::recv(stream_->socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

Awaitable<Connection::Next> Connection::send_stream(const Response& response, bool has_body) {
  const bool is_chunked = !decoder_.is_http_1_0();
  const Framing framing{.chunked = is_chunked, .keep_alive = is_chunked && decoder_.keep_alive(), .http_1_0 = !is_chunked};
  encode_head(response, framing, head_);
  if (!co_await write(head_, {})) co_return Next::close;
  std::optional<std::string> piece(response.body);
  while (has_body && piece) {
    if (!piece->empty()) {
      head_ = is_chunked ? fmt::format("{:x}\r\n", piece->size()) : "";
      if (is_chunked) *piece += "\r\n";
      if (!co_await write(head_, *piece)) co_return Next::close;
    } else if (has_reader_left()) {
      co_return Next::close;
    }
    if (is_draining_) co_return Next::close;
    piece = co_await response.stream();
  }
  if (is_chunked && has_body && !co_await write("0\r\n\r\n", {})) co_return Next::close;
  co_return framing.keep_alive ? Next::go_on : Next::linger;
}

Awaitable<Connection::Next> Connection::refuse() {
  const auto refusal = decoder_.refusal();
  switch (refusal.kind) {
    case Refusal::Kind::fault:
      co_return co_await send_fault(refusal.fault, refusal.detail);
    case Refusal::Kind::expectation_failed:
      co_return co_await send_bare(417, false);
    case Refusal::Kind::too_large:
      break;
  }
  const bool stays = refusal.discard && decoder_.keep_alive() && !is_draining_;
  const auto next = co_await send_bare(413, stays);
  if (next != Next::go_on) co_return next;
  co_return co_await discard(*refusal.discard) ? Next::go_on : Next::close;
}

Awaitable<Connection::Next> Connection::refuse_host() {
  return send_fault(ProtocolFault::host_refused, std::string(decoder_.request().header("host")));
}

Awaitable<Connection::Next> Connection::send_fault(ProtocolFault fault, std::string detail) {
  Response response{.status = 400, .close = true};
  try {
    response = shared_.fault_handler(fault, detail);
  } catch (const std::exception& problem) {
    base::log_error("http", "the fault handler threw", {{"error.message", problem.what()}});
  }
  encode_head(response, {.content_length = response.body.size(), .keep_alive = false, .http_1_0 = decoder_.is_http_1_0()}, head_);
  const bool has_body = decoder_.request().method != "HEAD";
  co_return co_await write(head_, has_body ? std::string_view(response.body) : std::string_view()) ? Next::linger : Next::close;
}

Awaitable<Connection::Next> Connection::send_bare(unsigned status, bool keep_alive) {
  encode_head(Response{.status = status}, {.keep_alive = keep_alive, .http_1_0 = decoder_.is_http_1_0()}, head_);
  if (!co_await write(head_, {})) co_return Next::close;
  co_return keep_alive ? Next::go_on : Next::linger;
}

Awaitable<bool> Connection::write(std::string_view head, std::string_view body) {
  std::array<asio::const_buffer, 2> pieces = {asio::const_buffer(head.data(), head.size()), asio::const_buffer(body.data(), body.size())};
  // Nearly always the socket takes all of it at once: no timer, no turn through the event loop.
  error_code ec;
  auto sent = stream_->socket().write_some(pieces, ec);
  if (ec && ec != asio::error::would_block) co_return false;
  while (asio::buffer_size(pieces) > 0) {
    for (auto& piece : pieces) {
      const auto taken = std::min(sent, piece.size());
      piece += taken;
      sent -= taken;
    }
    if (asio::buffer_size(pieces) == 0) break;
    stream_->tcp.expires_after(shared_.options.request_timeout);
    std::tie(ec, sent) = co_await stream_->tcp.async_write_some(pieces, as_result);
    if (ec) co_return false;
  }
  co_return true;
}

Awaitable<bool> Connection::discard(std::uint64_t bytes) {
  for (;;) {
    const auto here = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, stream_->buffer.size()));
    stream_->buffer.consume(here);
    bytes -= here;
    if (bytes == 0) co_return true;
    stream_->tcp.expires_after(shared_.options.request_timeout);
    if (!co_await read_into_buffer()) co_return false;
  }
}

Awaitable<void> Connection::linger() {
  error_code ec;
  stream_->socket().shutdown(Tcp::socket::shutdown_send, ec);
  if (ec || is_draining_) co_return;
  is_interruptible_ = true;
  stream_->tcp.expires_after(linger_for);
  do {
    stream_->buffer.clear();
  } while (co_await read_into_buffer());
}

}  // namespace headrace::http
