#pragma once
// From what somebody wants to know of the history to what the store is asked (docs/spec/sync-jobs.md 3.2).

#include "control/sync_jobs.h"

namespace headrace::control {

/// All of it but order and window.
engine::ListRequest request_of(const SyncJobList& wanted);

}  // namespace headrace::control
