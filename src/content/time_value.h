#pragma once
// Times as the original writes them: `5m`, `30s`, `1d`.

#include <chrono>
#include <string_view>

#include "base/result.h"

namespace headrace::content {

/// A number with d, h, m, s, ms, micros or nanos (any case); `0` and `-1` need no unit. Errors: illegal_argument, `failed to parse setting
/// [name] with value [5x] as a time value: unit is missing or unrecognized`.
Result<std::chrono::nanoseconds> read_time_value(std::string_view name, std::string_view text);

/// The same the other way round, in the largest unit that says it exactly.
std::string time_value_text(std::chrono::nanoseconds time);

}  // namespace headrace::content
