#include "control/rule_number.h"

#include <gtest/gtest.h>

#include <cmath>

namespace headrace::control {
namespace {

TEST(RuleNumber, what_is_one) {
  for (const auto& [text, number] : std::initializer_list<std::pair<const char*, double>>{{"5", 5},
                                                                                          {" 5 ", 5},
                                                                                          {"+5", 5},
                                                                                          {"-5", -5},
                                                                                          {"1_000", 1000},
                                                                                          {".5", 0.5},
                                                                                          {"5.", 5},
                                                                                          {"1e3", 1000},
                                                                                          {"1E+3", 1000},
                                                                                          {"\u0663\u0664", 34},
                                                                                          {"\u00a05\u3000", 5},
                                                                                          {"inf", INFINITY},
                                                                                          {"-Infinity", -INFINITY},
                                                                                          {"1e999", INFINITY},
                                                                                          {"1e-999", 0}}) {
    EXPECT_EQ(rule_number(text), number) << text;
  }
  EXPECT_TRUE(std::isnan(rule_number("NaN").value()));
}

TEST(RuleNumber, what_is_none) {
  for (const auto* text :
       {"", " ", "0x10", "5_", "_5", "5__0", "1_.5", "abc", "5 5", "+-5", "--5", "+", ".", "e3", "1e", "nan(1)", "\u00bd"}) {
    EXPECT_FALSE(rule_number(text)) << text;
  }
}

std::partial_ordering compared(const char* number, double with) { return compare_number(*json::parse(number), with); }

TEST(RuleNumber, integers_compare_exactly) {
  EXPECT_EQ(compared("9007199254740993", 9007199254740992.0), std::partial_ordering::greater);
  EXPECT_EQ(compared("100000000000000000000000", 1e23), std::partial_ordering::greater) << "1e23 is 99999999999999991611392";
  EXPECT_EQ(compared("-100000000000000000000000", -1e23), std::partial_ordering::less);
  EXPECT_EQ(compared("5", 5.5), std::partial_ordering::less);
  EXPECT_EQ(compared("-5", -5.5), std::partial_ordering::greater);
  EXPECT_EQ(compared("0", -0.0), std::partial_ordering::equivalent);
  EXPECT_EQ(compared("-0", 0.0), std::partial_ordering::equivalent);
  EXPECT_EQ(compared("0", -0.5), std::partial_ordering::greater);
  EXPECT_EQ(compared("5", INFINITY), std::partial_ordering::less);
  EXPECT_EQ(compared("5", NAN), std::partial_ordering::unordered);
}

}  // namespace
}  // namespace headrace::control
