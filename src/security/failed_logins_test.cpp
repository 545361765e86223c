#include "security/failed_logins.h"

#include <gtest/gtest.h>

namespace headrace::security {
namespace {

using namespace std::chrono_literals;

struct FailedLoginsTest : ::testing::Test {
  base::ManualClock clock{*base::parse_instant("2026-03-04T05:06:07Z")};
  FailedLogins logins{clock};
  std::chrono::milliseconds after(int failures, const std::string& address) {
    std::chrono::milliseconds delay{};
    for (int i = 0; i < failures; ++i) delay = logins.failed(address);
    return delay;
  }
};

TEST_F(FailedLoginsTest, wait_longer_each_time_up_to_a_bound) {
  for (const auto wanted : {0ms, 0ms, 0ms, 100ms, 200ms, 400ms, 800ms, 1600ms, 3200ms, 5000ms, 5000ms})
    EXPECT_EQ(logins.failed("a"), wanted);
  EXPECT_EQ(after(1000, "a"), 5000ms);
}

TEST_F(FailedLoginsTest, are_counted_by_address) {
  EXPECT_EQ(after(9, "a"), 3200ms);
  EXPECT_EQ(after(1, "b"), 0ms);
}

TEST_F(FailedLoginsTest, are_forgotten_after_a_success_or_an_hour) {
  after(9, "a");
  logins.succeeded("a");
  EXPECT_EQ(after(1, "a"), 0ms);
  after(9, "a");
  clock.advance(61min);
  EXPECT_EQ(after(1, "a"), 0ms);
}

TEST_F(FailedLoginsTest, of_very_many_addresses_the_quietest_is_forgotten) {
  after(9, "first");
  clock.advance(1s);
  after(9, "second");
  clock.advance(1s);
  for (int i = 0; i < 9'999; ++i) after(1, std::to_string(i));
  EXPECT_EQ(after(1, "second"), 5000ms);
  EXPECT_EQ(after(1, "first"), 0ms);
}

}  // namespace
}  // namespace headrace::security
