#include "sources/mysql/private_file.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

namespace headrace::sources::mysql {

PrivateFile::PrivateFile(std::string_view bytes) : file_(memfd_create("headrace-certificate", MFD_CLOEXEC)) {
  if (file_ < 0) return;
  while (!bytes.empty()) {
    const auto written = write(file_, bytes.data(), bytes.size());
    if (written <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  path_ = fmt::format("/proc/self/fd/{}", file_);
}

PrivateFile::~PrivateFile() {
  if (file_ >= 0) close(file_);
}

}  // namespace headrace::sources::mysql
