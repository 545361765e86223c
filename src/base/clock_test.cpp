#include "base/clock.h"

#include <gtest/gtest.h>

#include <thread>

namespace headrace::base {
namespace {

Instant at(std::string_view text) { return parse_instant(text).value(); }

TEST(Instant, is_written_with_three_to_nine_fraction_digits) {
  for (const auto* text : {"2024-02-29T23:59:59.000Z", "2024-01-01T00:00:00.120Z", "2024-01-01T00:00:00.1234Z",
                           "2024-01-01T00:00:00.567149Z", "1969-12-31T23:59:59.123456789Z"}) {
    EXPECT_EQ(format_instant(at(text)), text);
  }
}

TEST(Instant, is_read_with_an_offset_and_without_a_fraction) {
  EXPECT_EQ(format_instant(at("2024-03-01T10:00:00+02:00")), "2024-03-01T08:00:00.000Z");
  EXPECT_EQ(format_instant(at("2024-02-03T04:05:06Z")), "2024-02-03T04:05:06.000Z");
  EXPECT_EQ(format_instant(at("2024-12-31T23:30:00-01:30")), "2025-01-01T01:00:00.000Z");
}

TEST(Instant, refuses_what_is_no_instant) {
  for (const auto* text :
       {"", "yesterday", "2024-02-03", "2024-02-03T04:05Z", "2024-02-03T04:05:06", "1700000000000", "2024-02-30T00:00:00Z",
        "2024-02-03T24:00:00Z", "2024-02-03T04:05:06.1234567890Z", "2024-02-03T04:05:06Z ", "2024-02-03 04:05:06Z"}) {
    const auto read = parse_instant(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().kind, ErrorKind::date_time_parse);
  }
}

TEST(Date, of_a_stored_document_may_be_shorter_or_epoch_milliseconds) {
  EXPECT_EQ(format_instant(parse_date("2024-02-03").value()), "2024-02-03T00:00:00.000Z");
  EXPECT_EQ(format_instant(parse_date("2024-02-03T04:05").value()), "2024-02-03T04:05:00.000Z");
  EXPECT_EQ(format_instant(parse_date("2026-11-23T15:00:13.811366+00:00").value()), "2026-11-23T15:00:13.811366Z");
  EXPECT_EQ(format_instant(parse_date("1700000000000").value()), "2023-11-14T22:13:20.000Z");
  EXPECT_FALSE(parse_date("99999999999999999999"));
  EXPECT_FALSE(parse_date("soon"));
}

TEST(Instant, is_written_for_the_service_with_an_offset) {
  EXPECT_EQ(format_instant_with_offset(at("2026-08-20T15:22:52.123456Z")), "2026-08-20T15:22:52.123456+00:00");
  EXPECT_EQ(format_instant_with_offset(at("2026-08-20T15:22:52Z")), "2026-08-20T15:22:52+00:00");
}

TEST(ManualClock, wakes_waiters_when_their_time_has_come) {
  ManualClock clock(at("2024-01-01T00:00:00Z"));
  std::mutex mutex;
  std::condition_variable condition;
  std::atomic<bool> woken = false;
  std::thread waiter([&] {
    std::unique_lock lock(mutex);
    const auto until = at("2024-01-01T01:00:00Z");
    while (clock.now() < until) clock.wait_until(lock, condition, until);
    woken = true;
  });
  clock.advance(std::chrono::minutes(59));
  EXPECT_FALSE(woken);
  clock.advance(std::chrono::minutes(1));
  waiter.join();
  EXPECT_TRUE(woken);
}

}  // namespace
}  // namespace headrace::base
