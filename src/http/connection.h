#pragma once
// One connection: reads requests, hands them to the handler one after another, writes the answers.

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>

#include "http/request_decoder.h"
#include "http/server.h"

namespace boost::asio {
class io_context;
}

namespace headrace::http {

/// What all connections of one server share.
struct Shared {
  ServerOptions options;
  Handler handler;
  FaultHandler fault_handler;
  bool check_hosts = false;

  std::mutex mutex;
  std::condition_variable changed;
  std::size_t connections = 0;  ///< guarded by mutex; those that are accepted and not yet over
};

/// Lives and is used in the thread of its io_context.
class Connection {
 public:
  /// Takes over the socket `descriptor`.
  Connection(Shared& shared, boost::asio::io_context& context, int descriptor);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// From the first request to the end of the connection. Never throws.
  Awaitable<void> run();
  /// Ends the connection now if no request is running, else after the answer.
  void drain();
  /// Ends the connection now; what is being read or written fails.
  void close();

 private:
  struct Stream;
  class Body;
  enum class Next { go_on, close, linger };

  Awaitable<void> serve();
  Awaitable<Next> serve_one();
  Awaitable<Next> answer();
  Awaitable<Next> refuse();
  Awaitable<Next> refuse_host();
  Awaitable<Next> send_fault(ProtocolFault fault, std::string detail);
  Awaitable<Next> send_bare(unsigned status, bool keep_alive);
  /// False when the connection ended first.
  Awaitable<bool> read_head();
  /// Until it is complete, or too large to be handed over whole.
  Awaitable<bool> read_body();
  /// One step further in the body. False when the connection ended first.
  Awaitable<bool> read_more();
  Awaitable<Result<std::optional<std::string>>> read_piece();
  Awaitable<bool> say_continue();
  /// Reads past what a handler left of its body.
  Awaitable<bool> discard_body();
  Awaitable<bool> read_into_buffer();
  /// Head and body in one gather write, past small steps of the peer. False when it failed.
  Awaitable<bool> write(std::string_view head, std::string_view body);
  /// Head, body and stream of the answer, until the stream or the reader ends.
  Awaitable<Next> send_stream(const Response& response, bool has_body);
  [[nodiscard]] bool has_reader_left() const;
  Awaitable<bool> discard(std::uint64_t bytes);
  /// Lets the peer read the last answer before unread input resets the connection.
  Awaitable<void> linger();
  RequestDecoder::Progress feed();
  Awaitable<Response> call_handler(Request request);

  Shared& shared_;
  std::unique_ptr<Stream> stream_;
  RequestDecoder decoder_;
  RequestDecoder::Progress progress_ = RequestDecoder::Progress::need_more;
  bool owes_continue_ = false;  ///< the client waits for it
  bool is_cut_off_ = false;     ///< the connection ended inside a body
  bool is_unfed_ = false;       ///< the buffer has more than was fed to the decoder
  std::size_t slice_ = 0;       ///< of a compressed body that is fed at once
  std::string remote_address_;
  std::string head_;               ///< of the answer that is being sent
  bool is_interruptible_ = false;  ///< waits for a request, or only for the peer to leave
  bool is_draining_ = false;
};

}  // namespace headrace::http
