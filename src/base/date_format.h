#pragma once
// Formats of dates, as mappings and range queries name them: `strict_date_optional_time||epoch_millis`, `yyyy/MM/dd HH:mm`.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace headrace::base {

/// One or several formats with `||` between, tried in their order. Copies share what was compiled.
class DateFormat {
 public:
  /// Patterns of the letters y u M d D H h m s S a E X x Z z, quoted text and optional parts in brackets, or the names of the original for
  /// such. Errors: illegal_argument for anything else.
  static Result<DateFormat> compile(std::string_view text);
  /// `strict_date_optional_time||epoch_millis`, the format of a date field that names none.
  static const DateFormat& standard();

  /// The instant of a text. Parts that it leaves open are the first they can be, or with `round_up` the last; `east_of_utc` is the zone of
  /// texts without one. What an Instant cannot hold (before 1678, after 2262) is the nearest it can. Errors: parse, with the original's
  /// words.
  [[nodiscard]] Result<Instant> parse(std::string_view text, bool round_up = false, std::chrono::seconds east_of_utc = {}) const;
  /// The instant in the first of the formats, in this zone; the formats that are ISO 8601 by name are in UTC.
  [[nodiscard]] std::string print(Instant instant, std::chrono::seconds east_of_utc = {}) const;
  [[nodiscard]] const std::string& text() const;

 private:
  struct Compiled;
  explicit DateFormat(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace headrace::base
