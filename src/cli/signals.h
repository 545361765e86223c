#pragma once
// SIGTERM and SIGINT as something to wait for.

namespace headrace::cli {

/// Keeps SIGTERM and SIGINT (and SIGPIPE for good) from this thread and all that it starts. Call it before any thread is started.
void hold_signals();

/// Waits for one of them, or for end_wait(). After that they end the process at once, so that a second Ctrl-C is not ignored.
void wait_for_signal();

/// From another thread: wait_for_signal() returns, there is nothing to wait for any more.
void end_wait();

}  // namespace headrace::cli
