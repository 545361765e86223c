#pragma once
// Archives in the form of POSIX tar (ustar): regular files with short names, which is all that a backup has. Sizes from 8 GiB on are
// written as GNU tar does.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace headrace::backup {

/// What stands before the bytes of a file. `path` has at most 100 bytes.
std::string tar_header(std::string_view path, std::uint64_t size, std::int64_t seconds_since_1970);
/// What stands behind them.
std::string tar_padding(std::uint64_t size);
/// What ends an archive.
std::string tar_end();

/// Is told what an archive holds.
class TarSink {
 public:
  virtual ~TarSink() = default;
  virtual Result<void> begin_file(std::string_view path, std::uint64_t size) = 0;
  virtual Result<void> add_bytes(std::string_view bytes) = 0;
  virtual Result<void> end_file() = 0;
};

/// Reads an archive that comes in pieces.
class TarReader {
 public:
  explicit TarReader(TarSink& sink) : sink_(sink) {}

  /// Errors: parse, for what is no archive of regular files; those of the sink.
  Result<void> feed(std::string_view piece);
  /// True when the end of the archive was seen.
  [[nodiscard]] bool has_ended() const { return has_ended_; }

 private:
  Result<void> read_header();

  TarSink& sink_;
  std::string header_;         ///< as far as it has come
  std::uint64_t left_ = 0;     ///< bytes of the file that are still to come
  std::uint64_t padding_ = 0;  ///< and of what stands behind it
  bool is_in_file_ = false;
  bool has_ended_ = false;
};

}  // namespace headrace::backup
