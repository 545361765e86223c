#include "content/time_value.h"

#include <gtest/gtest.h>

namespace headrace::content {
namespace {

using namespace std::chrono_literals;

TEST(TimeValue, has_a_number_and_a_unit) {
  for (const auto& [text, wanted] : {std::pair<std::string_view, std::chrono::nanoseconds>{"5m", 5min},
                                     {"30s", 30s},
                                     {"1d", 24h},
                                     {"2H", 2h},
                                     {"100ms", 100ms},
                                     {"7micros", 7us},
                                     {"9nanos", 9ns},
                                     {"0", 0ns},
                                     {"-1", -1ns},
                                     {"0s", 0s}}) {
    const auto read = read_time_value("keep_alive", text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(*read, wanted) << text;
  }
}

TEST(TimeValue, anything_else_is_told) {
  for (const auto* text : {"", "5", "m", "five m", "-5m", "1.5h", "5w", "99999999999999999d", "5 m x"})
    EXPECT_FALSE(read_time_value("keep_alive", text)) << text;
  EXPECT_EQ(read_time_value("scroll", "5x").error().reason,
            "failed to parse setting [scroll] with value [5x] as a time value: unit is missing or unrecognized");
}

TEST(TimeValue, is_written_in_the_largest_unit) {
  EXPECT_EQ(time_value_text(48h), "2d");
  EXPECT_EQ(time_value_text(90s), "90s");
  EXPECT_EQ(time_value_text(1ns), "1nanos");
}

}  // namespace
}  // namespace headrace::content
