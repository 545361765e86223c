#include "sources/postgresql/numeric_value.h"

#include <gtest/gtest.h>

#include "sources/postgresql/test_bytes.h"

namespace headrace::sources::postgresql {
namespace {

constexpr std::uint16_t plus = 0, minus = 0x4000, not_a_number = 0xC000, infinite = 0xD000, minus_infinite = 0xF000;

std::string numeric(std::int16_t weight, std::uint16_t sign, std::uint16_t scale, const std::vector<std::uint16_t>& groups) {
  auto bytes = joined(static_cast<std::int16_t>(groups.size()), weight, sign, scale);
  for (const auto group : groups) bytes += network(group);
  return bytes;
}

std::string text(const std::string& bytes) {
  std::string to;
  return append_numeric_text(bytes, to) ? to : "refused";
}
std::string json(const std::string& bytes) {
  std::string to;
  return append_numeric_json(bytes, to) ? to : "refused";
}

TEST(NumericValue, the_text_keeps_the_scale) {
  EXPECT_EQ(text(numeric(0, plus, 2, {10, 5000})), "10.50");
  EXPECT_EQ(text(numeric(0, minus, 3, {10, 5000})), "-10.500");
  EXPECT_EQ(text(numeric(0, plus, 0, {})), "0");
  EXPECT_EQ(text(numeric(0, plus, 2, {})), "0.00");
  EXPECT_EQ(text(numeric(1, plus, 0, {12, 34})), "120034");
  EXPECT_EQ(text(numeric(2, plus, 0, {1})), "100000000");
  EXPECT_EQ(text(numeric(-2, plus, 7, {10})), "0.0000001");
  EXPECT_EQ(text(numeric(-1, plus, 3, {9990})), "0.999");
  EXPECT_EQ(text(numeric(4, plus, 5, {1234, 5678, 9012, 3456, 7890, 1234, 5000})), "12345678901234567890.12345");
}

TEST(NumericValue, what_is_no_number_has_a_name_and_is_null_in_json) {
  for (const auto& [sign, name] : {std::pair{not_a_number, "NaN"}, {infinite, "Infinity"}, {minus_infinite, "-Infinity"}}) {
    EXPECT_EQ(text(numeric(0, sign, 0, {})), name);
    EXPECT_EQ(json(numeric(0, sign, 0, {})), "null");
  }
}

TEST(NumericValue, json_is_the_nearest_double_in_its_shortest_digits) {
  EXPECT_EQ(json(numeric(0, plus, 2, {10, 5000})), "10.5");
  EXPECT_EQ(json(numeric(0, minus, 2, {10})), "-10.0");
  EXPECT_EQ(json(numeric(0, plus, 0, {})), "0.0");
  EXPECT_EQ(json(numeric(0, plus, 4, {})), "0.0");
  EXPECT_EQ(json(numeric(-1, plus, 4, {1})), "0.0001");
  EXPECT_EQ(json(numeric(-2, plus, 5, {1000})), "1e-05");
  EXPECT_EQ(json(numeric(-2, plus, 7, {10})), "1e-07");
  EXPECT_EQ(json(numeric(4, plus, 5, {1234, 5678, 9012, 3456, 7890, 1234, 5000})), "1.2345678901234567e+19");
  EXPECT_EQ(json(numeric(5, plus, 0, {1})), "1e+20");
  EXPECT_EQ(json(numeric(3, plus, 0, {999, 9999, 9999, 9999})), "999999999999999.0");
  EXPECT_EQ(json(numeric(3, plus, 0, {9007, 1992, 5474, 993})), "9007199254740992.0");  // …993 is no double
  EXPECT_EQ(json(numeric(0, plus, 20, {0, 1000, 0, 0, 0, 1})), "0.1");
}

// Doubles are what the digits are held against: whatever the way, it must be that of the digits.
TEST(NumericValue, every_number_of_few_digits_is_as_its_digits_read) {
  for (std::uint16_t high = 0; high < 10'000; high = static_cast<std::uint16_t>(high + 37)) {
    for (std::uint16_t low = 0; low < 10'000; low = static_cast<std::uint16_t>(low + 411)) {
      const auto bytes = numeric(0, plus, 4, {high, low});
      EXPECT_EQ(std::stod(json(bytes)), std::stod(text(bytes)));
    }
  }
}

TEST(NumericValue, beyond_the_doubles_is_null_and_below_them_is_zero) {
  EXPECT_EQ(json(numeric(100, plus, 0, {1})), "null");
  EXPECT_EQ(json(numeric(100, minus, 0, {1})), "null");
  EXPECT_EQ(json(numeric(-100, plus, 400, {1})), "0.0");
}

TEST(NumericValue, other_bytes_are_refused) {
  EXPECT_EQ(text(""), "refused");
  EXPECT_EQ(text(numeric(0, plus, 0, {1}) + "x"), "refused");
  EXPECT_EQ(json(numeric(0, plus, 0, {1}).substr(1)), "refused");
  EXPECT_EQ(json(joined(std::int16_t{-1}, std::int16_t{0}, plus, plus)), "refused");
}

}  // namespace
}  // namespace headrace::sources::postgresql
