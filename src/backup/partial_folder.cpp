#include "backup/partial_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace headrace::backup {
namespace {

namespace fs = std::filesystem;

/// Made first and removed last: a folder with it was never finished, and is ours.
constexpr std::string_view mark_name = "headrace.partial";

bool sync_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool synced = ::fsync(descriptor) == 0;
  ::close(descriptor);
  return synced;
}

/// Nothing but the mark stays.
bool clear(const fs::path& folder) {
  std::error_code problem;
  for (fs::directory_iterator at(folder, problem), end; !problem && at != end; at.increment(problem)) {
    if (at->path().filename() == mark_name) continue;
    fs::remove_all(at->path(), problem);
    if (problem) break;
  }
  return !problem;
}

fs::path parent_of(const fs::path& path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }

}  // namespace

std::unexpected<Error> refuse(std::string_view what, std::string_view why, std::string_view advice) {
  return fail(ErrorKind::unavailable, fmt::format("{}\n{}\n{}", what, why, advice));
}

std::unexpected<Error> system_refuses(const fs::path& path) {
  return refuse(fmt::format("{} cannot be written.", path.string()), std::generic_category().message(errno),
                "Check free space and permissions, or name a folder on another disk.");
}

Result<PartialFolder> PartialFolder::make(const fs::path& wanted) {
  std::error_code problem;
  auto target = fs::absolute(wanted, problem).lexically_normal();
  if (!target.has_filename()) target = target.parent_path();  // a slash at the end
  if (fs::exists(target, problem) && (!fs::is_directory(target, problem) || !fs::is_empty(target, problem)))
    return refuse(fmt::format("{} cannot be made.", target.string()), "It is there already, and not an empty folder.",
                  "Name another folder, or move that one away.");
  auto path = target;
  path += ".partial";
  const auto mark = path / mark_name;
  if (fs::exists(path, problem) && !fs::exists(mark, problem) && !fs::is_empty(path, problem))
    return refuse(fmt::format("{} cannot be made.", target.string()),
                  fmt::format("{} is in its way, and nothing says that it may be removed.", path.string()),
                  "Move it away, or name another folder.");
  fs::create_directories(path, problem);
  const int descriptor = problem ? -1 : ::open(mark.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    if (problem) errno = problem.value();
    return system_refuses(path);
  }
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    return refuse(fmt::format("{} cannot be made.", target.string()), "Another process is making it right now.",
                  "Wait for its end, or name another folder.");
  }
  PartialFolder folder(target, path, descriptor);
  if (!clear(path)) return system_refuses(path);
  return folder;
}

PartialFolder::PartialFolder(PartialFolder&& other) noexcept
    : target_(std::move(other.target_)), path_(std::move(other.path_)), mark_(std::exchange(other.mark_, -1)) {}

PartialFolder::~PartialFolder() {
  if (mark_ < 0) return;
  std::error_code ignored;
  clear(path_);
  fs::remove_all(path_, ignored);
  ::close(mark_);
}

Result<void> PartialFolder::commit() {
  std::error_code problem;
  for (fs::recursive_directory_iterator at(path_, problem), end; !problem && at != end; at.increment(problem)) {
    if (at->is_directory(problem) && !sync_folder(at->path())) return system_refuses(at->path());
  }
  if (problem || !sync_folder(path_)) return system_refuses(path_);
  if (::rename(path_.c_str(), target_.c_str()) != 0) return system_refuses(target_);
  ::close(std::exchange(mark_, -1));
  fs::remove(target_ / mark_name, problem);
  if (!sync_folder(target_) || !sync_folder(parent_of(target_))) return system_refuses(target_);
  return {};
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> OutputFile::open(const fs::path& path) {
  path_ = path;
  std::error_code problem;
  fs::create_directories(path.parent_path(), problem);
  descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor_ < 0) return system_refuses(path);
  return {};
}

Result<void> OutputFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return system_refuses(path_);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> OutputFile::close() {
  const bool synced = ::fsync(descriptor_) == 0;
  const auto why = errno;
  const bool closed = ::close(std::exchange(descriptor_, -1)) == 0;
  if (synced && closed) return {};
  if (!synced) errno = why;
  return system_refuses(path_);
}

}  // namespace headrace::backup
