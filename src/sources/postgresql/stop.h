#pragma once
// Being asked to stop, and what a read says then.

#include <chrono>
#include <functional>

#include "base/result.h"

namespace headrace::sources::postgresql {

/// True when whoever waits should give up; asked often and from several threads.
using IsStopped = std::function<bool()>;

/// How long a wait may last until it asks again.
constexpr std::chrono::milliseconds stop_tick{50};

inline std::unexpected<Error> stopped() { return fail(ErrorKind::unavailable, "stopped"); }

}  // namespace headrace::sources::postgresql
