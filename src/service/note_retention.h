#pragma once
// What is kept beside jobs does not stay for ever: lines of their logs, failed documents, and checkpoints that nobody goes on from. In
// small steps, so that nobody waits behind it.

#include <functional>

#include "base/clock.h"
#include "engine/store.h"

namespace headrace::service {

/// Asked between two steps; true: go no further, without an error.
using IsStopping = std::function<bool()>;

/// Removes what was told of jobs and connectors before `before`; how much that was. Errors: of the engine.
Result<std::uint64_t> remove_notes(engine::Engine& engine, base::Instant before, const IsStopping& is_stopping);

/// Removes the checkpoints of jobs that have ended or are gone; how many that were. Errors: of the engine.
Result<std::uint64_t> remove_checkpoints(engine::Engine& engine, const IsStopping& is_stopping);

}  // namespace headrace::service
