#pragma once
// From coroutines to a thread that blocks. For direct_backend.cpp, direct_content.cpp and tests: includes Boost.

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>

#include "base/async.h"

namespace headrace::service {

/// Runs `work` to its end in this thread. Each call has an io_context of its own, so that none waits for another.
template <class T>
Result<T> block_on(Awaitable<Result<T>> work) {
  boost::asio::io_context context(1);
  std::optional<Result<T>> result;
  boost::asio::co_spawn(context, std::move(work), [&](const std::exception_ptr& problem, Result<T> value) {
    if (!problem) result = std::move(value);
  });
  try {
    context.run();
  } catch (const std::exception& error) {
    return fail(ErrorKind::internal, fmt::format("a call into the engine failed: {}", error.what()));
  }
  if (result) return std::move(*result);
  return fail(ErrorKind::internal, "a call into the engine ended with an exception");
}

}  // namespace headrace::service
