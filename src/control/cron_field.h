#pragma once
// One field of a cron expression: what may stand in it (docs/spec/connectors.md 3.19), and what it says.

#include <string_view>
#include <vector>

#include "control/cron.h"

namespace headrace::control::cron {

enum class Unit { second, minute, hour, day_of_month, month, day_of_week, year };
inline constexpr std::size_t unit_count = 7;

/// What one field says.
struct Field {
  std::uint64_t values = 0;  ///< of all units but year
  bool all = false;
  bool unspecified = false;  ///< `?`
  bool empty = true;         ///< no item at all
  std::vector<int> years;
  Cron::Days days;  ///< L, W, # and nothing else
};

/// `text` in upper case. Errors: illegal_argument with the original's words where the spec gives them.
Result<Field> parse_field(Unit unit, std::string_view text);

}  // namespace headrace::control::cron
