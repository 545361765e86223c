#pragma once
// A file in memory that only this process can name and that goes with it: for libraries that read certificates from files alone.

#include <string>
#include <string_view>

#include "base/result.h"

namespace headrace::sources::database {

class MemoryFile {
 public:
  /// Errors: internal with the reason of the system.
  static Result<MemoryFile> make(std::string_view bytes);
  MemoryFile(MemoryFile&& other) noexcept;
  MemoryFile& operator=(MemoryFile&& other) noexcept;
  ~MemoryFile();
  /// Good for this process, as long as the file lives.
  [[nodiscard]] std::string path() const;

 private:
  explicit MemoryFile(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace headrace::sources::database
