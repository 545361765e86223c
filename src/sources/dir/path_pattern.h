#pragma once
// Which paths below a folder are meant by a pattern such as `**/*.*` (docs/spec/sources.md 4.3), asked name by name on the way down, so
// that a walk only enters what can matter.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sources/dir/name_pattern.h"

namespace headrace::sources::dir {

class PathPattern {
 public:
  /// How far the names so far have come: one bit per part of the pattern that may take the next name, and one for "all taken".
  using Progress = std::uint64_t;
  enum class Entry { plain, linked_folder };

  /// Errors: illegal_argument for what means nothing or leads out of the folder: empty, absolute, with `..`, `**` beside other
  /// characters, more than 60 parts.
  static Result<PathPattern> parse(std::string_view pattern);

  /// In the folder itself.
  [[nodiscard]] Progress start() const { return closed(1); }
  /// After one more name. `**` stands for any number of folders but does not enter linked ones, so that a circle of links has an end.
  [[nodiscard]] Progress step(Progress from, std::string_view name, Entry entry = Entry::plain) const;
  /// The path so far is one that the pattern means. A `**` at the end means all files, as in newer versions of the original.
  [[nodiscard]] bool matches(Progress progress) const { return (progress >> parts_.size() & 1U) != 0; }
  /// Something below the path so far may match.
  [[nodiscard]] bool leads_on(Progress progress) const { return (progress & ((Progress{1} << parts_.size()) - 1)) != 0; }

 private:
  using Part = std::optional<NamePattern>;  ///< none is `**`
  [[nodiscard]] Progress closed(Progress progress) const;

  std::vector<Part> parts_;
};

}  // namespace headrace::sources::dir
