#include "content/indexing_pressure.h"

#include <gtest/gtest.h>

namespace headrace::content {
namespace {

TEST(IndexingPressure, refuses_what_is_too_much_at_once) {
  IndexingPressure pressure(100);
  auto first = pressure.take(60);
  ASSERT_TRUE(first);
  const auto refused = pressure.take(41);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::rejected_execution);
  EXPECT_EQ(refused.error().reason,
            "rejected execution of coordinating operation [coordinating_and_primary_bytes=60, replica_bytes=0, all_bytes=60, "
            "coordinating_operation_bytes=41, max_coordinating_and_primary_bytes=100]");
  auto second = pressure.take(40);
  EXPECT_TRUE(second);
  first->must_hold(0);
  EXPECT_EQ(pressure.bytes(), 40U);
}

TEST(IndexingPressure, takes_one_above_the_limit_alone) {
  IndexingPressure pressure(100);
  const auto large = pressure.take(1'000);
  EXPECT_TRUE(large);
  EXPECT_FALSE(pressure.take(1));
}

TEST(IndexingPressure, a_lease_grows_and_shrinks) {
  IndexingPressure pressure(100);
  {
    auto first = pressure.take(10);
    const auto second = pressure.take(50);
    ASSERT_TRUE(first && second);
    EXPECT_TRUE(first->hold(50));
    EXPECT_FALSE(first->hold(51));
    EXPECT_EQ(pressure.bytes(), 100U);
    first->must_hold(60);  // what is there is there
    EXPECT_EQ(pressure.bytes(), 110U);
    EXPECT_TRUE(first->hold(20));
    EXPECT_EQ(pressure.bytes(), 70U);
  }
  EXPECT_EQ(pressure.bytes(), 0U);
}

}  // namespace
}  // namespace headrace::content
