#pragma once
// Content codings: gzip and deflate of request bodies, bounded; gzip of responses (docs/spec/rest-conventions.md 2.6, 2.8).

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct z_stream_s;

namespace headrace::http {

enum class Coding { identity, gzip, deflate };

/// The coding that a Content-Encoding header names ("" is identity); none when it is unknown or a list.
std::optional<Coding> parse_coding(std::string_view content_encoding);

/// Decompresses piece by piece into a string that never grows past a limit.
class Inflater {
 public:
  enum class Outcome { ok, too_large, corrupt };

  /// `coding` is gzip (also several members in a row) or deflate (with the zlib frame, or without as some clients send it).
  explicit Inflater(Coding coding) : coding_(coding) {}

  /// `limit` is that of out.size().
  Outcome append(std::string_view piece, std::string& out, std::size_t limit);
  /// True when the data ended where a member ends, or there was none at all.
  [[nodiscard]] bool is_finished() const { return ended_ || stream_ == nullptr; }

 private:
  struct Deleter {
    void operator()(z_stream_s*) const;
  };
  bool open(char first_byte);
  Outcome inflate_step(std::string& out, std::size_t limit);

  Coding coding_;
  bool ended_ = false;  ///< at the end of a member
  std::unique_ptr<z_stream_s, Deleter> stream_;
};

/// `text` as one gzip member.
std::string gzip(std::string_view text);

/// True when an Accept-Encoding header lets gzip in: named (or `*`) with a weight that is not zero.
bool accepts_gzip(std::string_view accept_encoding);

}  // namespace headrace::http
