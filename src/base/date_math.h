#pragma once
// Date math, as range queries and the list of sync jobs take it: `now-300s`, `2024-01-31||+1M/d` (docs/spec/document-api.md 5.6).

#include <chrono>
#include <string_view>

#include "base/clock.h"
#include "base/date_format.h"

namespace headrace::base {

struct DateContext {
  Instant now{};
  /// Missing parts and `/unit` go to the end of what was named, not to its begin (for `gt` and `lte`).
  bool round_up = false;
  /// Of dates that name no zone, and of rounding.
  std::chrono::seconds east_of_utc{0};
};

/// True for `now`, `now…` with an operator, and everything with `||`.
bool is_date_math(std::string_view text);

/// The instant that the text means: date math, a date, or epoch milliseconds. Errors: parse.
Result<Instant> resolve_date(std::string_view text, const DateContext& context);
/// The same, with dates in this format.
Result<Instant> resolve_date(std::string_view text, const DateContext& context, const DateFormat& format);

/// `Z`, `UTC`, `GMT` or `±hh:mm`. Errors: illegal_argument (names of regions are not known here).
Result<std::chrono::seconds> parse_zone(std::string_view text);

}  // namespace headrace::base
