#pragma once
// What a store reads when it is opened: indices, counters, the time, and the lists that are kept in memory.

#include "engine/embedded/list_recovery.h"

namespace headrace::engine::embedded {

/// Fills `state` from its database; makes the indices of the state when they are missing. Gives the lists (state store only).
/// Errors: unavailable.
Result<RecoveredLists> recover(WriterState& state);

}  // namespace headrace::engine::embedded
