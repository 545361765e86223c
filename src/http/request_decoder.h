#pragma once
// Turns the bytes of a connection into Requests, with bounds on everything and without sockets (docs/spec/rest-conventions.md 2).

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/message.h"

namespace headrace::http {

struct DecoderLimits {
  std::size_t line_bytes;
  std::size_t header_bytes;
  std::size_t body_bytes;  ///< after decompression
};

/// Why a request does not reach the handler.
struct Refusal {
  enum class Kind { fault, too_large, expectation_failed };
  Kind kind = Kind::fault;
  ProtocolFault fault = ProtocolFault::malformed;  ///< when kind is fault
  std::string detail = {};
  /// How many bytes of body follow that can be thrown away to keep the connection; none when it must be closed.
  std::optional<std::uint64_t> discard = std::nullopt;
};

class RequestDecoder {
 public:
  enum class Progress {
    need_more,      ///< feed again, with what was not used and more behind it
    head_complete,  ///< once per request, before its body: the moment to refuse it or to say "100 Continue"
    complete,       ///< take_request()
    refused,        ///< refusal() says why; nothing more can be decoded before start()
  };

  explicit RequestDecoder(DecoderLimits limits);
  ~RequestDecoder();
  RequestDecoder(const RequestDecoder&) = delete;
  RequestDecoder& operator=(const RequestDecoder&) = delete;

  /// Ready for the next request.
  void start();
  /// Decodes from the front of `bytes`; `used` becomes the number that is done with. After head_complete it must be called again, also
  /// with no bytes at all.
  Progress feed(std::string_view bytes, std::size_t& used);
  /// While a plain body of declared length is being read and feed() wants more: where the next bytes may be read to without a copy; then
  /// filled(). Empty otherwise: use feed().
  std::span<char> body_space();
  Progress filled(std::size_t bytes);

  /// What its head says of the length of the body; none when it does not (chunked), or there is no body.
  [[nodiscard]] std::optional<std::uint64_t> declared_length() const;
  /// The body grows faster than it is fed: feed it in small pieces.
  [[nodiscard]] bool is_compressed() const;
  /// For those who do not wait for the whole: how much of the body is here, and all of that, out of the decoder.
  [[nodiscard]] std::size_t body_size() const;
  std::string take_body();

  /// Of the request whose head is complete (or of as much of it as could be read).
  [[nodiscard]] const Request& request() const;
  Request take_request();
  [[nodiscard]] const Refusal& refusal() const;
  [[nodiscard]] bool keep_alive() const;
  [[nodiscard]] bool is_http_1_0() const;
  /// The client waits for "100 Continue" before it sends the body.
  [[nodiscard]] bool wants_continue() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace headrace::http
