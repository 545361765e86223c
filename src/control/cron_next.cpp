#include <bit>

#include "control/cron.h"

namespace headrace::control {
namespace {

using namespace std::chrono;

/// The last whole year that an Instant can hold.
constexpr year last_year{2261};
constexpr std::uint32_t one = 1;

int length_of(year_month month) { return static_cast<int>(static_cast<unsigned>((month / last).day())); }

/// 0 = Sunday
int weekday_of(year_month month, int day_number) {
  return static_cast<int>(weekday(sys_days(month / day(static_cast<unsigned>(day_number)))).c_encoding());
}

/// The weekday (Monday to Friday) nearest to a day, inside its month.
int nearest_weekday(year_month month, int day_number) {
  constexpr int sunday = 0;
  constexpr int saturday = 6;
  switch (weekday_of(month, day_number)) {
    case saturday:
      return day_number == 1 ? day_number + 2 : day_number - 1;
    case sunday:
      return day_number == length_of(month) ? day_number - 2 : day_number + 1;
    default:
      return day_number;
  }
}

std::uint32_t bit(int day_number) { return one << day_number; }

/// The days of this month that the rules name, bit n: day n.
std::uint32_t days_in(const Cron::Days& rules, year_month month) {
  const int length = length_of(month);
  std::uint32_t found = 0;
  for (int day_number = 1; day_number <= length; ++day_number) {
    const int weekday_number = weekday_of(month, day_number);
    const bool of_month = (rules.days & bit(day_number)) != 0;
    const bool of_week = (rules.weekdays & bit(weekday_number)) != 0;
    const bool last_of_week = (rules.last_weekdays & bit(weekday_number)) != 0 && day_number + 7 > length;
    const bool nth = weekday_number == rules.nth_weekday && (day_number + 6) / 7 == rules.nth;
    if (of_month || of_week || last_of_week || nth) found |= bit(day_number);
    if ((rules.near & bit(day_number)) != 0) found |= bit(nearest_weekday(month, day_number));
  }
  if (rules.before_last >= 0 && rules.before_last < length) {
    const int day_number = length - rules.before_last;
    found |= bit(rules.last_near ? nearest_weekday(month, day_number) : day_number);
  }
  return found;
}

/// The lowest bit of `set` that is at least `from`, −1 when there is none.
int first_at_least(std::uint64_t set, int from) {
  if (from >= 64) return -1;
  const auto rest = set >> from;
  return rest == 0 ? -1 : from + std::countr_zero(rest);
}

/// The first time of day at or after `from`.
std::optional<seconds> time_of_day(const Cron::Fields& fields, seconds from) {
  const hh_mm_ss start(from);
  const int start_hour = static_cast<int>(start.hours().count());
  const int start_minute = static_cast<int>(start.minutes().count());
  const int start_second = static_cast<int>(start.seconds().count());
  for (int hour = start_hour; (hour = first_at_least(fields.hours, hour)) >= 0; ++hour) {
    const bool same_hour = hour == start_hour;
    for (int minute = same_hour ? start_minute : 0; (minute = first_at_least(fields.minutes, minute)) >= 0; ++minute) {
      const int second = first_at_least(fields.seconds, same_hour && minute == start_minute ? start_second : 0);
      if (second >= 0) return hours(hour) + minutes(minute) + seconds(second);
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<base::Instant> Cron::next(base::Instant from) const {
  const auto start = ceil<seconds>(from);
  const auto start_day = floor<days>(start);
  const year_month_day start_date(start_day);
  if (fields_.seconds == 0 || fields_.minutes == 0 || fields_.hours == 0) return std::nullopt;
  for (auto month = start_date.year() / start_date.month(); month.year() <= last_year; month += months(1)) {
    const bool year_fits = fields_.any_year || std::ranges::binary_search(fields_.years, static_cast<int>(month.year()));
    if (!year_fits || (fields_.months & (one << static_cast<unsigned>(month.month()))) == 0) continue;
    const bool first_month = month == start_date.year() / start_date.month();
    int day_number = first_month ? static_cast<int>(static_cast<unsigned>(start_date.day())) : 1;
    const auto wanted = days_in(fields_.days, month);
    for (; (day_number = first_at_least(wanted, day_number)) >= 0; ++day_number) {
      const auto date = sys_days(month / day(static_cast<unsigned>(day_number)));
      const auto time = time_of_day(fields_, date == start_day ? start - start_day : seconds(0));
      if (time) return base::Instant(date) + *time;
    }
  }
  return std::nullopt;
}

}  // namespace headrace::control
