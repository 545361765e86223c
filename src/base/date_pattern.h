#pragma once
// The inside of DateFormat: one pattern as a list of pieces.

#include <optional>
#include <vector>

#include "base/clock.h"

namespace headrace::base {

/// What a text says of a date; what it leaves open is absent.
struct DateParts {
  std::optional<int> year, month, day, day_of_year, hour, half_day_hour, minute, second;
  std::optional<bool> afternoon;
  std::optional<std::int64_t> nanos;
  std::optional<std::chrono::seconds> zone;
};

struct DatePiece {
  enum class Kind { literal, number, fraction, iso_fraction, month_name, weekday_name, half_day, zone, open, close };
  Kind kind = Kind::literal;
  char unit = 0;          ///< of numbers: the letter
  std::size_t least = 0;  ///< digits; of names: letters to print
  std::size_t most = 0;
  std::string text = {};    ///< of literals
  std::size_t partner = 0;  ///< of `open`: the place of its `close`
};
using DatePattern = std::vector<DatePiece>;

/// Errors: illegal_argument.
Result<DatePattern> compile_date_pattern(std::string_view pattern);
std::optional<DateParts> read_date(const DatePattern& pattern, std::string_view text);
std::string print_date(const DatePattern& pattern, Instant instant, std::chrono::seconds east_of_utc = {});

}  // namespace headrace::base
