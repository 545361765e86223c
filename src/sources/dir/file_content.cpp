#include "sources/dir/file_content.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "sources/dir/descriptor.h"

namespace headrace::sources::dir {
namespace {

/// Files of /proc and the like say that they are empty.
constexpr std::uint64_t smallest_buffer = 4095;
/// Keeps the arithmetic below away from overflow.
constexpr std::uint64_t largest_limit = std::uint64_t{1} << 40;

std::unexpected<Error> unreadable(std::string_view path, std::string_view why) {
  return fail(ErrorKind::internal, fmt::format("the file [{}] cannot be read: {}", path, why));
}

std::unexpected<Error> too_large(std::string_view path, std::uint64_t limit) {
  return unreadable(path, fmt::format("it has more than {} bytes", limit));
}

/// Reads until the end, which is only known when nothing more comes: hence one byte more than expected, and than allowed.
Result<std::string> read_to_end(const Descriptor& file, std::string_view path, std::uint64_t expected, std::uint64_t limit) {
  std::string bytes(std::min(std::max(expected, smallest_buffer), limit) + 1, '\0');
  std::size_t used = 0;
  while (true) {
    if (used == bytes.size()) bytes.resize(std::min<std::uint64_t>(std::uint64_t{2} * bytes.size(), limit + 1));
    const auto got = ::read(file.get(), bytes.data() + used, bytes.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unreadable(path, system_message(errno));
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
    if (used > limit) return too_large(path, limit);
  }
  bytes.resize(used);
  return bytes;
}

/// Never waits for a writer. Errors: what has become of the file.
Result<struct stat> check_regular(const Descriptor& file, std::string_view path) {
  if (!file.is_open()) return unreadable(path, system_message(errno));
  struct stat status{};
  if (fstat(file.get(), &status) != 0) return unreadable(path, system_message(errno));
  if (!S_ISREG(status.st_mode)) return unreadable(path, "it is no regular file any more");
  return status;
}

constexpr int open_flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

class FileStream final : public ByteStream {
 public:
  explicit FileStream(std::string path) : path_(std::move(path)), file_(::open(path_.c_str(), open_flags)) {}

  [[nodiscard]] Result<void> check() const {
    const auto status = check_regular(file_, path_);
    return status ? Result<void>() : fail(status.error());
  }

  Result<std::size_t> read(std::span<char> to) override {
    while (true) {
      const auto got = ::read(file_.get(), to.data(), to.size());
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) return unreadable(path_, system_message(errno));
    }
  }

 private:
  std::string path_;
  Descriptor file_;
};

}  // namespace

std::string_view FileContent::name() const { return std::string_view(path_).substr(path_.rfind('/') + 1); }

Result<std::string> FileContent::read(std::uint64_t limit) {
  limit = std::min(limit, largest_limit);
  const Descriptor file(::open(path_.c_str(), open_flags));
  TRY(const auto status, check_regular(file, path_));
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > limit) return too_large(path_, limit);
  return read_to_end(file, path_, size, limit);
}

Result<std::unique_ptr<ByteStream>> FileContent::open() {
  auto stream = std::make_unique<FileStream>(path_);
  TRY_VOID(stream->check());
  return stream;
}

}  // namespace headrace::sources::dir
