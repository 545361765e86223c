#include "service/error_monitor.h"

#include <gtest/gtest.h>

namespace headrace::service {
namespace {

/// Feeds `good` successes and one error again and again; the number of the error that fails, 0 when none of 2,000 does.
std::size_t failing_error(ErrorMonitor monitor, int good) {
  for (std::size_t error = 1; error <= 2000; ++error) {
    for (int i = 0; i < good; ++i) monitor.on_success();
    if (!monitor.on_error("mapping")) return error;
  }
  return 0;
}

// docs/spec/connector-service.md 23, 2

TEST(ErrorMonitor, the_eleventh_error_in_a_row_fails) { EXPECT_EQ(failing_error(ErrorMonitor({}), 0), 11U); }

TEST(ErrorMonitor, one_in_seven_is_below_the_rate_and_fails_only_by_the_total) { EXPECT_EQ(failing_error(ErrorMonitor({}), 6), 1001U); }

TEST(ErrorMonitor, one_in_six_fails_at_the_sixteenth) { EXPECT_EQ(failing_error(ErrorMonitor({}), 5), 16U); }

TEST(ErrorMonitor, without_a_window_there_is_no_rate) { EXPECT_EQ(failing_error(ErrorMonitor({.window = 0}), 1), 1001U); }

TEST(ErrorMonitor, disabled_it_only_counts) {
  ErrorMonitor monitor({.enabled = false});
  for (int i = 0; i < 5000; ++i) EXPECT_TRUE(monitor.on_error("mapping"));
  EXPECT_EQ(monitor.total(), 5000U);
}

TEST(ErrorMonitor, the_failure_names_the_last_reasons) {
  ErrorMonitor monitor({.max_consecutive = 2, .kept = 2});
  EXPECT_TRUE(monitor.on_error("first"));
  EXPECT_TRUE(monitor.on_error("second"));
  const auto failure = monitor.on_error("third");
  ASSERT_FALSE(failure);
  EXPECT_EQ(failure.error().reason, "The index refused too many documents: 3 errors in a row (limit 2). The last reasons: second; third");
}

}  // namespace
}  // namespace headrace::service
