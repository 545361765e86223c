#pragma once
// The file that keeps the sealing keys, outside the data folder: one key a line, the first seals (docs/formats.md, "Sealed values").

#include <filesystem>
#include <memory>
#include <mutex>

#include "crypto/sealing.h"

namespace headrace::crypto {

/// From many threads. The file is read once and at most written by whoever makes or turns keys here.
class KeyFile {
 public:
  explicit KeyFile(std::filesystem::path path) : path_(std::move(path)) {}

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// The keys of the file; nullptr when there is no file. Errors: internal when it cannot be read, others may read it, or a line is no key.
  Result<std::shared_ptr<const SealingKeys>> load();
  /// The same; a missing file is made with one new key, readable by its owner alone. Never replaces a file.
  Result<std::shared_ptr<const SealingKeys>> load_or_make();
  /// Puts a new key before the others.
  Result<std::shared_ptr<const SealingKeys>> add_key();

 private:
  Result<std::shared_ptr<const SealingKeys>> read();
  Result<std::shared_ptr<const SealingKeys>> write(SealingKeys keys, bool may_replace);

  std::filesystem::path path_;
  std::mutex mutex_;
  std::shared_ptr<const SealingKeys> keys_;  ///< guarded by mutex_
};

}  // namespace headrace::crypto
