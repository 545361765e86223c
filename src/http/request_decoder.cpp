#include "http/request_decoder.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "base/strings.h"
#include "http/body_sink.h"

namespace headrace::http {
namespace {

namespace beast = boost::beast;
using beast::error_code;
using Progress = RequestDecoder::Progress;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

/// Beast's parser, writing straight into a Request.
class Parser final : public beast::http::basic_parser<true> {
 public:
  explicit Parser(Request& request) : request_(request) {
    header_limit(UINT32_MAX);  // RequestDecoder counts: Beast's own limit does not cover headers that arrive one by one
    body_limit(boost::none);   // likewise: 413 is more than a parse error
  }

  void read_chunks_into(BodySink& sink) {
    sink_ = &sink;
    eager(true);
  }

  std::size_t line_bytes = 0;  ///< of the request line without its end; 0 while it is not complete
  bool http_1_0 = false;
  BodySink::Outcome body_outcome = BodySink::Outcome::ok;

 private:
  void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int version, error_code& ec) override {
    ec = {};
    request_.method = view(method);
    request_.target = view(target);
    http_1_0 = version == 10;
    line_bytes = method.size() + target.size() + std::string_view("  HTTP/1.1").size();
  }
  void on_response_impl(int, beast::string_view, int, error_code&) override {}
  void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value, error_code& ec) override {
    ec = {};
    if (sink_ == nullptr) request_.headers.push_back({std::string(view(name)), std::string(view(value))});  // trailers are dropped
  }
  void on_header_impl(error_code& ec) override { ec = {}; }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code& ec) override { ec = {}; }
  std::size_t on_body_impl(beast::string_view piece, error_code& ec) override {
    ec = {};
    return piece.size();
  }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, error_code& ec) override { ec = {}; }
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view piece, error_code& ec) override {
    body_outcome = sink_->append(view(piece));
    if (body_outcome != BodySink::Outcome::ok) ec = beast::http::error::body_limit;
    return piece.size();
  }
  void on_finish_impl(error_code& ec) override { ec = {}; }

  Request& request_;
  BodySink* sink_ = nullptr;
};

/// `http://host/path?query` becomes `/path?query`, and the host is told; other targets stay.
std::optional<std::string> take_authority(std::string& target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!base::equals_ignoring_case(std::string_view(target).substr(0, scheme.size()), scheme)) continue;
    const auto end = std::min(target.find_first_of("/?", scheme.size()), target.size());
    auto authority = target.substr(scheme.size(), end - scheme.size());
    target.erase(0, end);
    if (!target.starts_with('/')) target.insert(0, 1, '/');
    return authority;
  }
  return std::nullopt;
}

}  // namespace

struct RequestDecoder::State {
  enum class Phase { head, body, over };

  explicit State(DecoderLimits bounds) : limits(bounds) {}

  DecoderLimits limits;
  Phase phase = Phase::head;
  Request request;
  std::optional<Parser> parser;
  std::optional<BodySink> sink;
  std::size_t head_bytes = 0;
  std::uint64_t remaining = 0;  ///< of a body with a declared length
  bool wants_continue = false;
  Refusal refusal;

  Progress refuse(Refusal why) {
    refusal = std::move(why);
    phase = Phase::over;
    return Progress::refused;
  }
  Progress fault(ProtocolFault fault, std::string detail) {
    return refuse({.kind = Refusal::Kind::fault, .fault = fault, .detail = std::move(detail)});
  }

  Progress feed_head(std::string_view bytes, std::size_t& used);
  std::optional<ProtocolFault> exceeded(std::string_view pending) const;
  Progress check_head();
  Progress check_framing();
  Progress check_length();
  Progress feed_body(std::string_view bytes, std::size_t& used);
  Progress feed_chunks(std::string_view bytes, std::size_t& used);
  Progress fail_body(BodySink::Outcome outcome);
  Progress finish();
};

/// Which limit the head breaks, with the `pending` bytes of it that the parser has not taken yet.
std::optional<ProtocolFault> RequestDecoder::State::exceeded(std::string_view pending) const {
  // Of a head that came in pieces Beast takes nothing, not even the line, before it is there whole.
  const auto line = parser->line_bytes > 0 ? parser->line_bytes : std::min(pending.find('\r'), pending.size());
  if (line > limits.line_bytes) return ProtocolFault::line_too_long;
  constexpr std::size_t ends_of_lines = 4;  // behind the request line, and the empty line
  if (head_bytes + pending.size() > line + limits.header_bytes + ends_of_lines) return ProtocolFault::header_too_long;
  return std::nullopt;
}

Progress RequestDecoder::State::feed_head(std::string_view bytes, std::size_t& used) {
  if (!parser->got_some()) {
    while (bytes.substr(used).starts_with("\r\n")) used += 2;  // RFC 9112 2.2: empty lines before a request are skipped
    bytes.remove_prefix(used);
    if (bytes.empty() || bytes == "\r") return Progress::need_more;
    if (bytes.front() == '\x16') return fault(ProtocolFault::malformed, "a TLS handshake on a port that speaks plain HTTP");
  }
  error_code ec;
  const auto taken = parser->put({bytes.data(), bytes.size()}, ec);
  used += taken;
  head_bytes += taken;
  const bool waiting = ec == beast::http::error::need_more;
  if (const auto limit = exceeded(waiting ? bytes.substr(taken) : std::string_view())) return fault(*limit, {});
  if (waiting) return Progress::need_more;
  if (ec) return fault(ProtocolFault::malformed, ec.message());
  if (!parser->is_header_done()) return Progress::need_more;
  return check_head();
}

Progress RequestDecoder::State::check_head() {
  // A target with an authority speaks for the Host header (RFC 9112 3.2.2).
  const auto hosts = request.header_values("host").size();
  if (hosts > 1) return fault(ProtocolFault::malformed, "more than one Host header");
  if (auto authority = take_authority(request.target)) {
    std::erase_if(request.headers, [](const Header& header) { return base::equals_ignoring_case(header.name, "host"); });
    request.headers.push_back({"Host", std::move(*authority)});
  }
  return check_framing();
}

Progress RequestDecoder::State::check_framing() {
  const auto codings = request.header_values("transfer-encoding");
  const bool plain_chunked = codings.size() == 1 && base::equals_ignoring_case(codings.front(), "chunked") && parser->chunked();
  if (!codings.empty() && (!plain_chunked || parser->http_1_0)) {
    return fault(ProtocolFault::malformed, "Transfer-Encoding is neither absent nor chunked");
  }
  const auto expect = request.header("expect");
  if (!expect.empty() && !parser->http_1_0) {
    if (!base::equals_ignoring_case(expect, "100-continue")) return refuse({.kind = Refusal::Kind::expectation_failed});
    wants_continue = true;
  }
  return check_length();
}

Progress RequestDecoder::State::check_length() {
  remaining = parser->content_length().value_or(0);
  if (remaining > limits.body_bytes) {
    Refusal refusal_{.kind = Refusal::Kind::too_large};
    // A client that waits for 100 may or may not send the body now, and endless ones are not worth reading: those are closed.
    if (!wants_continue && remaining / 2 <= limits.body_bytes) refusal_.discard = remaining;
    return refuse(std::move(refusal_));
  }
  const bool has_body = remaining > 0 || parser->chunked();
  wants_continue = wants_continue && has_body;
  const auto encodings = request.header_values("content-encoding");
  const auto coding = encodings.size() > 1 ? std::nullopt : parse_coding(encodings.empty() ? "" : encodings.front());
  if (has_body && !coding) return fault(ProtocolFault::bad_encoding, "unknown Content-Encoding [" + std::string(encodings.front()) + "]");
  if (has_body) sink.emplace(*coding, limits.body_bytes);
  if (parser->chunked()) parser->read_chunks_into(*sink);
  phase = Phase::body;
  return Progress::head_complete;
}

Progress RequestDecoder::State::feed_body(std::string_view bytes, std::size_t& used) {
  if (!sink) return finish();
  if (parser->chunked()) return feed_chunks(bytes, used);
  const auto piece = bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(remaining, bytes.size())));
  if (const auto outcome = sink->append(piece); outcome != BodySink::Outcome::ok) return fail_body(outcome);
  used = piece.size();
  remaining -= piece.size();
  return remaining == 0 ? finish() : Progress::need_more;
}

Progress RequestDecoder::State::feed_chunks(std::string_view bytes, std::size_t& used) {
  // Every chunked body ends with these 5 bytes in one piece; Beast asserts that it never sees fewer of them.
  if (bytes.size() < std::string_view("0\r\n\r\n").size()) return Progress::need_more;
  error_code ec;
  used = parser->put({bytes.data(), bytes.size()}, ec);
  if (parser->body_outcome != BodySink::Outcome::ok) return fail_body(parser->body_outcome);
  if (ec == beast::http::error::need_more || (!ec && !parser->is_done())) {
    // What waits here is the line of a chunk or the trailers, not data.
    if (bytes.size() - used > limits.header_bytes) return fault(ProtocolFault::header_too_long, {});
    return Progress::need_more;
  }
  if (ec) return fault(ProtocolFault::malformed, ec.message());
  return finish();
}

Progress RequestDecoder::State::fail_body(BodySink::Outcome outcome) {
  if (outcome == BodySink::Outcome::too_large) return refuse({.kind = Refusal::Kind::too_large});
  return fault(ProtocolFault::bad_encoding, "the body is not what its Content-Encoding says");
}

Progress RequestDecoder::State::finish() {
  phase = Phase::over;
  if (!sink) return Progress::complete;
  if (!sink->is_finished()) return fault(ProtocolFault::bad_encoding, "the compressed body ends early");
  request.body = sink->take();
  return Progress::complete;
}

RequestDecoder::RequestDecoder(DecoderLimits limits) : state_(std::make_unique<State>(limits)) { start(); }
RequestDecoder::~RequestDecoder() = default;

void RequestDecoder::start() {
  auto& s = *state_;
  s.phase = State::Phase::head;
  s.request = {};
  s.parser.emplace(s.request);
  s.sink.reset();
  s.head_bytes = 0;
  s.remaining = 0;
  s.wants_continue = false;
}

Progress RequestDecoder::feed(std::string_view bytes, std::size_t& used) {
  used = 0;
  switch (state_->phase) {
    case State::Phase::head:
      return state_->feed_head(bytes, used);
    case State::Phase::body:
      return state_->feed_body(bytes, used);
    case State::Phase::over:
      break;
  }
  return Progress::refused;
}

std::span<char> RequestDecoder::body_space() {
  const bool direct = state_->phase == State::Phase::body && state_->sink && !state_->sink->is_compressed() && state_->remaining > 0;
  return direct ? state_->sink->space(state_->remaining) : std::span<char>();
}

Progress RequestDecoder::filled(std::size_t bytes) {
  state_->sink->filled(bytes);
  state_->remaining -= bytes;
  return state_->remaining == 0 ? state_->finish() : Progress::need_more;
}

std::optional<std::uint64_t> RequestDecoder::declared_length() const {
  const auto length = state_->parser->content_length();
  return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
}

bool RequestDecoder::is_compressed() const { return state_->phase == State::Phase::body && state_->sink && state_->sink->is_compressed(); }

std::size_t RequestDecoder::body_size() const { return state_->request.body.size() + (state_->sink ? state_->sink->size() : 0); }

std::string RequestDecoder::take_body() {
  if (state_->phase == State::Phase::body && state_->sink) return state_->sink->take();
  return std::exchange(state_->request.body, {});
}

const Request& RequestDecoder::request() const { return state_->request; }
Request RequestDecoder::take_request() { return std::move(state_->request); }
const Refusal& RequestDecoder::refusal() const { return state_->refusal; }
bool RequestDecoder::keep_alive() const { return state_->parser->is_header_done() && state_->parser->keep_alive(); }
bool RequestDecoder::is_http_1_0() const { return state_->parser->http_1_0; }
bool RequestDecoder::wants_continue() const { return state_->wants_continue; }

}  // namespace headrace::http
