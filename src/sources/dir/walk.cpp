#include "sources/dir/walk.h"

#include <fcntl.h>
#include <fmt/format.h>

#include "base/strings.h"
#include "sources/dir/descriptor.h"

namespace headrace::sources::dir {
namespace {

/// Each level holds a descriptor, of which a process has about a thousand.
constexpr std::size_t deepest = 256;

/// O_NONBLOCK: nothing that a name may stand for, such as a FIFO, makes the open wait.
constexpr int open_folder = O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC;

/// Nothing is there, or only a link to nothing or to itself.
bool leads_nowhere(int problem) { return problem == ENOENT || problem == ENOTDIR || problem == ELOOP; }

std::unexpected<Error> unusable(std::string_view directory, int problem) {
  std::string_view advice = "give the service the right to read and to enter it";
  if (problem == ENOENT) advice = "create it, mount it, or correct the directory path of the connector";
  if (problem == ENOTDIR) advice = "the directory path of the connector must lead to a directory";
  return fail(ErrorKind::internal, fmt::format("the directory [{}] cannot be read: {}; {}", directory, system_message(problem), advice));
}

std::string joined(std::string_view folder, std::string_view name) {
  return fmt::format("{}{}{}", folder, folder.ends_with('/') ? "" : "/", name);
}

bool is_same(const struct stat& a, const struct stat& b) { return a.st_ino == b.st_ino && a.st_dev == b.st_dev; }

}  // namespace

struct Walk::Entry {
  std::string_view name;
  unsigned char type;              ///< DT_…, DT_UNKNOWN where the file system does not say
  PathPattern::Progress progress;  ///< after this name

  [[nodiscard]] bool may_be(unsigned char wanted) const { return type == wanted || type == DT_LNK || type == DT_UNKNOWN; }
};

std::string readable(std::string_view path) {
  std::string text;
  while (!path.empty()) {
    std::size_t length = 1;
    while (length <= 4 && length <= path.size() && !base::is_utf8(path.substr(0, length))) ++length;
    const bool is_character = length <= 4 && length <= path.size();
    if (!is_character) length = 1;
    text += is_character ? std::string(path.substr(0, length)) : fmt::format("\\x{:02x}", static_cast<unsigned char>(path[0]));
    path.remove_prefix(length);
  }
  return text;
}

Result<Walk> Walk::open(std::string directory, PathPattern pattern, const StopFlag& stop) {
  Descriptor descriptor(::open(directory.c_str(), open_folder));
  if (!descriptor.is_open()) return unusable(directory, errno);
  // Names alone can be listed without this right, but nothing behind them can be seen.
  if (faccessat(descriptor.get(), ".", X_OK, AT_EACCESS) != 0) return unusable(directory, errno);
  Folder folder(fdopendir(descriptor.get()));
  if (!folder) return unusable(directory, errno);
  Level top{std::move(folder), descriptor.release(), directory, pattern.start()};
  return Walk(std::move(directory), std::move(pattern), stop, std::move(top));
}

Walk::Walk(std::string directory, PathPattern pattern, const StopFlag& stop, Level top)
    : directory_(std::move(directory)), pattern_(std::move(pattern)), stop_(&stop) {
  missed_ = fstat(top.descriptor, &status_) != 0;
  levels_.push_back(std::move(top));
}

Result<std::optional<Walk::Found>> Walk::next() {
  while (!levels_.empty()) {
    if (*stop_) return fail(ErrorKind::unavailable, fmt::format("the walk through [{}] was stopped", directory_));
    if (auto found = read_entry()) return found;
  }
  if (!ended_) TRY_VOID(check_that_it_stayed());
  ended_ = true;
  return std::nullopt;
}

/// An unmounted or replaced folder looks empty from within; its documents must not be taken for deleted.
Result<void> Walk::check_that_it_stayed() const {
  struct stat now{};
  if (stat(directory_.c_str(), &now) == 0 && is_same(now, status_)) return {};
  return fail(ErrorKind::internal,
              fmt::format("the directory [{}] was moved, replaced or removed while it was read; sync again", directory_));
}

std::optional<Walk::Found> Walk::read_entry() {
  auto& level = levels_.back();
  errno = 0;  // how readdir tells an error from the end
  const dirent* entry = readdir(level.folder.get());
  if (entry == nullptr) {
    const int problem = errno;
    auto path = std::move(level.path);
    levels_.pop_back();
    if (problem == 0 || problem == ENOENT) return std::nullopt;
    return folder_failure(std::move(path), system_message(problem));
  }
  const std::string_view name = entry->d_name;
  if (name == "." || name == "..") return std::nullopt;
  const auto progress = pattern_.step(level.progress, name);
  if (!pattern_.matches(progress) && !pattern_.leads_on(progress)) return std::nullopt;
  return look_at({name, entry->d_type, progress});
}

std::optional<Walk::Found> Walk::look_at(const Entry& entry) {
  const bool may_match = pattern_.matches(entry.progress) && entry.may_be(DT_REG);
  const bool may_lead_on = pattern_.leads_on(entry.progress) && entry.may_be(DT_DIR);
  if (entry.type == DT_DIR) return may_lead_on ? enter(entry, PathPattern::Entry::plain) : std::nullopt;
  if (!may_match && !may_lead_on) return std::nullopt;

  const auto& level = levels_.back();
  const std::string name(entry.name);
  struct stat status{};
  if (fstatat(level.descriptor, name.c_str(), &status, 0) != 0) {
    const int problem = errno;
    if (leads_nowhere(problem)) return std::nullopt;
    if (may_lead_on) missed_ = true;
    return WalkFailure{WalkFailure::What::file, joined(level.path, name), system_message(problem)};
  }
  if (S_ISREG(status.st_mode) && may_match) return FoundFile{joined(level.path, name), status};
  if (!S_ISDIR(status.st_mode) || !may_lead_on) return std::nullopt;
  struct stat itself{};
  const bool linked = fstatat(level.descriptor, name.c_str(), &itself, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(itself.st_mode);
  return enter(entry, linked ? PathPattern::Entry::linked_folder : PathPattern::Entry::plain);
}

/// Makes the folder the next level to be read.
std::optional<Walk::Found> Walk::enter(const Entry& entry, PathPattern::Entry kind) {
  const bool linked = kind == PathPattern::Entry::linked_folder;
  const auto& level = levels_.back();
  const auto progress = linked ? pattern_.step(level.progress, entry.name, kind) : entry.progress;
  if (!pattern_.leads_on(progress)) return std::nullopt;
  auto path = joined(level.path, entry.name);
  if (levels_.size() == deepest) return folder_failure(std::move(path), fmt::format("deeper than {} levels", deepest));
  const std::string name(entry.name);
  Descriptor descriptor(openat(level.descriptor, name.c_str(), open_folder | (linked ? 0 : O_NOFOLLOW)));
  Folder folder(descriptor.is_open() ? fdopendir(descriptor.get()) : nullptr);
  if (!folder) {
    const int problem = errno;
    return problem == ENOENT ? std::nullopt : std::optional<Found>(folder_failure(std::move(path), system_message(problem)));
  }
  levels_.push_back({std::move(folder), descriptor.release(), std::move(path), progress});
  return std::nullopt;
}

WalkFailure Walk::folder_failure(std::string path, std::string reason) {
  missed_ = true;
  return {WalkFailure::What::folder, std::move(path), std::move(reason)};
}

}  // namespace headrace::sources::dir
