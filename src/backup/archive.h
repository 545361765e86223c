#pragma once
// A checkpoint of an engine as an archive, pulled piece by piece: memory is that of a piece, however large the data. Its files come first,
// then backup.json, and SHA256SUMS last, so that an archive that was cut off is known by what it lacks.

#include <memory>
#include <optional>

#include "backup/manifest.h"
#include "crypto/hash.h"

namespace headrace::backup {

/// In place of the files that are still to come: its content says why they do not.
inline constexpr std::string_view error_name = "error";

class Archive {
 public:
  /// `program`: the version of this one.
  Archive(std::unique_ptr<engine::Checkpoint> checkpoint, std::string program);

  /// The next piece, at most a bit more than 256 KiB; none at the end.
  Awaitable<std::optional<std::string>> next();

 private:
  Awaitable<Result<std::string>> next_of_file();
  std::string last_files();
  /// A whole file of the archive.
  [[nodiscard]] std::string entry(std::string_view path, std::string_view content) const;

  std::unique_ptr<engine::Checkpoint> checkpoint_;
  std::string program_;
  std::int64_t seconds_;  ///< since 1970, of the moment
  std::size_t file_ = 0;  ///< the one that comes next, or is under way
  std::uint64_t done_ = 0;
  crypto::Sha256 hash_;
  Checksums checksums_;
  bool has_ended_ = false;
};

}  // namespace headrace::backup
