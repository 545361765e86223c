#pragma once
// Waiting in a coroutine for what happens on another thread.

#include <functional>

#include "base/async.h"

namespace headrace::base {

/// Resumes the coroutine that waits, on its own executor. Called exactly once, from any thread.
using Wake = std::function<void()>;

/// Calls `start` at once and suspends until its Wake is called. What `start` refers to lives until then.
Awaitable<void> handed_over(std::function<void(Wake)> start);

}  // namespace headrace::base
