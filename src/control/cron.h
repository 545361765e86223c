#pragma once
// Quartz cron expressions: the grammar that `_scheduling` checks (docs/spec/connectors.md 3.19) and the next moment
// (docs/spec/connector-service.md 9). UTC.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace headrace::control {

class Cron {
 public:
  /// Errors: illegal_argument with the original's text where the spec gives it.
  static Result<Cron> parse(std::string_view expression);
  /// The first moment at or after `from` (whole seconds); none when there is no more (a year field in the past).
  [[nodiscard]] std::optional<base::Instant> next(base::Instant from) const;

 private:
  Cron() = default;
  struct DayRule {
    enum class Kind { any, last, last_weekday, nearest_weekday, nth_weekday, last_of_weekday } kind = Kind::any;
    int day = 0;  ///< of month, or of week with 0 = Sunday
    int nth = 0;  ///< nth_weekday: 1 to 5; last: days before the last
  };
  std::uint64_t seconds_ = 0, minutes_ = 0;
  std::uint32_t hours_ = 0, days_ = 0;
  std::uint16_t months_ = 0;
  std::uint8_t weekdays_ = 0;
  DayRule day_rule_, weekday_rule_;
  std::vector<int> years_;  ///< sorted; empty: any
};

}  // namespace headrace::control
