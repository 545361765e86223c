#pragma once
// Dates as patterns of letters write them: `yyyy-MM-dd HH:mm:ss.SSSXXX`, and the names ISO8601, UNIX, UNIX_MS.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace headrace::content::ingest {

class DatePattern {
 public:
  DatePattern() = default;
  /// Letters y u M d H h a m s S E X Z z and texts between quotes. Errors: illegal_argument for other letters.
  static Result<DatePattern> read(std::string_view text);

  /// None when the text is not of this form. `east_of_utc` is the zone of texts without one.
  [[nodiscard]] std::optional<base::Instant> parse(std::string_view text, std::chrono::seconds east_of_utc) const;
  [[nodiscard]] std::string format(base::Instant instant, std::chrono::seconds east_of_utc) const;

 private:
  enum class Named { none, iso8601, unix, unix_ms };
  struct Piece {
    char letter = 0;  ///< 0: `text`
    std::size_t count = 0;
    std::string text = {};
  };

  Named named_ = Named::none;
  std::vector<Piece> pieces_;
};

}  // namespace headrace::content::ingest
