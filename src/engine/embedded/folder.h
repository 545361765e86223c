#pragma once
// The data folder: who has it, and what wrote it (docs/formats.md).

#include <rocksdb/env.h>

#include <filesystem>

#include "base/result.h"

namespace headrace::engine::embedded {

/// One server at a time. The lock ends with this object, or with the process.
class FolderLock {
 public:
  /// Makes the folder when it is missing. Errors: unavailable, in three lines (not writable, held by another server).
  static Result<FolderLock> take(const std::filesystem::path& folder);

  FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FolderLock& operator=(FolderLock&& other) noexcept;
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock() { release(); }

  void release();

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

/// Raised when an older server could not read what this one writes.
inline constexpr int format_version = 4;

/// By which format the folder was set up; 0: it was not. Errors: unavailable, in three lines (written by a newer version, unreadable).
Result<int> read_format(rocksdb::Env& env, const std::filesystem::path& folder);
/// What the file that tells the format of a folder holds.
std::string format_file();
/// Marks the folder as set up by this format: once all stores are there, and of one with an older format before anything is written.
Result<void> write_format(rocksdb::Env& env, const std::filesystem::path& folder);

/// Whether RocksDB may make a store in `folder`. Errors: unavailable, in three lines, when one must be there and is not, or is in pieces.
Result<bool> may_create_store(const std::filesystem::path& folder, bool was_set_up);

}  // namespace headrace::engine::embedded
