#include "sources/postgresql/time_values.h"

#include <gtest/gtest.h>

#include <limits>

#include "sources/postgresql/test_bytes.h"

namespace headrace::sources::postgresql {
namespace {

constexpr Oid date = 1082, time_of_day = 1083, timestamp = 1114, timestamp_with_zone = 1184, interval = 1186, time_with_zone = 1266;
constexpr std::int64_t second = 1'000'000, hour = 3600 * second, day = 24 * hour;

std::string interval_of(std::int32_t months, std::int32_t days, std::int64_t time) { return text_of(interval, joined(time, days, months)); }

TEST(TimeValues, a_date_is_counted_from_the_year_2000) {
  EXPECT_EQ(json_of(date, network(std::int32_t{0})), R"("2000-01-01")");
  EXPECT_EQ(json_of(date, network(std::int32_t{59})), R"("2000-02-29")");
  EXPECT_EQ(json_of(date, network(std::int32_t{-1})), R"("1999-12-31")");
  EXPECT_EQ(json_of(date, network(std::int32_t{8825})), R"("2024-02-29")");
  EXPECT_EQ(json_of(date, network(std::int32_t{-36'465})), R"("1900-03-01")");
  EXPECT_EQ(text_of(date, network(std::int32_t{0})), "2000-01-01");
}

TEST(TimeValues, years_of_the_database_that_no_calendar_of_ours_has) {
  EXPECT_EQ(json_of(date, network(std::int32_t{-730'119})), R"("0001-01-01")");
  EXPECT_EQ(json_of(date, network(std::int32_t{-730'120})), R"("0001-12-31 BC")");
  EXPECT_EQ(json_of(date, network(std::int32_t{2'921'940})), R"("10000-01-01")");
  EXPECT_EQ(json_of(date, network(std::int32_t{2'145'031'948})), R"("5874897-12-31")");
}

TEST(TimeValues, what_is_infinite_is_a_word) {
  EXPECT_EQ(json_of(date, network(std::numeric_limits<std::int32_t>::max())), R"("9999-12-31")");
  EXPECT_EQ(json_of(date, network(std::numeric_limits<std::int32_t>::min())), R"("0001-01-01")");
  EXPECT_EQ(json_of(timestamp, network(std::numeric_limits<std::int64_t>::max())), R"("9999-12-31T23:59:59.999999")");
  EXPECT_EQ(text_of(timestamp_with_zone, network(std::numeric_limits<std::int64_t>::min())), "0001-01-01 00:00:00+00:00");
  constexpr auto largest = std::numeric_limits<std::int32_t>::max(), smallest = std::numeric_limits<std::int32_t>::min();
  EXPECT_EQ(interval_of(largest, largest, std::numeric_limits<std::int64_t>::max()), "infinity");
  EXPECT_EQ(interval_of(smallest, smallest, std::numeric_limits<std::int64_t>::min()), "-infinity");
}

TEST(TimeValues, a_moment_has_six_digits_of_a_second_or_none) {
  EXPECT_EQ(json_of(timestamp, network(hour)), R"("2000-01-01T01:00:00")");
  EXPECT_EQ(json_of(timestamp, network(hour + second / 4)), R"("2000-01-01T01:00:00.250000")");
  EXPECT_EQ(json_of(timestamp, network(std::int64_t{-1})), R"("1999-12-31T23:59:59.999999")");
  EXPECT_EQ(json_of(timestamp_with_zone, network(59 * day)), R"("2000-02-29T00:00:00+00:00")");
  EXPECT_EQ(json_of(time_of_day, network(23 * hour + second / 2)), R"("23:00:00.500000")");
  EXPECT_EQ(json_of(time_of_day, network(day)), R"("24:00:00")");
}

TEST(TimeValues, ids_have_a_blank_between_date_and_time) {
  EXPECT_EQ(text_of(timestamp, network(hour)), "2000-01-01 01:00:00");
  EXPECT_EQ(text_of(timestamp_with_zone, network(hour)), "2000-01-01 01:00:00+00:00");
}

TEST(TimeValues, a_zone_is_counted_to_the_west) {
  EXPECT_EQ(json_of(time_with_zone, joined(10 * hour, std::int32_t{-9000})), R"("10:00:00+02:30")");
  EXPECT_EQ(json_of(time_with_zone, joined(10 * hour, std::int32_t{28'800})), R"("10:00:00-08:00")");
  EXPECT_EQ(json_of(time_with_zone, joined(10 * hour, std::int32_t{0})), R"("10:00:00+00:00")");
  EXPECT_EQ(json_of(time_with_zone, joined(10 * hour, std::int32_t{-5})), R"("10:00:00+00:00:05")");
}

// As PostgreSQL 15 shows them.
TEST(TimeValues, an_interval_is_as_the_database_writes_it) {
  EXPECT_EQ(interval_of(0, 0, 0), "00:00:00");
  EXPECT_EQ(interval_of(14, -3, 4 * hour + 5 * 60 * second + 6 * second + second / 2), "1 year 2 mons -3 days +04:05:06.5");
  EXPECT_EQ(interval_of(-1, 2, -second), "-1 mons +2 days -00:00:01");
  EXPECT_EQ(interval_of(24, 1, 0), "2 years 1 day");
  EXPECT_EQ(interval_of(-14, 0, 0), "-1 years -2 mons");
  EXPECT_EQ(interval_of(0, 0, -(4 * hour + 700'000)), "-04:00:00.7");
  EXPECT_EQ(interval_of(0, 0, 100'000 * hour + 1), "100000:00:00.000001");
}

TEST(TimeValues, other_bytes_become_a_text) {
  EXPECT_EQ(json_of(date, "abc"), R"("abc")");
  EXPECT_EQ(json_of(timestamp, "ab\"c"), R"("ab\"c")");
  EXPECT_EQ(json_of(time_of_day,
                    "\x7f"
                    "abcdefg"),
            "\"\x7f"
            "abcdefg\"");  // a time beyond the day
  EXPECT_EQ(json_of(interval, network(hour)), json_of(text_oid, network(hour)));
  EXPECT_EQ(json_of(time_with_zone, "x"), R"("x")");
}

}  // namespace
}  // namespace headrace::sources::postgresql
