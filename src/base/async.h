#pragma once
// The one coroutine type of the project. It is in the precompiled header; all other Boost headers stay in .cpp files.

#include <boost/asio/awaitable.hpp>

#include "base/result.h"

namespace headrace {

/// A coroutine that runs on the io_context of its caller.
template <class T>
using Awaitable = boost::asio::awaitable<T>;

/// Lets everything else that waits for this thread go first. For each step of a long loop.
Awaitable<void> give_way();

}  // namespace headrace
