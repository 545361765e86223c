#pragma once
// Backend inside the server: calls control/ and the engine directly.

#include <memory>

#include "control/sync_jobs.h"
#include "engine/store.h"
#include "service/backend.h"

namespace headrace::service {

/// `engine` outlives it. Tells the service when jobs or connectors change, where it can, so that nothing waits for a poll.
std::unique_ptr<Backend> direct_backend(engine::Engine& engine, control::Mode mode, std::chrono::seconds idle_limit);

}  // namespace headrace::service
