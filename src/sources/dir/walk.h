#pragma once
// The files of a folder that a pattern means, one after the other in the order of the file system. Holds one open folder per level and
// no list, so memory does not grow with the number of files.

#include <dirent.h>
#include <sys/stat.h>

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sources/dir/path_pattern.h"
#include "sources/source.h"

namespace headrace::sources::dir {

struct FoundFile {
  std::string path;    ///< of the link where it is one
  struct stat status;  ///< of what a link leads to: always a regular file
};

/// Something that is there and could not be looked at.
struct WalkFailure {
  enum class What { file, folder };
  What what;  ///< a `file` may also turn out to be something else
  std::string path;
  std::string reason;
};

class Walk {
 public:
  using Found = std::variant<FoundFile, WalkFailure>;

  /// Opens `directory`, an absolute path. `stop` outlives the walk. Errors: internal with what, why and what to do.
  static Result<Walk> open(std::string directory, PathPattern pattern, const StopFlag& stop);

  /// None at the end. What vanishes on the way is left out; what cannot be looked at is a failure. Errors end the walk: unavailable when
  /// it was stopped, internal when the folder itself was moved or removed meanwhile.
  Result<std::optional<Found>> next();

  /// True once everything has been seen.
  [[nodiscard]] bool is_complete() const { return ended_ && !missed_; }
  [[nodiscard]] const std::string& directory() const { return directory_; }

 private:
  struct CloseFolder {
    void operator()(DIR* folder) const { closedir(folder); }
  };
  using Folder = std::unique_ptr<DIR, CloseFolder>;
  /// A folder that is being read.
  struct Level {
    Folder folder;
    int descriptor;  ///< of the folder, which owns it
    std::string path;
    PathPattern::Progress progress;
  };
  struct Entry;

  Walk(std::string directory, PathPattern pattern, const StopFlag& stop, Level top);
  std::optional<Found> read_entry();
  std::optional<Found> look_at(const Entry& entry);
  std::optional<Found> enter(const Entry& entry, PathPattern::Entry kind);
  WalkFailure folder_failure(std::string path, std::string reason);
  Result<void> check_that_it_stayed() const;

  std::string directory_;
  PathPattern pattern_;
  const StopFlag* stop_;
  struct stat status_{};  ///< of the folder itself, as it was opened
  std::vector<Level> levels_;
  bool missed_ = false;
  bool ended_ = false;
};

/// `path` fit for people and JSON: bytes that are not UTF-8 as \xNN.
std::string readable(std::string_view path);

}  // namespace headrace::sources::dir
