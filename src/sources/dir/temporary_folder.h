#pragma once
// For tests only: a folder that goes away with its contents.

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace headrace::sources::dir {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    auto name = (std::filesystem::temp_directory_path() / "headrace-dir-XXXXXX").string();
    path_ = mkdtemp(name.data()) == nullptr ? std::string() : name;
    chmod(path_.c_str(), 0755);  // a test reads it as somebody else
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  /// The path of `name` in it.
  [[nodiscard]] std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }

  /// Writes a file and makes its folders.
  std::string write(std::string_view name, std::string_view text = "text") const {
    auto path = *this / name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  void link(std::string_view name, const std::string& target) const { std::filesystem::create_symlink(target, *this / name); }

 private:
  std::string path_;
};

}  // namespace headrace::sources::dir
