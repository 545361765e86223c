#include "engine/query_number.h"

#include <gtest/gtest.h>

namespace headrace::engine {
namespace {

TEST(NumberText, is_there_for_numbers_and_texts_that_spell_one) {
  EXPECT_EQ(number_text(json::Value(json::Number{"1.50"})), "1.50");
  for (const auto* text : {"42", "-1", "1e3", "007", "0.5"}) EXPECT_EQ(number_text(json::Value(text)), text);
  for (const auto* text : {"", "-", "x", "1x", "nan", "inf", "-inf", " 1", "1 ", "0x10", "+1"})
    EXPECT_FALSE(number_text(json::Value(text))) << text;
  EXPECT_FALSE(number_text(json::Value(true)));
  EXPECT_FALSE(number_text(json::Value()));
}

std::strong_ordering order(std::string_view a, std::string_view b) { return decimal_of(a).value() <=> decimal_of(b).value(); }

TEST(Decimal, is_ordered_by_value) {
  using Order = std::strong_ordering;
  EXPECT_EQ(order("1", "1.0"), Order::equal);
  EXPECT_EQ(order("1e3", "1000"), Order::equal);
  EXPECT_EQ(order("9", "10"), Order::less);
  EXPECT_EQ(order("-9", "-10"), Order::greater);
  EXPECT_EQ(order("-1", "1"), Order::less);
  EXPECT_EQ(order("0", "-0"), Order::equal);
  EXPECT_EQ(order("007", "7"), Order::equal);
  EXPECT_EQ(order("0.1", "0.2"), Order::less);
  EXPECT_EQ(order("0.015", "0.15e-1"), Order::equal);
  EXPECT_EQ(order("1.5", "1.25"), Order::greater);
  EXPECT_EQ(order("1e999999999999999999999", "1e5"), Order::greater);
  EXPECT_EQ(order("1e-400", "0"), Order::greater);
}

TEST(Decimal, large_integers_are_told_apart_to_the_digit) {
  EXPECT_EQ(order("9007199254740993", "9007199254740992"), std::strong_ordering::greater);
  EXPECT_EQ(order("12345678901234567890", "12345678901234567891.0"), std::strong_ordering::less);
  EXPECT_EQ(order("-12345678901234567890", "-12345678901234567891"), std::strong_ordering::greater);
  EXPECT_EQ(key_of(*decimal_of("100")), key_of(*decimal_of("1.0e2")));
}

std::string kept(std::string_view spelling, const FieldRules& rules) {
  return key_of(*stored_number(json::Value(json::Number{std::string(spelling)}), rules));
}

TEST(StoredNumber, is_what_the_field_can_hold) {
  EXPECT_EQ(kept("5.7", {.number = NumberKind::integer}), "5e1");
  EXPECT_EQ(kept("-0.7", {.number = NumberKind::integer}), "0");
  EXPECT_EQ(kept("10.5", {.number = NumberKind::integer}), "1e2");
  EXPECT_EQ(kept("18446744073709551615", {.number = NumberKind::integer}), "18446744073709551615e20");
  EXPECT_EQ(kept("16777217", {.number = NumberKind::single}), "16777216e8");
  EXPECT_EQ(kept("2049", {.number = NumberKind::half}), "2048e4");
  EXPECT_EQ(kept("1.239", {.number = NumberKind::scaled, .scaling_factor = 100}), "124e1");
}

}  // namespace
}  // namespace headrace::engine
