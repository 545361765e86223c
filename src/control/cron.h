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
  /// Errors: illegal_argument `invalid cron expression [text]`, caused by `illegal cron expression format […]`, with the original's text
  /// where the spec gives it.
  static Result<Cron> parse(std::string_view expression);
  /// The first moment at or after `from` (whole seconds); none when there is no more (a year field in the past).
  [[nodiscard]] std::optional<base::Instant> next(base::Instant from) const;

  /// Days of a month, as the union of everything that the two day fields name.
  struct Days {
    std::uint32_t days = 0;          ///< bit n: day n
    std::uint32_t near = 0;          ///< bit n: the weekday nearest to day n (`nW`)
    std::uint8_t weekdays = 0;       ///< bit n: every such day of the week, 0 = Sunday
    std::uint8_t last_weekdays = 0;  ///< bit n: the last one of the month (`nL`)
    int nth_weekday = -1;            ///< `n#k`: this day of the week, −1: none
    int nth = 0;                     ///< 1 to 5
    int before_last = -1;            ///< `L`, `L-n`: days before the last one, −1: none
    bool last_near = false;          ///< `LW`: the weekday nearest to that
  };

  struct Fields {
    std::uint64_t seconds = 0, minutes = 0;
    std::uint32_t hours = 0;
    std::uint16_t months = 0;  ///< bit n: month n
    Days days;
    bool any_year = false;
    std::vector<int> years;  ///< sorted; only those that an Instant can hold
  };

 private:
  explicit Cron(Fields fields) : fields_(std::move(fields)) {}
  Fields fields_;
};

}  // namespace headrace::control
