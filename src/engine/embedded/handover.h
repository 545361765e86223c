#pragma once
// Waiting in a coroutine for what happens on a thread of the engine.

#include <functional>

#include "base/async.h"

namespace headrace::engine::embedded {

/// Resumes the coroutine that waits, on its own executor. Called exactly once, from any thread.
using Wake = std::function<void()>;

/// Calls `start` at once and suspends until its Wake is called. What `start` refers to lives until then.
Awaitable<void> handed_over(std::function<void(Wake)> start);

}  // namespace headrace::engine::embedded
