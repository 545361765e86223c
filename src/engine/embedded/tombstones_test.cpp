#include "engine/embedded/tombstones.h"

#include <gtest/gtest.h>

namespace headrace::engine::embedded {
namespace {

using std::chrono::seconds;
constexpr base::Instant start{seconds(1'000)};

TEST(Tombstones, a_version_is_known_for_a_minute) {
  Tombstones stones;
  stones.put("a", 7, start);
  EXPECT_EQ(stones.version("a", start + seconds(60)), 7U);
  EXPECT_EQ(stones.version("a", start + seconds(61)), std::nullopt);
  EXPECT_EQ(stones.version("b", start), std::nullopt);
  stones.erase("a");
  EXPECT_EQ(stones.version("a", start), std::nullopt);
}

TEST(Tombstones, what_is_too_old_goes_with_the_next_one) {
  Tombstones stones;
  stones.put("a", 1, start);
  stones.put("a", 2, start + seconds(50));
  stones.put("b", 1, start + seconds(61));
  EXPECT_EQ(stones.version("a", start + seconds(61)), 2U);
  stones.put("c", 1, start + seconds(115));
  EXPECT_EQ(stones.size(), 2U);
}

TEST(Tombstones, memory_is_bounded) {
  Tombstones stones;
  for (int i = 0; i < 100'000; ++i) stones.put(std::string(500, 'x') + std::to_string(i), 1, start);
  EXPECT_LT(stones.size(), 20'000U);
  EXPECT_EQ(stones.version(std::string(500, 'x') + "99999", start), 1U);
}

}  // namespace
}  // namespace headrace::engine::embedded
