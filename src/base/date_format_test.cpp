#include "base/date_format.h"

#include <gtest/gtest.h>

namespace headrace::base {
namespace {

std::string read(std::string_view format, std::string_view text, bool round_up = false) {
  const auto compiled = DateFormat::compile(format);
  if (!compiled) return "error: " + compiled.error().reason;
  const auto instant = compiled->parse(text, round_up);
  return instant ? format_instant(*instant) : "unreadable";
}
std::string printed(std::string_view format, std::string_view instant) {
  return DateFormat::compile(format)->print(*parse_instant(instant));
}

TEST(DateFormat, the_standard_one_takes_dates_with_any_part_left_out_and_milliseconds) {
  const auto standard = DateFormat::standard().text();
  EXPECT_EQ(read(standard, "2026"), "2026-01-01T00:00:00.000Z");
  EXPECT_EQ(read(standard, "2026-02"), "2026-02-01T00:00:00.000Z");
  EXPECT_EQ(read(standard, "2026-02-03"), "2026-02-03T00:00:00.000Z");
  EXPECT_EQ(read(standard, "2026-02-03T04"), "2026-02-03T04:00:00.000Z");
  EXPECT_EQ(read(standard, "2026-02-03T04:05"), "2026-02-03T04:05:00.000Z");
  EXPECT_EQ(read(standard, "2026-02-03T04:05:06.789012345+01:00"), "2026-02-03T03:05:06.789012345Z");
  EXPECT_EQ(read(standard, "2026-02-03T04:05:06,5Z"), "2026-02-03T04:05:06.500Z");
  EXPECT_EQ(read(standard, "1500"), "1677-09-22T00:00:00.000Z");  // the first day that an Instant holds
  EXPECT_EQ(read(standard, "15000"), "1970-01-01T00:00:15.000Z");
  EXPECT_EQ(read(standard, "-1"), "1969-12-31T23:59:59.999Z");
  for (const auto* bad : {"", "2026-13", "2026-02-30", "2026-2-3", "2026-02-03T25", "2026-02-03x", "never"})
    EXPECT_EQ(read(standard, bad), "unreadable") << bad;
}

TEST(DateFormat, what_is_left_open_is_rounded_up_when_asked_for) {
  EXPECT_EQ(read("strict_date_optional_time", "2024-02", true), "2024-02-29T23:59:59.999999999Z");
  EXPECT_EQ(read("strict_date_optional_time", "2024", true), "2024-12-31T23:59:59.999999999Z");
  EXPECT_EQ(read("strict_date_optional_time", "2024-01-01T10", true), "2024-01-01T10:59:59.999999999Z");
  EXPECT_EQ(read("dd/MM/yyyy", "01/02/2024", true), "2024-02-01T23:59:59.999999999Z");
}

TEST(DateFormat, patterns_of_letters) {
  EXPECT_EQ(read("yyyy/MM/dd HH:mm:ss", "2026/02/03 04:05:06"), "2026-02-03T04:05:06.000Z");
  EXPECT_EQ(read("yyyyMMddHHmmssSSS", "20260203040506789"), "2026-02-03T04:05:06.789Z");
  EXPECT_EQ(read("d MMM uuuu, h:mm a", "3 Feb 2026, 4:05 PM"), "2026-02-03T16:05:00.000Z");
  EXPECT_EQ(read("yyyy-DDD", "2026-034"), "2026-02-03T00:00:00.000Z");
  EXPECT_EQ(read("yyyy-MM-dd'T'HH:mmX", "2026-02-03T04:05+01"), "2026-02-03T03:05:00.000Z");
  EXPECT_EQ(read("yy-M-d", "26-2-3"), "2026-02-03T00:00:00.000Z");
  EXPECT_EQ(read("yyyy-MM-dd[ HH:mm]", "2026-02-03"), "2026-02-03T00:00:00.000Z");
  EXPECT_EQ(read("basic_date||epoch_second", "1770000000"), "2026-02-02T02:40:00.000Z");
  EXPECT_EQ(read("date_optional_time", "2026-2-3"), "2026-02-03T00:00:00.000Z");
}

TEST(DateFormat, what_it_does_not_know_is_an_error) {
  EXPECT_EQ(read("YYYY-ww", "x"), "error: Invalid format: [YYYY-ww]: Unknown pattern letter: Y");
  EXPECT_EQ(read("yyyy-'x", "x"), "error: Invalid format: [yyyy-'x]: Pattern ends with an incomplete string literal");
  EXPECT_EQ(read("no", "x"), "error: Invalid format: [no]: Unknown pattern letter: n");
  EXPECT_EQ(read("", "x"), "error: Invalid format: []: it is empty");
}

TEST(DateFormat, printing) {
  EXPECT_EQ(printed("yyyy/MM/dd", "2026-02-03T04:05:06Z"), "2026/02/03");
  EXPECT_EQ(printed("strict_date_optional_time||epoch_millis", "2026-02-03T04:05:06Z"), "2026-02-03T04:05:06.000Z");
  EXPECT_EQ(printed("epoch_second", "2026-02-02T02:40:00Z"), "1770000000");
  const auto east = DateFormat::compile("HH:mm XXX xx x Z z")->print(*parse_instant("2026-02-03T04:05:06Z"), std::chrono::minutes(90));
  EXPECT_EQ(east, "05:35 +01:30 +0130 +0130 +0130 +01:30");
  EXPECT_EQ(DateFormat::compile("x X")->print(*parse_instant("2026-02-03T04:05:06Z"), std::chrono::hours(-2)), "-02 -02");
  EXPECT_EQ(printed("d MMM uuuu, h:mm a z", "2026-02-03T16:05:00Z"), "3 Feb 2026, 4:05 PM UTC");
}

}  // namespace
}  // namespace headrace::base
