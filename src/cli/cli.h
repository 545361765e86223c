#pragma once
// The command line: one function per command, exit statuses as outsiders rely on them.

namespace headrace::cli {

/// 0 done; 1 failed (the job failed, the server refused); 2 wrong usage; 3 cancelled; 4 not allowed; 5 server not reachable.
enum class Exit : int { done = 0, failed = 1, usage = 2, cancelled = 3, not_allowed = 4, unreachable = 5 };

/// Parses the arguments and runs the command; the exit status of the process.
int run(int argc, char** argv);

}  // namespace headrace::cli
