#include "crypto/key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/strings.h"

namespace headrace::crypto {
namespace {

using Keys = Result<std::shared_ptr<const SealingKeys>>;

std::unexpected<Error> failed(const std::filesystem::path& path, std::string_view what, std::string_view why) {
  return fail(ErrorKind::internal, "the sealing key file [" + path.string() + "] " + std::string(what) + ": " + std::string(why));
}

/// Closes what it was given.
struct File {
  int descriptor;
  ~File() {
    if (descriptor >= 0) ::close(descriptor);
  }
};

Result<void> write_synced(const std::filesystem::path& path, std::string_view text) {
  const File file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (file.descriptor < 0) return failed(path, "cannot be made", std::strerror(errno));
  while (!text.empty()) {
    const auto written = ::write(file.descriptor, text.data(), text.size());
    if (written < 0) return failed(path, "cannot be written", std::strerror(errno));
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file.descriptor) != 0) return failed(path, "cannot be written", std::strerror(errno));
  return {};
}

void sync_folder(const std::filesystem::path& folder) {
  const File file{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (file.descriptor >= 0) ::fsync(file.descriptor);
}

}  // namespace

Keys KeyFile::load() {
  const std::lock_guard lock(mutex_);
  return read();
}

Keys KeyFile::load_or_make() {
  const std::lock_guard lock(mutex_);
  TRY(auto found, read());
  if (found) return found;
  if (auto made = write(SealingKeys({SealingKey::make()}), false); made) return made;
  return read();  // somebody else may have made it at the same moment
}

Keys KeyFile::add_key() {
  const std::lock_guard lock(mutex_);
  TRY(const auto found, read());
  std::vector<SealingKey> keys{SealingKey::make()};
  if (found) keys.insert(keys.end(), found->all().begin(), found->all().end());
  return write(SealingKeys(std::move(keys)), found != nullptr);
}

Keys KeyFile::read() {
  if (keys_) return keys_;
  struct ::stat status{};
  if (::stat(path_.c_str(), &status) != 0) {
    if (errno == ENOENT) return nullptr;
    return failed(path_, "cannot be read", std::strerror(errno));
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) return failed(path_, "is open to others", "make it yours alone with chmod 600");
  std::ifstream file(path_);
  std::vector<SealingKey> keys;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    auto key = SealingKey::parse(line);
    if (!key) return failed(path_, "holds a line that is no key", key.error().reason);
    keys.push_back(std::move(*key));
  }
  if (keys.empty()) return failed(path_, "holds no key", "put the key back that was there, or take the file away to have a new one made");
  keys_ = std::make_shared<const SealingKeys>(std::move(keys));
  return keys_;
}

/// Whole or not at all, also when the power goes: a new file takes the old one's name.
Keys KeyFile::write(SealingKeys keys, bool may_replace) {
  std::error_code problem;
  std::filesystem::create_directories(path_.parent_path(), problem);
  if (problem) return failed(path_, "cannot be made", problem.message());
  std::string text =
      "# Sealing keys of Headrace, one a line; the first one seals. Keep a copy: what they sealed cannot be read without them.\n";
  for (const auto& key : keys.all()) text += key.text() + "\n";
  auto fresh = path_;
  fresh += "." + base::random_hex(8);
  TRY_VOID(write_synced(fresh, text));
  if (may_replace) {
    std::filesystem::rename(fresh, path_, problem);
  } else {
    std::filesystem::create_hard_link(fresh, path_, problem);
  }
  std::error_code ignored;
  if (problem || !may_replace) std::filesystem::remove(fresh, ignored);
  if (problem) return failed(path_, "cannot be made", problem.message());
  sync_folder(path_.parent_path());
  keys_ = std::make_shared<const SealingKeys>(std::move(keys));
  return keys_;
}

}  // namespace headrace::crypto
