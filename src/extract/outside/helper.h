#pragma once
// Runs a program that gets bytes and answers with bytes, and that may do anything: hang, die, answer without end.

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace headrace::extract {

struct Helper {
  std::string program;                 ///< a path
  std::vector<std::string> arguments;  ///< without the name of the program
  std::chrono::milliseconds patience{30'000};
  std::size_t most_output = std::size_t{48} << 20;
};

/// What the helper writes to its standard output, having read `input` from its standard input to the end. It has no other open files, and
/// of the environment only what its sanitizers and the loader need. It is dead when this returns. Blocks; from many threads, of which no
/// more than the machine has cores run a helper at a time. Errors: illegal_argument with how it failed, for people; unavailable when
/// `stop` was set.
Result<std::string> run_helper(const Helper& helper, std::string_view input, const std::atomic<bool>& stop);

}  // namespace headrace::extract
