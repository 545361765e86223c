#pragma once
// A file that only this process knows and that is gone with it, whatever ends it.

#include <cstddef>
#include <filesystem>

#include "base/result.h"

namespace headrace::service {

class UnnamedFile {
 public:
  /// In `folder`, which must exist. Errors: unavailable with what, where and why.
  static Result<UnnamedFile> make(const std::filesystem::path& folder);
  UnnamedFile(UnnamedFile&& other) noexcept;
  UnnamedFile& operator=(UnnamedFile&& other) noexcept;
  ~UnnamedFile();

  /// Whole or not at all as far as the caller knows. Errors: unavailable.
  Result<void> write(const void* bytes, std::size_t size, std::size_t offset);
  /// Errors: unavailable, also when the file is shorter.
  Result<void> read(void* bytes, std::size_t size, std::size_t offset) const;

 private:
  UnnamedFile(int descriptor, std::filesystem::path folder) : descriptor_(descriptor), folder_(std::move(folder)) {}
  [[nodiscard]] std::unexpected<Error> failed(std::string_view what) const;

  int descriptor_;
  std::filesystem::path folder_;
};

}  // namespace headrace::service
