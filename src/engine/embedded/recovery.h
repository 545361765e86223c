#pragma once
// What a store reads when it is opened: indices, counters, the time, and the lists that are kept in memory.

#include "engine/embedded/group.h"

namespace headrace::engine::embedded {

/// Fills `state` from its database; makes the indices of the state when they are missing. Gives the lists (state store only).
/// Errors: unavailable.
Result<std::map<std::uint64_t, ListIndex>> recover(WriterState& state);

}  // namespace headrace::engine::embedded
