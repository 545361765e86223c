#include "engine/query_number.h"

#include <gtest/gtest.h>

namespace headrace::engine {
namespace {

using Order = std::partial_ordering;

TEST(NumberText, is_there_for_numbers_and_texts_that_spell_one) {
  EXPECT_EQ(number_text(json::Value(json::Number{"1.50"})), "1.50");
  for (const auto* text : {"42", "-1", "1e3", "007", "0.5"}) EXPECT_EQ(number_text(json::Value(text)), text);
  for (const auto* text : {"", "-", "x", "1x", "nan", "inf", "-inf", " 1", "1 ", "0x10", "+1"})
    EXPECT_FALSE(number_text(json::Value(text))) << text;
  EXPECT_FALSE(number_text(json::Value(true)));
  EXPECT_FALSE(number_text(json::Value()));
}

TEST(OrderOfNumbers, is_by_value) {
  EXPECT_EQ(order_of_numbers("1", "1.0"), Order::equivalent);
  EXPECT_EQ(order_of_numbers("1e3", "1000"), Order::equivalent);
  EXPECT_EQ(order_of_numbers("9", "10"), Order::less);
  EXPECT_EQ(order_of_numbers("-9", "-10"), Order::greater);
  EXPECT_EQ(order_of_numbers("-1", "1"), Order::less);
  EXPECT_EQ(order_of_numbers("0", "-0"), Order::equivalent);
  EXPECT_EQ(order_of_numbers("007", "7"), Order::equivalent);
  EXPECT_EQ(order_of_numbers("0.1", "0.2"), Order::less);
}

TEST(OrderOfNumbers, large_integers_are_told_apart_to_the_digit) {
  EXPECT_EQ(order_of_numbers("9007199254740993", "9007199254740992"), Order::greater);
  EXPECT_EQ(order_of_numbers("12345678901234567890", "12345678901234567891"), Order::less);
  EXPECT_EQ(order_of_numbers("-12345678901234567890", "-12345678901234567891"), Order::greater);
}

}  // namespace
}  // namespace headrace::engine
