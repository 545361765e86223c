#pragma once
// Being asked to stop.

#include <chrono>
#include <functional>

#include "sources/database/item_queue.h"

namespace headrace::sources::postgresql {

/// True when whoever waits should give up; asked often and from several threads.
using IsStopped = std::function<bool()>;

/// How long a wait may last until it asks again.
constexpr std::chrono::milliseconds stop_tick{50};

using database::Output;
using database::stopped;

}  // namespace headrace::sources::postgresql
