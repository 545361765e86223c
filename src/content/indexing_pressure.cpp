#include "content/indexing_pressure.h"

#include <fmt/format.h>

namespace headrace::content {

Result<IndexingPressure::Lease> IndexingPressure::take(std::uint64_t bytes) {
  const auto before = bytes_.fetch_add(bytes);
  if (before == 0 || before + bytes <= limit_) return Lease(this, Release{bytes});
  bytes_ -= bytes;
  return fail(ErrorKind::rejected_execution,
              fmt::format("rejected execution of coordinating operation [coordinating_and_primary_bytes={}, replica_bytes=0, all_bytes={}, "
                          "coordinating_operation_bytes={}, max_coordinating_and_primary_bytes={}]",
                          before, before, bytes, limit_));
}

}  // namespace headrace::content
