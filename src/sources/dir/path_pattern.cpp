#include "sources/dir/path_pattern.h"

#include <fmt/format.h>

#include "base/strings.h"

namespace headrace::sources::dir {
namespace {

constexpr std::size_t most_parts = 60;

std::unexpected<Error> refused(std::string_view pattern, std::string_view why) {
  return fail(ErrorKind::illegal_argument, fmt::format("the file pattern [{}] {}", pattern, why));
}

}  // namespace

Result<PathPattern> PathPattern::parse(std::string_view pattern) {
  if (pattern.starts_with('/')) return refused(pattern, "is absolute; write it relative to the directory, such as [**/*.md]");
  PathPattern parsed;
  for (const auto& part : base::split_list(pattern, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == "..") return refused(pattern, "leads out of the directory with [..]; choose another directory instead");
    const bool folders = part == "**";
    if (!folders && part.contains("**")) return refused(pattern, "has [**] beside other characters; [**] must be a whole part of the path");
    parsed.parts_.push_back(folders ? Part() : Part(NamePattern(part)));
  }
  if (parsed.parts_.empty()) return refused(pattern, "names no files; [**/*.*] takes all files with a dot in their name");
  if (parsed.parts_.size() > most_parts) return refused(pattern, fmt::format("has more than {} parts", most_parts));
  return parsed;
}

PathPattern::Progress PathPattern::closed(Progress progress) const {
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    if (!parts_[i] && (progress >> i & 1U) != 0) progress |= Progress{2} << i;  // ** may stand for no folder at all
  }
  return progress;
}

PathPattern::Progress PathPattern::step(Progress from, std::string_view name, Entry entry) const {
  Progress to = 0;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    if ((from >> i & 1U) == 0) continue;
    if (!parts_[i]) {
      if (entry == Entry::plain) to |= Progress{1} << i;
    } else if (parts_[i]->matches(name)) {
      to |= Progress{2} << i;
    }
  }
  return closed(to);
}

}  // namespace headrace::sources::dir
