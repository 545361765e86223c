#include "sources/dir/file_document.h"

#include <algorithm>
#include <cmath>

#include "base/clock.h"
#include "crypto/hash.h"

namespace headrace::sources::dir {
namespace {

/// Seconds since the epoch as the original's runtime has them, which documents that it wrote show.
double seconds_of(const timespec& time) { return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec); }

/// Rounded from the same double, half to even, so that `_timestamp` is equal to the text that the original stored. What an Instant
/// cannot hold (before 1678, after 2262) becomes about the nearest that it can.
base::Instant instant_of(const timespec& time) {
  constexpr std::int64_t last_second = std::int64_t{106'750} * 86'400;
  const timespec bounded{std::clamp<std::int64_t>(time.tv_sec, -last_second, last_second), time.tv_nsec};
  double whole = 0;
  const double fraction = std::modf(seconds_of(bounded), &whole);
  return base::Instant(std::chrono::seconds(static_cast<std::int64_t>(whole)) +
                       std::chrono::microseconds(static_cast<std::int64_t>(std::nearbyint(fraction * 1e6))));
}

}  // namespace

std::string document_id(std::string_view path) { return crypto::md5_hex(path); }

json::Value document_fields(const FoundFile& file) {
  const auto& status = file.status;
  const auto modified = base::format_instant_with_offset(instant_of(status.st_mtim));
  return json::object({{"path", file.path},
                       {"last_modified_time", modified},
                       {"inode_protection_mode", status.st_mode},
                       {"inode_number", status.st_ino},
                       {"device_inode_reside", status.st_dev},
                       {"number_of_links", status.st_nlink},
                       {"uid", status.st_uid},
                       {"gid", status.st_gid},
                       {"ctime", seconds_of(status.st_ctim)},
                       {"last_access_time", seconds_of(status.st_atim)},
                       {"size", status.st_size},
                       {"_timestamp", modified}});
}

}  // namespace headrace::sources::dir
