#include "control/request_date.h"

#include <fmt/format.h>

namespace headrace::control {
namespace {

bool all_digits(std::string_view text) { return text.find_first_not_of("0123456789") == std::string_view::npos; }

/// `yyyy`, `yyyy-mm` or `yyyy-mm-dd`: a date, but no moment.
bool lacks_hour(std::string_view text) {
  if (text.size() != 4 && text.size() != 7 && text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? text[i] != '-' : !all_digits(text.substr(i, 1))) return false;
  }
  return true;
}

}  // namespace

Result<base::Instant> parse_request_date(std::string_view text) {
  if (text.empty()) return fail(ErrorKind::illegal_argument, "cannot parse empty datetime");
  if (lacks_hour(text)) {
    return fail(ErrorKind::date_time_parse, fmt::format("Unable to obtain Instant from TemporalAccessor: the date [{}] has no hour", text));
  }
  std::string whole(text);
  constexpr std::size_t after_hour = 13;  // 2025-11-02T05
  const bool has_time = text.size() >= after_hour && text[10] == 'T';
  if (has_time && (text.size() == after_hour || text[after_hour] != ':')) whole.insert(after_hour, ":00");
  if (auto instant = base::parse_date(whole)) return *instant;
  return fail(ErrorKind::illegal_argument,
              fmt::format("failed to parse date field [{}] with format [strict_date_optional_time||epoch_millis]", text));
}

}  // namespace headrace::control
