#include "base/date_math.h"

#include <gtest/gtest.h>

namespace headrace::base {
namespace {

using namespace std::chrono_literals;

const base::Instant now = *parse_instant("2026-03-31T10:20:30.500Z");

std::string resolved(std::string_view text, bool round_up = false, std::chrono::seconds east = 0s) {
  const auto instant = resolve_date(text, {now, round_up, east});
  return instant ? format_instant(*instant) : "error: " + instant.error().reason;
}

TEST(DateMath, now_and_steps_from_now) {
  EXPECT_EQ(resolved("now"), "2026-03-31T10:20:30.500Z");
  EXPECT_EQ(resolved("now-300s"), "2026-03-31T10:15:30.500Z");
  EXPECT_EQ(resolved("now+1h-30m"), "2026-03-31T10:50:30.500Z");
  EXPECT_EQ(resolved("now-1M"), "2026-02-28T10:20:30.500Z");
  EXPECT_EQ(resolved("now-1y+1w"), "2025-04-07T10:20:30.500Z");
  EXPECT_EQ(resolved("now+d"), "2026-04-01T10:20:30.500Z");
}

TEST(DateMath, rounding_goes_to_the_begin_or_to_the_end) {
  EXPECT_EQ(resolved("now/d"), "2026-03-31T00:00:00.000Z");
  EXPECT_EQ(resolved("now/d", true), "2026-03-31T23:59:59.999999999Z");
  EXPECT_EQ(resolved("now/w"), "2026-03-30T00:00:00.000Z");
  EXPECT_EQ(resolved("now/M"), "2026-03-01T00:00:00.000Z");
  EXPECT_EQ(resolved("now-1d/y", true), "2026-12-31T23:59:59.999999999Z");
}

TEST(DateMath, rounding_knows_the_zone) { EXPECT_EQ(resolved("now/d", false, 2h), "2026-03-30T22:00:00.000Z"); }

TEST(DateMath, an_anchor_date_stands_before_two_bars) {
  EXPECT_EQ(resolved("2024-01-31||+1M"), "2024-02-29T00:00:00.000Z");
  EXPECT_EQ(resolved("2024-01-31T12:00:00Z||/d"), "2024-01-31T00:00:00.000Z");
  EXPECT_EQ(resolved("2024-01-31||", true), "2024-01-31T23:59:59.999999999Z");
}

TEST(DateMath, missing_parts_of_a_date_are_filled_up_when_rounding_up) {
  EXPECT_EQ(resolved("2024-01-31"), "2024-01-31T00:00:00.000Z");
  EXPECT_EQ(resolved("2024-01-31", true), "2024-01-31T23:59:59.999999999Z");
  EXPECT_EQ(resolved("2024-01-31T12:30", true), "2024-01-31T12:30:59.999999999Z");
  EXPECT_EQ(resolved("2024-01-31T12:30:15Z", true), "2024-01-31T12:30:15.999999999Z");
  EXPECT_EQ(resolved("2024-01-31T12:30:15.250Z", true), "2024-01-31T12:30:15.250Z");
}

TEST(DateMath, a_zone_of_the_query_is_for_dates_without_their_own) {
  EXPECT_EQ(resolved("2024-01-31", false, 1h), "2024-01-30T23:00:00.000Z");
  EXPECT_EQ(resolved("2024-01-31T00:00:00Z", false, 1h), "2024-01-31T00:00:00.000Z");
}

TEST(DateMath, epoch_milliseconds_are_dates) { EXPECT_EQ(resolved("1000"), "1970-01-01T00:00:01.000Z"); }

TEST(DateMath, what_is_no_date_math_is_an_error_that_shows_it) {
  for (const auto* bad : {"now-", "now-5", "now-5q", "now*1d", "now/2d", "garbage", "2024-13-01||+1d", "now+99999999999999999999d",
                          "now+999999999y", "now+999999999w"}) {
    const auto result = resolve_date(bad, {now});
    ASSERT_FALSE(result) << bad;
    EXPECT_EQ(result.error().kind, ErrorKind::parse);
    EXPECT_NE(result.error().reason.find(bad), std::string::npos) << result.error().reason;
  }
}

TEST(DateMath, words_that_only_begin_with_now_are_words) {
  EXPECT_TRUE(is_date_math("now"));
  EXPECT_TRUE(is_date_math("now-1d"));
  EXPECT_TRUE(is_date_math("2024-01-01||/M"));
  EXPECT_FALSE(is_date_math("nowhere"));
  EXPECT_FALSE(is_date_math("2024-01-01"));
}

TEST(DateMath, zones_are_utc_or_offsets) {
  EXPECT_EQ(*parse_zone("UTC"), 0s);
  EXPECT_EQ(*parse_zone("+05:30"), 5h + 30min);
  EXPECT_EQ(*parse_zone("-01:00"), -1h);
  EXPECT_FALSE(parse_zone("Europe/Berlin"));
  EXPECT_FALSE(parse_zone("+5:30"));
  EXPECT_FALSE(parse_zone("+-1:00"));
}

}  // namespace
}  // namespace headrace::base
