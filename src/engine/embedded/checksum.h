#pragma once
// The CRC-32C that RocksDB puts on every record of its log, computed with the instructions of the processor.
//
// The RocksDB of Debian is built for the oldest processor of its architecture and computes it with tables, which took a third of the
// writer's time. Its function can be replaced from outside, since the library calls it by name: checksum.cpp has one of the same name
// (docs/decisions/0011-checksums.md).

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace headrace::engine::embedded {

/// CRC-32C (Castagnoli, RFC 3720 B.4) of what `crc` is the checksum of, followed by `bytes`.
std::uint32_t extend_crc32c(std::uint32_t crc, std::string_view bytes);

/// Whether it computes what it should on this processor: a wrong one would make whole data look damaged. Errors: internal.
Result<void> check_crc32c();

}  // namespace headrace::engine::embedded
