#include "service/unnamed_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace headrace::service {
namespace {

/// Where the file system has no files without a name, one whose name is taken away at once.
int open_and_unlink(const std::filesystem::path& folder) {
  auto name = (folder / "headrace-XXXXXX").string();
  const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor >= 0) ::unlink(name.c_str());
  return descriptor;
}

}  // namespace

Result<UnnamedFile> UnnamedFile::make(const std::filesystem::path& folder) {
  int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor < 0) descriptor = open_and_unlink(folder);
  if (descriptor < 0) {
    return fail(ErrorKind::unavailable,
                fmt::format("A temporary file in [{}] cannot be made: {}. Make room there, or set TMPDIR to another "
                            "folder.",
                            folder.string(), std::strerror(errno)));
  }
  return UnnamedFile(descriptor, folder);
}

UnnamedFile::UnnamedFile(UnnamedFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), folder_(std::move(other.folder_)) {}

UnnamedFile& UnnamedFile::operator=(UnnamedFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  folder_.swap(other.folder_);
  return *this;
}

UnnamedFile::~UnnamedFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::unexpected<Error> UnnamedFile::failed(std::string_view what) const {
  const auto* why = errno == 0 ? "it is shorter than it should be" : std::strerror(errno);
  return fail(ErrorKind::unavailable, fmt::format("A temporary file in [{}] cannot be {}: {}.", folder_.string(), what, why));
}

Result<void> UnnamedFile::write(const void* bytes, std::size_t size, std::size_t offset) {
  const auto* at = static_cast<const char*>(bytes);
  while (size > 0) {
    const auto written = ::pwrite(descriptor_, at, size, static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return failed("written");
    at += written;
    offset += static_cast<std::size_t>(written);
    size -= static_cast<std::size_t>(written);
  }
  return {};
}

Result<void> UnnamedFile::read(void* bytes, std::size_t size, std::size_t offset) const {
  auto* at = static_cast<char*>(bytes);
  while (size > 0) {
    errno = 0;
    const auto count = ::pread(descriptor_, at, size, static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return failed("read");
    at += count;
    offset += static_cast<std::size_t>(count);
    size -= static_cast<std::size_t>(count);
  }
  return {};
}

}  // namespace headrace::service
