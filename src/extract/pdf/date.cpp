#include "extract/pdf/date.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <optional>

namespace headrace::extract::pdf {
namespace {

/// Takes `digits` digits off `text`; `otherwise` at its end, none for what is no number.
std::optional<int> take_number(std::string_view& text, std::size_t digits, int otherwise) {
  if (text.empty() || std::string_view("Z+-").contains(text.front())) return otherwise;
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return value;
}

/// `+02'00'`; nothing is UTC.
std::optional<std::chrono::minutes> offset_of(std::string_view text) {
  if (text.empty() || text.front() == 'Z') return std::chrono::minutes(0);
  if (text.front() != '+' && text.front() != '-') return std::nullopt;
  const int sign = text.front() == '-' ? -1 : 1;
  text.remove_prefix(1);
  const auto hours = take_number(text, 2, 0);
  if (text.starts_with('\'') || text.starts_with(':')) text.remove_prefix(1);
  const auto minutes = take_number(text, 2, 0);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return sign * std::chrono::minutes(*hours * 60 + *minutes);
}

}  // namespace

std::string iso_date(std::string_view text) {
  using namespace std::chrono;
  if (text.starts_with("D:")) text.remove_prefix(2);
  if (text.empty() || std::string_view("Z+-").contains(text.front())) return {};
  const auto y = take_number(text, 4, 0), m = take_number(text, 2, 1), d = take_number(text, 2, 1);
  const auto hour = take_number(text, 2, 0), minute = take_number(text, 2, 0), second = take_number(text, 2, 0);
  const auto offset = offset_of(text);
  if (!y || !m || !d || !hour || !minute || !second || !offset) return {};
  const year_month_day date{year(*y), month(static_cast<unsigned>(*m)), day(static_cast<unsigned>(*d))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return {};
  const auto moment = sys_days(date) + hours(*hour) + minutes(*minute) + seconds(*second) - *offset;
  const auto whole_day = floor<days>(moment);
  const year_month_day utc(whole_day);
  const hh_mm_ss time(moment - whole_day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(utc.year()), static_cast<unsigned>(utc.month()),
                     static_cast<unsigned>(utc.day()), time.hours().count(), time.minutes().count(), time.seconds().count());
}

}  // namespace headrace::extract::pdf
