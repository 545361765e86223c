#pragma once
// A folder that is there as a whole or not at all: it is filled under another name beside its place, synced, and then renamed.

#include <filesystem>
#include <string_view>

#include "base/result.h"

namespace headrace::backup {

/// What, why, and what to do.
std::unexpected<Error> refuse(std::string_view what, std::string_view why, std::string_view advice);
/// The same for what the system refuses, with what errno says.
std::unexpected<Error> system_refuses(const std::filesystem::path& path);

class PartialFolder {
 public:
  /// Makes `<target>.partial`, in place of one that was left by a process that is gone. Errors, in three lines: unavailable, when `target`
  /// is there and not empty, somebody is at work on it, or the system refuses.
  static Result<PartialFolder> make(const std::filesystem::path& target);

  PartialFolder(PartialFolder&& other) noexcept;
  PartialFolder& operator=(PartialFolder&&) = delete;
  PartialFolder(const PartialFolder&) = delete;
  PartialFolder& operator=(const PartialFolder&) = delete;
  /// Removes what was not committed.
  ~PartialFolder();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Syncs the folders (files must have been) and puts it in its place. Errors: unavailable, in three lines.
  Result<void> commit();

 private:
  PartialFolder(std::filesystem::path target, std::filesystem::path path, int mark)
      : target_(std::move(target)), path_(std::move(path)), mark_(mark) {}

  std::filesystem::path target_, path_;
  int mark_;  ///< the open file that says whose this folder is; -1: nothing is to be removed any more
};

/// A file that is written once from begin to end. Errors of all: unavailable, in three lines.
class OutputFile {
 public:
  OutputFile() = default;
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// Readable by its owner alone; its folder is made.
  Result<void> open(const std::filesystem::path& path);
  Result<void> write(std::string_view bytes);
  /// Syncs and closes.
  Result<void> close();

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

}  // namespace headrace::backup
