#include "engine/embedded/folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <sstream>
#include <system_error>

#include "base/strings.h"
#include "engine/embedded/errors.h"

namespace headrace::engine::embedded {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view check_permissions = "Check that the folder is on a disk with free space and that this user may write to it.";
constexpr std::string_view restore = "Restore the data folder from a backup, or move it away to start with an empty one.";

std::string system_error() { return std::generic_category().message(errno); }

Error not_writable(const fs::path& folder, std::string_view why) {
  return cannot_open(fmt::format("The data folder {} cannot be used.", folder.string()), why, check_permissions);
}

Error locked(const fs::path& folder, int descriptor) {
  std::string holder(32, '\0');
  const auto size = ::pread(descriptor, holder.data(), holder.size(), 0);
  holder.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  while (holder.ends_with('\n')) holder.pop_back();
  return cannot_open(fmt::format("The data folder {} is in use.", folder.string()),
                     fmt::format("Another server (process {}) has it open.", holder.empty() ? "unknown" : holder),
                     "Stop that server, or give this one another folder with --data.");
}

/// Writes the whole of `text` over what is in the file.
bool write_file(int descriptor, std::string_view text) {
  return ::ftruncate(descriptor, 0) == 0 && ::pwrite(descriptor, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
}

/// The folders in `path` that are not there yet, the outermost last.
std::vector<fs::path> missing_folders(const fs::path& path) {
  std::vector<fs::path> missing;
  std::error_code problem;
  for (auto folder = fs::absolute(path).lexically_normal(); !fs::exists(folder, problem) && folder.has_relative_path();
       folder = folder.parent_path())
    missing.push_back(folder);
  return missing;
}

/// Makes the names in a folder outlive a power cut. One that cannot be opened is passed over.
bool sync_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return true;
  const bool synced = ::fsync(descriptor) == 0;
  ::close(descriptor);
  return synced;
}

bool has_table_files(const fs::path& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".sst") return true;
  }
  return false;
}

}  // namespace

Result<FolderLock> FolderLock::take(const fs::path& folder) {
  std::error_code problem;
  const auto missing = missing_folders(folder);
  fs::create_directories(folder, problem);
  if (problem) return fail(not_writable(folder, problem.message()));
  for (const auto& made : missing) {
    if (!sync_folder(made.parent_path())) return fail(not_writable(folder, system_error()));
  }
  const int descriptor = ::open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return fail(not_writable(folder, system_error()));
  FolderLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return fail(locked(folder, descriptor));
    return fail(not_writable(folder, system_error()));
  }
  if (!write_file(descriptor, fmt::format("{}\n", ::getpid()))) return fail(not_writable(folder, system_error()));
  return lock;
}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
  if (this != &other) {
    release();
    descriptor_ = std::exchange(other.descriptor_, -1);
  }
  return *this;
}

void FolderLock::release() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

Result<int> read_format(rocksdb::Env& env, const fs::path& folder) {
  const auto path = folder / "format";
  std::error_code problem;
  if (!fs::exists(path, problem)) {
    if (problem) return fail(not_writable(folder, problem.message()));
    return 0;
  }
  const auto what = fmt::format("The data folder {} cannot be read.", folder.string());
  std::string text;
  if (const auto status = rocksdb::ReadFileToString(&env, path.string(), &text); !status.ok())
    return fail(cannot_open(what, status.ToString(), check_permissions));
  std::istringstream words(text);
  std::string product, number;
  words >> product >> number;
  const auto version = base::parse_integer(number);
  if (product != "headrace" || !version || *version < 1)
    return fail(cannot_open(what, fmt::format("It is damaged: {} does not name a format.", path.string()), restore));
  if (*version > format_version)
    return fail(cannot_open(
        what, fmt::format("It has the format {} of a newer Headrace; this one knows formats up to {}.", *version, format_version),
        "Use the newer Headrace, or give this one another folder with --data."));
  return static_cast<int>(*version);
}

std::string format_file() { return fmt::format("headrace {}\n", format_version); }

Result<void> write_format(rocksdb::Env& env, const fs::path& folder) {
  // Under another name first: an older one is never half written over, and a power cut leaves no name without what is in the file.
  const auto fresh = (folder / "format.new").string();
  auto status = rocksdb::WriteStringToFile(&env, format_file(), fresh, true);
  if (status.ok()) status = env.RenameFile(fresh, (folder / "format").string());
  std::unique_ptr<rocksdb::Directory> names;
  if (status.ok()) status = env.NewDirectory(folder.string(), &names);
  if (status.ok()) status = names->Fsync();
  if (!status.ok()) return fail(not_writable(folder, status.ToString()));
  return {};
}

Result<bool> may_create_store(const fs::path& folder, bool was_set_up) {
  std::error_code ignored;
  if (fs::exists(folder / "CURRENT", ignored)) return false;
  // Before the folder was set up nothing was acknowledged, so that a first start that was cut short may begin again.
  if (!was_set_up && !has_table_files(folder)) return true;
  return fail(cannot_open(fmt::format("The data in {} cannot be opened.", folder.string()), "It is damaged: the file CURRENT is missing.",
                          restore));
}

}  // namespace headrace::engine::embedded
