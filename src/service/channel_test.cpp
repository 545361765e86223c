#include "service/channel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace headrace::service {
namespace {

TEST(Channel, what_goes_in_comes_out_in_order) {
  Channel<int> channel(100);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(channel.put(i, 10));
  channel.finish();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(channel.take(), i);
  EXPECT_EQ(channel.take(), std::nullopt);
}

TEST(Channel, never_holds_more_bytes_than_it_may) {
  Channel<int> channel(100);
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  std::thread producer([&] {
    for (int i = 0; i < 1000; ++i) {
      ASSERT_TRUE(channel.put(i, 30));
      const int now_inside = ++inside;
      if (now_inside > most) most = now_inside;
    }
    channel.finish();
  });
  int taken = 0;
  while (channel.take()) {
    --inside;
    ++taken;
  }
  producer.join();
  EXPECT_EQ(taken, 1000);
  EXPECT_LE(most, 4);  // three fit; one more may have been taken and not been counted yet
}

TEST(Channel, an_item_larger_than_the_channel_goes_alone) {
  Channel<int> channel(10);
  EXPECT_TRUE(channel.put(1, 1000));
  std::thread consumer([&] { EXPECT_EQ(channel.take(), 1); });
  EXPECT_TRUE(channel.put(2, 1000));
  consumer.join();
  EXPECT_EQ(channel.take(), 2);
}

TEST(Channel, a_producer_that_waits_is_let_go_when_the_channel_is_abandoned) {
  Channel<int> channel(10);
  EXPECT_TRUE(channel.put(1, 10));
  std::thread producer([&] { EXPECT_FALSE(channel.put(2, 10)); });
  channel.abandon();
  producer.join();
  EXPECT_EQ(channel.take(), std::nullopt);
}

TEST(Channel, a_consumer_that_waits_is_let_go_at_the_end) {
  Channel<int> channel(10);
  std::thread consumer([&] { EXPECT_EQ(channel.take(), std::nullopt); });
  channel.finish();
  consumer.join();
  EXPECT_FALSE(channel.put(1, 1));
}

}  // namespace
}  // namespace headrace::service
