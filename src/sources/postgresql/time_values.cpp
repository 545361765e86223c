#include "sources/postgresql/time_values.h"

#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <limits>

#include "sources/postgresql/byte_reader.h"

namespace headrace::sources::postgresql {
namespace {

constexpr std::int64_t microseconds = 1'000'000;
constexpr std::int64_t microseconds_per_day = 86'400 * microseconds;

void append_digits(std::int64_t number, int count, std::string& to) {
  char digits[20];
  for (int i = count; i-- > 0; number /= 10) digits[i] = static_cast<char>('0' + number % 10);
  to.append(digits, static_cast<std::size_t>(count));
}

/// Days since 2000-01-01 in the Gregorian calendar, counted backwards without end. True when the year is one BC.
bool append_day(std::int64_t days, std::string& to) {
  // Eras of 400 years that begin on a first of March, so that the leap day is the last of its year.
  constexpr std::int64_t days_of_era = 146'097, march_of_year_0 = 730'425;  // before 2000-01-01
  const auto from_march = days + march_of_year_0;
  const auto era = (from_march >= 0 ? from_march : from_march - (days_of_era - 1)) / days_of_era;
  const auto day_of_era = from_march - era * days_of_era;
  const auto year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const auto day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const auto month_from_march = (5 * day_of_year + 2) / 153;
  const auto day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  const auto month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  const auto year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  const bool is_before_christ = year <= 0;
  const auto shown = is_before_christ ? 1 - year : year;
  append_digits(shown, shown > 999'999 ? 7 : shown > 99'999 ? 6 : shown > 9999 ? 5 : 4, to);
  to += '-';
  append_digits(month, 2, to);
  to += '-';
  append_digits(day, 2, to);
  return is_before_christ;
}

/// Fraction rule of docs/spec/sources.md 3.1: six digits, or none.
void append_time_of_day(std::int64_t time, std::string& to) {
  const auto seconds = time / microseconds;
  append_digits(seconds / 3600, 2, to);
  to += ':';
  append_digits(seconds / 60 % 60, 2, to);
  to += ':';
  append_digits(seconds % 60, 2, to);
  if (const auto fraction = time % microseconds; fraction != 0) {
    to += '.';
    append_digits(fraction, 6, to);
  }
}

template <class T>
bool is_infinite(T value) {
  return value == std::numeric_limits<T>::max() || value == std::numeric_limits<T>::min();
}

/// The last and the first day that a date of four digits has: a word would be no date, and the index would refuse the whole document.
std::string_view extreme_day(bool is_last) { return is_last ? "9999-12-31" : "0001-01-01"; }

bool append_moment(std::string_view bytes, char separator, std::string_view zone, std::string& to) {
  ByteReader reader(bytes);
  const auto moment = reader.take<std::int64_t>();
  if (!reader.is_at_end()) return false;
  if (is_infinite(moment)) {
    ((((to += extreme_day(moment > 0)) += separator) += moment > 0 ? "23:59:59.999999" : "00:00:00")) += zone;
    return true;
  }
  auto day = moment / microseconds_per_day, time = moment % microseconds_per_day;
  if (time < 0) {
    --day;
    time += microseconds_per_day;
  }
  const bool is_before_christ = append_day(day, to);
  to += separator;
  append_time_of_day(time, to);
  to += zone;
  if (is_before_christ) to += " BC";
  return true;
}

/// The parts of an interval that are counted, each with its own sign.
class IntervalText {
 public:
  explicit IntervalText(std::string& to) : to_(to) {}

  void add(int value, std::string_view unit) {
    if (value == 0) return;
    fmt::format_to(std::back_inserter(to_), "{}{}{} {}{}", is_empty_ ? "" : " ", is_negative_ && value > 0 ? "+" : "", value, unit,
                   value == 1 ? "" : "s");
    is_empty_ = false;
    is_negative_ = value < 0;
  }

  void add_time(std::int64_t time) {
    if (time == 0 && !is_empty_) return;
    if (!is_empty_) to_ += ' ';
    if (time < 0) {
      to_ += '-';
    } else if (is_negative_) {
      to_ += '+';
    }
    const auto size = time < 0 ? ~static_cast<std::uint64_t>(time) + 1 : static_cast<std::uint64_t>(time);
    const auto seconds = size / microseconds;
    fmt::format_to(std::back_inserter(to_), "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if (const auto fraction = size % microseconds; fraction != 0) {
      fmt::format_to(std::back_inserter(to_), ".{:06}", fraction);
      to_.erase(to_.find_last_not_of('0') + 1);
    }
  }

 private:
  std::string& to_;
  bool is_empty_ = true;
  bool is_negative_ = false;
};

}  // namespace

bool append_date(std::string_view bytes, std::string& to) {
  ByteReader reader(bytes);
  const auto days = reader.take<std::int32_t>();
  if (!reader.is_at_end()) return false;
  if (is_infinite(days)) {
    to += extreme_day(days > 0);
  } else if (append_day(days, to)) {
    to += " BC";
  }
  return true;
}

bool append_time(std::string_view bytes, std::string& to) {
  ByteReader reader(bytes);
  const auto time = reader.take<std::int64_t>();
  if (!reader.is_at_end() || time < 0 || time > microseconds_per_day) return false;
  append_time_of_day(time, to);
  return true;
}

bool append_time_with_zone(std::string_view bytes, std::string& to) {
  if (bytes.size() != sizeof(std::int64_t) + sizeof(std::int32_t) || !append_time(bytes.substr(0, sizeof(std::int64_t)), to)) return false;
  const auto west = ByteReader(bytes.substr(sizeof(std::int64_t))).take<std::int32_t>();  // seconds
  const auto size = std::abs(std::int64_t{west});
  to += west > 0 ? '-' : '+';
  append_digits(size / 3600, 2, to);
  to += ':';
  append_digits(size / 60 % 60, 2, to);
  if (size % 60 == 0) return true;
  to += ':';
  append_digits(size % 60, 2, to);
  return true;
}

bool append_timestamp(std::string_view bytes, char separator, std::string& to) { return append_moment(bytes, separator, "", to); }

bool append_timestamp_with_zone(std::string_view bytes, char separator, std::string& to) {
  return append_moment(bytes, separator, "+00:00", to);
}

bool append_interval(std::string_view bytes, std::string& to) {
  ByteReader reader(bytes);
  const auto time = reader.take<std::int64_t>();
  const auto days = reader.take<std::int32_t>();
  const auto months = reader.take<std::int32_t>();
  if (!reader.is_at_end()) return false;
  // Since version 17 an interval can be infinite: then all three parts are.
  if (is_infinite(days) && days == months && is_infinite(time)) {
    to += time > 0 ? "infinity" : "-infinity";
    return true;
  }
  IntervalText text(to);
  text.add(months / 12, "year");
  text.add(months % 12, "mon");
  text.add(days, "day");
  text.add_time(time);
  return true;
}

}  // namespace headrace::sources::postgresql
