#include <gtest/gtest.h>

#include <random>
#include <set>

#include "control/cron.h"

namespace headrace::control {
namespace {

using namespace std::chrono;

base::Instant at(std::string_view text) { return *base::parse_date(text); }

std::string next(std::string_view expression, std::string_view start) {
  const auto cron = Cron::parse(expression);
  if (!cron) return cron.error().reason;
  const auto found = cron->next(at(start));
  return found ? base::format_instant(*found).substr(0, 19) : "never";
}

struct Vector {
  const char *expression, *start, *next;
};

void check(std::span<const Vector> vectors) {
  for (const auto& vector : vectors) {
    EXPECT_EQ(next(vector.expression, vector.start), vector.next) << vector.expression << " from " << vector.start;
  }
}

TEST(CronNext, vectors_of_the_connector_service) {
  // docs/spec/connector-service.md 9.4
  check(std::array{Vector{"0 3 * * * ?", "2023-01-18T17:01:56", "2023-01-18T17:03:00"},
                   Vector{"0 3 * * * ?", "2023-01-18T17:18:56", "2023-01-18T18:03:00"},
                   Vector{"0 3 5 * * ?", "2023-01-18T05:01:56", "2023-01-18T05:03:00"},
                   Vector{"0 3 5 * * ?", "2023-01-18T17:18:56", "2023-01-19T05:03:00"},
                   Vector{"0 3 5 ? * 4", "2023-01-18T01:18:56", "2023-01-18T05:03:00"},
                   Vector{"0 3 5 ? * 4", "2023-01-18T17:18:56", "2023-01-25T05:03:00"},
                   Vector{"0 3 5 5 * ?", "2023-01-18T17:18:56", "2023-02-05T05:03:00"},
                   Vector{"0 3 5 5 * ?", "2023-01-05T01:18:56", "2023-01-05T05:03:00"},
                   Vector{"0 3 5 5 1 ?", "2023-01-05T01:18:56", "2023-01-05T05:03:00"},
                   Vector{"0 3 5 5 1 ?", "2023-01-05T06:18:56", "2024-01-05T05:03:00"}});
}

TEST(CronNext, steps_names_and_numbers_of_days_as_quartz_means_them) {
  check(std::array{Vector{"0 0/15 * * * ?", "2023-01-18T10:01:00", "2023-01-18T10:15:00"},
                   Vector{"0 0 2 ? * 2-6", "2026-11-20T03:00:00", "2026-11-23T02:00:00"},  // Friday to Monday
                   Vector{"0 0 2 ? * 1,7", "2026-11-23T00:00:00", "2026-11-28T02:00:00"},  // Saturday
                   Vector{"0 0 2 ? * 1,7", "2026-11-28T02:00:01", "2026-11-29T02:00:00"},  // Sunday
                   Vector{"0 0 0 ? * 7-1", "2026-11-23T00:00:00", "2026-11-28T00:00:00"},  // goes round
                   Vector{"0 0 22-2 * * ?", "2026-11-23T02:00:01", "2026-11-23T22:00:00"},
                   Vector{"0 0 0 1 NOV-FEB ?", "2026-02-02T00:00:00", "2026-11-01T00:00:00"},
                   Vector{"0/20 * * * * ?", "2026-11-23T00:00:01", "2026-11-23T00:00:20"},
                   Vector{"0 0 0 ? * MON-FRI/2", "2026-11-24T00:00:00", "2026-11-25T00:00:00"},
                   Vector{"0 0 0 29 2 ?", "2026-01-01T00:00:00", "2028-02-29T00:00:00"}});
}

TEST(CronNext, last_days_nearest_weekdays_and_nth_days) {
  check(std::array{Vector{"0 0 0 L * ?", "2024-02-02T00:00:00", "2024-02-29T00:00:00"},
                   Vector{"0 0 0 L-3 * ?", "2024-02-02T00:00:00", "2024-02-26T00:00:00"},
                   Vector{"0 0 0 L-30 * ?", "2024-02-02T00:00:00", "2024-03-01T00:00:00"},  // only months of 31 days
                   Vector{"0 0 0 LW * ?", "2026-01-01T00:00:00", "2026-01-30T00:00:00"},    // the 31st is a Saturday
                   Vector{"0 0 0 LW * ?", "2026-05-01T00:00:00", "2026-05-29T00:00:00"},    // the 31st is a Sunday
                   Vector{"0 0 0 L-1W * ?", "2026-05-01T00:00:00", "2026-05-29T00:00:00"},  // the 30th is a Saturday
                   Vector{"0 0 0 15W * ?", "2026-08-01T00:00:00", "2026-08-14T00:00:00"},   // Saturday: Friday
                   Vector{"0 0 0 15W * ?", "2026-11-01T00:00:00", "2026-11-16T00:00:00"},   // Sunday: Monday
                   Vector{"0 0 0 1W * ?", "2026-08-01T00:00:00", "2026-08-03T00:00:00"},    // never into the month before
                   Vector{"0 0 0 31W * ?", "2026-05-01T00:00:00", "2026-05-29T00:00:00"},   // never into the month after
                   Vector{"0 0 0 1W,15W * ?", "2026-09-02T00:00:00", "2026-09-15T00:00:00"},
                   Vector{"0 0 0 ? * 6#3", "2026-11-01T00:00:00", "2026-11-20T00:00:00"},
                   Vector{"0 0 0 ? * MON#5", "2026-12-01T00:00:00", "2027-03-29T00:00:00"},
                   Vector{"0 0 0 ? * 6L", "2026-11-01T00:00:00", "2026-11-27T00:00:00"},
                   Vector{"0 0 0 ? * FRIL", "2026-11-28T00:00:00", "2026-12-25T00:00:00"},
                   Vector{"0 0 0 ? * L", "2026-11-23T00:00:00", "2026-11-28T00:00:00"}});
}

TEST(CronNext, years_end) {
  check(std::array{
      Vector{"0 0 0 1 1 ? 2030", "2026-01-01T00:00:00", "2030-01-01T00:00:00"}, Vector{"0 0 0 1 1 ? 2030", "2030-01-01T00:00:01", "never"},
      Vector{"0 0 0 * * ? 1969", "2026-01-01T00:00:00", "never"}, Vector{"0 0 0 * * ? 99", "2026-01-01T00:00:00", "never"},
      Vector{"0 0 0 1 1 ? 2026/3", "2026-01-01T00:00:01", "2029-01-01T00:00:00"},
      Vector{"0 0 0 1 1 ? 2035,2030", "2026-01-01T00:00:00", "2030-01-01T00:00:00"}, Vector{"0 0 0 31 2 ?", "2026-01-01T00:00:00", "never"},
      Vector{"0 0 0 ? * 9#2", "2026-01-01T00:00:00", "never"}, Vector{", 0 0 * * ?", "2026-01-01T00:00:00", "never"}});
}

TEST(CronNext, a_start_inside_a_second_means_the_next_whole_one) {
  check(std::array{Vector{"* * * * * ?", "2026-01-01T00:00:00.000000001", "2026-01-01T00:00:01"},
                   Vector{"* * * * * ?", "2026-01-01T00:00:00", "2026-01-01T00:00:00"},
                   Vector{"0 0 0 * * ?", "2026-12-31T23:59:59.5", "2027-01-01T00:00:00"}});
}

// The properties below make expressions together with their meaning, and look for the next moment by trying one after the other.

/// A set of numbers and one way to write it.
struct Written {
  std::string text;
  std::set<int> values;
};

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  int between(int low, int high) { return std::uniform_int_distribution(low, high)(engine_); }
  bool chance(int in) { return between(1, in) == 1; }

 private:
  std::mt19937 engine_;
};

Written make_item(Random& random, int low, int high) {
  const int count = high - low + 1;
  const int first = random.between(low, high);
  const int last = random.between(low, high);
  const int step = random.between(1, count / 2);
  const auto walk = [&](int from, int length, int by) {
    std::set<int> values;
    for (int i = 0; i < length; i += by) values.insert((from - low + i) % count + low);
    return values;
  };
  const int length = last >= first ? last - first + 1 : last - first + 1 + count;
  switch (random.between(0, 4)) {
    case 0:
      return {std::to_string(first), {first}};
    case 1:
      return {fmt::format("{}-{}", first, last), walk(first, length, 1)};
    case 2:
      return {fmt::format("{}-{}/{}", first, last, step), walk(first, length, step)};
    case 3:
      return {fmt::format("{}/{}", first, step), walk(first, high - first + 1, step)};
    default:
      return {fmt::format("*/{}", step), walk(low, count, step)};
  }
}

Written make_field(Random& random, int low, int high) {
  Written field = make_item(random, low, high);
  while (random.chance(3)) {
    auto more = make_item(random, low, high);
    field.text += "," + more.text;
    field.values.merge(more.values);
  }
  return field;
}

TEST(CronNext, agrees_with_trying_every_second) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    Random random(seed);
    const auto second = make_field(random, 0, 59);
    const auto minute = make_field(random, 0, 59);
    const auto hour = make_field(random, 0, 23);
    bool second_of[60] = {}, minute_of[60] = {}, hour_of[24] = {};
    for (const int value : second.values) second_of[value] = true;
    for (const int value : minute.values) minute_of[value] = true;
    for (const int value : hour.values) hour_of[value] = true;
    const auto expression = fmt::format("{} {} {} * * ?", second.text, minute.text, hour.text);
    const auto cron = Cron::parse(expression);
    ASSERT_TRUE(cron) << expression;
    const auto start = sys_seconds(sys_days(2026y / 2 / 27)) + seconds(random.between(0, 2 * 86'400));
    auto tried = start;
    auto of_day = (tried - floor<days>(tried)).count();  // plain numbers: tens of millions of seconds are tried
    while (!second_of[of_day % 60] || !minute_of[of_day / 60 % 60] || !hour_of[of_day / 3600]) {
      tried += 1s;
      of_day = (of_day + 1) % 86'400;
    }
    ASSERT_EQ(cron->next(start), std::optional<base::Instant>(tried)) << expression << " from " << start.time_since_epoch().count();
  }
}

/// A way to write days, and whether a day is one of them: told from the calendar alone, day by day.
struct DayForm {
  std::string of_month, of_week;
  std::function<bool(year_month_day)> fits;
};

int length_of(year_month_day date) { return static_cast<int>(unsigned(year_month_day_last(date.year() / date.month() / last).day())); }
int day_of(year_month_day date) { return static_cast<int>(unsigned(date.day())); }
int quartz_weekday(year_month_day date) { return static_cast<int>(weekday(sys_days(date)).c_encoding()) + 1; }

/// The weekday of the same month with the least distance; two are never equally far.
int nearest(year_month_day date) {
  for (int distance = 0;; ++distance) {
    for (const int sign : {-1, 1}) {
      const auto other = year_month_day(sys_days(date) + days(sign * distance));
      const int number = quartz_weekday(other);
      if (other.month() == date.month() && number != 1 && number != 7) return day_of(other);
    }
  }
}

DayForm make_days(Random& random) {
  const int day = random.between(1, 31);
  const int weekday = random.between(1, 7);
  const int nth = random.between(1, 5);
  const int before = random.between(0, 30);
  const auto in_month = [](year_month_day date, int number) {
    return date.year() / date.month() / std::chrono::day(static_cast<unsigned>(number));
  };
  switch (random.between(0, 6)) {
    case 0: {
      auto field = make_field(random, 1, 31);
      return {field.text, "?", [values = field.values](year_month_day date) { return values.contains(day_of(date)); }};
    }
    case 1: {
      auto field = make_field(random, 1, 7);
      return {"?", field.text, [values = field.values](year_month_day date) { return values.contains(quartz_weekday(date)); }};
    }
    case 2:
      return {fmt::format("{}W", day), "?",
              [=](year_month_day date) { return day <= length_of(date) && day_of(date) == nearest(in_month(date, day)); }};
    case 3:
      return {fmt::format("L-{}", before), "?", [=](year_month_day date) { return day_of(date) == length_of(date) - before; }};
    case 4:
      return {fmt::format("L-{}W", before), "?", [=](year_month_day date) {
                return length_of(date) > before && day_of(date) == nearest(in_month(date, length_of(date) - before));
              }};
    case 5:
      return {"?", fmt::format("{}L", weekday),
              [=](year_month_day date) { return quartz_weekday(date) == weekday && day_of(date) > length_of(date) - 7; }};
    default:
      return {"?", fmt::format("{}#{}", weekday, nth), [=](year_month_day date) {
                return quartz_weekday(date) == weekday && day_of(date) > 7 * (nth - 1) && day_of(date) <= 7 * nth;
              }};
  }
}

TEST(CronNext, agrees_with_trying_every_day) {
  for (unsigned seed = 0; seed < 600; ++seed) {
    Random random(seed);
    const auto month = make_field(random, 1, 12);
    const auto form = make_days(random);
    const auto expression = fmt::format("0 0 0 {} {} {}", form.of_month, month.text, form.of_week);
    const auto cron = Cron::parse(expression);
    ASSERT_TRUE(cron) << expression;
    const auto start = sys_days(2020y / 1 / 1) + days(random.between(0, 4000));
    std::optional<base::Instant> expected;
    for (auto tried = start; tried < start + days(9 * 366) && !expected; tried += days(1)) {
      const year_month_day date(tried);
      if (month.values.contains(static_cast<int>(unsigned(date.month()))) && form.fits(date)) expected = tried;
    }
    const auto found = cron->next(start);
    if (expected || (found && *found < start + days(9 * 366))) {
      ASSERT_EQ(found, expected) << expression << " from day " << start.time_since_epoch().count();
    }
  }
}

}  // namespace
}  // namespace headrace::control
