#include "content/indexing_pressure.h"

#include <fmt/format.h>

namespace headrace::content {

Result<void> IndexingPressure::Lease::hold(std::uint64_t bytes) {
  if (bytes <= bytes_) {
    must_hold(bytes);
    return {};
  }
  const auto more = bytes - bytes_;
  const auto before = pressure_->bytes_.fetch_add(more);
  if (before == bytes_ || before + more <= pressure_->limit_) {
    bytes_ = bytes;
    return {};
  }
  pressure_->bytes_ -= more;
  return fail(ErrorKind::rejected_execution,
              fmt::format("rejected execution of coordinating operation [coordinating_and_primary_bytes={}, replica_bytes=0, all_bytes={}, "
                          "coordinating_operation_bytes={}, max_coordinating_and_primary_bytes={}]",
                          before, before, more, pressure_->limit_));
}

void IndexingPressure::Lease::must_hold(std::uint64_t bytes) {
  pressure_->bytes_ += bytes - bytes_;  // unsigned: also right when it becomes less
  bytes_ = bytes;
}

Result<IndexingPressure::Lease> IndexingPressure::take(std::uint64_t bytes) {
  Lease lease(*this);
  TRY_VOID(lease.hold(bytes));
  return lease;
}

}  // namespace headrace::content
