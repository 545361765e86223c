#include "engine/minimum_match.h"

#include <gtest/gtest.h>

namespace headrace::engine {
namespace {

TEST(MinimumMatch, numbers_and_parts) {
  EXPECT_EQ(minimum_match("2", 3), 2);
  EXPECT_EQ(minimum_match("4", 3), 4);
  EXPECT_EQ(minimum_match("-1", 3), 2);
  EXPECT_EQ(minimum_match("-9", 3), 0);
  EXPECT_EQ(minimum_match("75%", 3), 2);
  EXPECT_EQ(minimum_match("-25%", 3), 3);
  EXPECT_EQ(minimum_match("-25%", 4), 3);
  EXPECT_EQ(minimum_match("0%", 4), 0);
}

TEST(MinimumMatch, parts_beyond_so_many_clauses) {
  EXPECT_EQ(minimum_match("2<75%", 2), 2);
  EXPECT_EQ(minimum_match("2<75%", 4), 3);
  EXPECT_EQ(minimum_match("2<-25% 9<-3", 8), 6);
  EXPECT_EQ(minimum_match("2<-25% 9<-3", 10), 7);
}

TEST(MinimumMatch, anything_else_is_an_error) {
  for (const auto* bad : {"", "x", "1.5", "50 %", "2<", "<2", "2<x", "9999999999"}) EXPECT_FALSE(minimum_match(bad, 3)) << bad;
}

}  // namespace
}  // namespace headrace::engine
