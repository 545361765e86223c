#pragma once
// The window of the original's lists, for strict mode (docs/spec/sync-jobs.md 3.2, docs/spec/connectors.md 3.5).

#include "control/sync_jobs.h"

namespace headrace::control {

/// The page of `request`. Strict: from + size above 10,000 is search_phase_execution unless the index is empty, and the count stops
/// at 10,000.
Awaitable<Result<engine::ListPage>> list_page(engine::StateStore& store, Mode mode, engine::ListRequest request);

}  // namespace headrace::control
