#pragma once
// A file that only this process can name and that goes with it: for libraries that read certificates from files alone.

#include <string>
#include <string_view>

namespace headrace::sources::mysql {

class PrivateFile {
 public:
  explicit PrivateFile(std::string_view bytes);
  ~PrivateFile();
  PrivateFile(const PrivateFile&) = delete;
  PrivateFile& operator=(const PrivateFile&) = delete;
  /// "" when it could not be made.
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  int file_ = -1;
  std::string path_;
};

}  // namespace headrace::sources::mysql
