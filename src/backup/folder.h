#pragma once
// A backup as a folder: made out of an archive, and copied back.

#include <filesystem>

#include "backup/manifest.h"
#include "backup/partial_folder.h"
#include "backup/tar.h"
#include "crypto/hash.h"

namespace headrace::backup {

/// Writes the files of an archive below a folder, each synced, and knows at the end whether all of them came as they were sent.
class FolderWriter final : public TarSink {
 public:
  explicit FolderWriter(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Errors: unavailable, in three lines.
  Result<void> begin_file(std::string_view path, std::uint64_t size) override;
  Result<void> add_bytes(std::string_view bytes) override;
  Result<void> end_file() override;

  /// Call it when the archive has ended. Errors: unavailable, in three lines, when something is missing or another than was sent.
  Result<Manifest> finish();

 private:
  /// The files that are kept in mind: what the backup says of itself.
  static bool is_kept(std::string_view path);

  std::filesystem::path folder_;
  std::string path_;  ///< of the file under way
  std::string kept_;  ///< its bytes, when it is one to be kept in mind
  std::optional<OutputFile> file_;
  crypto::Sha256 hash_;
  Checksums found_;
  std::string manifest_, checksums_;
};

/// What a backup holds, by its own word: backup.json as SHA256SUMS has it, every file with its size. Errors: unavailable, in three lines,
/// for what is no backup, is damaged, or was made by a newer program.
struct OpenedBackup {
  Manifest manifest;
  Checksums checksums;
};
Result<OpenedBackup> open_backup(const std::filesystem::path& folder);

/// Copies all files of the data to `to`, each synced, and checks them on the way. Errors: unavailable, in three lines.
Result<void> copy_files(const OpenedBackup& backup, const std::filesystem::path& folder, const std::filesystem::path& to);

}  // namespace headrace::backup
