#include "http/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <new>

#include "base/strings.h"

namespace headrace::http {
namespace {

constexpr int gzip_window = 15 + 16;
constexpr int zlib_window = 15;
constexpr int raw_window = -15;
constexpr std::size_t smallest_step = std::size_t{16} * 1024;

/// The compressor of this thread, made at first need: its 256 KB are too much to allocate for every answer.
class Compressor {
 public:
  Compressor() {
    // Level 3 is what the original uses for HTTP.
    if (deflateInit2(&stream_, 3, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
  }
  ~Compressor() { deflateEnd(&stream_); }
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;

  std::string compress(std::string_view text) {
    deflateReset(&stream_);
    std::string out;
    // One call is enough: the space is the upper bound. A text is below 4 GiB here: it is the body of a response.
    out.resize_and_overwrite(deflateBound(&stream_, text.size()), [&](char* data, std::size_t size) {
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
      stream_.avail_in = static_cast<uInt>(text.size());
      stream_.next_out = reinterpret_cast<Bytef*>(data);
      stream_.avail_out = static_cast<uInt>(size);
      deflate(&stream_, Z_FINISH);
      return size - stream_.avail_out;
    });
    return out;
  }

 private:
  z_stream stream_{};
};

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// `q=0`, `q=0.0` and so on.
bool weight_is_zero(std::string_view parameters) {
  const auto at = parameters.find("q=");
  if (at == std::string_view::npos) return false;
  const auto weight = parameters.substr(at + 2);
  return weight.starts_with('0') && weight.find_first_of("123456789") == std::string_view::npos;
}

}  // namespace

std::optional<Coding> parse_coding(std::string_view content_encoding) {
  const auto is = [name = trim(content_encoding)](std::string_view known) { return base::equals_ignoring_case(name, known); };
  if (is("") || is("identity")) return Coding::identity;
  if (is("gzip") || is("x-gzip")) return Coding::gzip;
  if (is("deflate") || is("x-deflate")) return Coding::deflate;
  return std::nullopt;
}

void Inflater::Deleter::operator()(z_stream_s* stream) const {
  inflateEnd(stream);
  delete stream;
}

bool Inflater::open(char first_byte) {
  int window = gzip_window;
  // The zlib frame begins with 8 in the low half of the first byte, which a stream without the frame practically never does.
  if (coding_ == Coding::deflate) window = (first_byte & 15) == 8 ? zlib_window : raw_window;
  stream_.reset(new z_stream{});
  return inflateInit2(stream_.get(), window) == Z_OK;
}

/// Runs until the input is used up, a member ends or the output step is full.
Inflater::Outcome Inflater::inflate_step(std::string& out, std::size_t limit) {
  const auto before = out.size();
  const auto step = std::min(std::max(smallest_step, before), limit + 1 - before);
  int status = Z_OK;
  out.resize_and_overwrite(before + step, [&](char* data, std::size_t) {  // its size may be more than was asked for
    stream_->next_out = reinterpret_cast<Bytef*>(data + before);
    stream_->avail_out = static_cast<uInt>(step);
    status = inflate(stream_.get(), Z_NO_FLUSH);
    return before + step - stream_->avail_out;
  });
  if (out.size() > limit) return Outcome::too_large;
  ended_ = status == Z_STREAM_END;
  // Z_BUF_ERROR only says that more input is needed.
  return status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR ? Outcome::ok : Outcome::corrupt;
}

Inflater::Outcome Inflater::append(std::string_view piece, std::string& out, std::size_t limit) {
  if (piece.empty()) return Outcome::ok;
  if (stream_ == nullptr && !open(piece.front())) return Outcome::corrupt;
  stream_->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
  stream_->avail_in = static_cast<uInt>(piece.size());
  for (;;) {
    if (ended_) {
      if (stream_->avail_in == 0) return Outcome::ok;
      // More after the end: another gzip member, or rubbish, which inflate then finds.
      if (coding_ != Coding::gzip || inflateReset(stream_.get()) != Z_OK) return Outcome::corrupt;
      ended_ = false;
    }
    if (const auto outcome = inflate_step(out, limit); outcome != Outcome::ok) return outcome;
    if (!ended_ && stream_->avail_in == 0 && stream_->avail_out > 0) return Outcome::ok;
  }
}

std::string gzip(std::string_view text) {
  static thread_local Compressor compressor;
  return compressor.compress(text);
}

bool accepts_gzip(std::string_view accept_encoding) {
  bool accepted = false;
  while (!accept_encoding.empty()) {
    const auto comma = accept_encoding.find(',');
    const auto item = accept_encoding.substr(0, comma);
    accept_encoding.remove_prefix(comma == std::string_view::npos ? accept_encoding.size() : comma + 1);
    const auto semicolon = item.find(';');
    const auto name = trim(item.substr(0, semicolon));
    const bool refused = semicolon != std::string_view::npos && weight_is_zero(item.substr(semicolon));
    if (base::equals_ignoring_case(name, "gzip") || base::equals_ignoring_case(name, "x-gzip")) return !refused;
    if (name == "*") accepted = !refused;
  }
  return accepted;
}

}  // namespace headrace::http
