#include "engine/embedded/checksum.h"

#include <isa-l/crc.h>

#include <algorithm>
#include <limits>

namespace headrace::engine::embedded {

std::uint32_t extend_crc32c(std::uint32_t crc, std::string_view bytes) {
  constexpr std::size_t longest = std::numeric_limits<int>::max();
  auto state = ~crc;
  while (!bytes.empty()) {
    const auto part = bytes.substr(0, longest);
    // It does not write; its parameter is not const only by oversight.
    auto* data = reinterpret_cast<unsigned char*>(const_cast<char*>(part.data()));  // NOLINT(cppcoreguidelines-pro-type-const-cast)
    state = crc32_iscsi(data, static_cast<int>(part.size()), state);
    bytes.remove_prefix(part.size());
  }
  return ~state;
}

Result<void> check_crc32c() {
  constexpr std::uint32_t of_the_digits = 0xe3069283;  // the check value of CRC-32C in every catalogue
  if (extend_crc32c(0, "123456789") == of_the_digits && extend_crc32c(extend_crc32c(0, "1234"), "56789") == of_the_digits) return {};
  return fail(ErrorKind::internal, "the checksum of the log is computed wrongly on this processor");
}

}  // namespace headrace::engine::embedded

namespace rocksdb::crc32c {

/// Takes the place of the library's own (util/crc32c.h there, exported by the shared library).
std::uint32_t Extend(std::uint32_t init_crc, const char* data, std::size_t n) {
  return headrace::engine::embedded::extend_crc32c(init_crc, {data, n});
}

}  // namespace rocksdb::crc32c
