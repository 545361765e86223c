#pragma once
// What a helper process gives up before it reads what others have written.

#include <cstdint>

namespace headrace::extract {

struct ProcessLimits {
  std::uint64_t memory_bytes = std::uint64_t{512} << 20;  ///< of address space
  unsigned cpu_seconds = 20;
};

/// From here on this process has the limits, opens no file, starts no process, reaches no network and ends with its parent. What the
/// system cannot do is left out. For a process of one thread.
void give_up_rights(const ProcessLimits& limits = {});

}  // namespace headrace::extract
