#include "sources/database/item_queue.h"

#include <gtest/gtest.h>

#include <thread>

namespace headrace::sources::database {
namespace {

SourceItem seen(int number) { return SeenDocument{.id = std::to_string(number), .scope = "t"}; }

TEST(Output, items_arrive_in_their_order_and_the_end_comes_after_all_writers) {
  ItemQueue queue(2, 1000);
  std::thread one([&] {
    Output output(queue);
    for (int i = 0; i < 5000; ++i) ASSERT_TRUE(output.put(seen(i)));
    ASSERT_TRUE(output.flush());
    queue.end_writer();
  });
  std::thread two([&] { queue.end_writer(); });
  int next = 0;
  while (auto batch = queue.take()) {
    for (const auto& item : *batch) EXPECT_EQ(std::get<SeenDocument>(item).id, std::to_string(next++));
  }
  EXPECT_EQ(next, 5000);
  one.join();
  two.join();
}

TEST(Output, who_waits_for_room_is_told_when_nothing_is_taken_any_more) {
  ItemQueue queue(1, 1);
  Result<void> result;
  std::thread writer([&] {
    Output output(queue);
    while (result) result = output.put(ScopeEvent{.scope = "t"});
  });
  queue.abandon();
  writer.join();
  EXPECT_EQ(result.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(result.error().reason, "stopped");
}

TEST(ItemQueue, gives_the_items_of_all_batches_one_by_one) {
  ItemQueue queue(1, 1000);
  for (const auto* ids : {"ab", "c"}) {
    ItemQueue::Batch batch;
    for (const char id : std::string_view(ids)) batch.push_back(SeenDocument{.id = std::string(1, id), .scope = "t"});
    ASSERT_TRUE(queue.put(std::move(batch), 1));
  }
  queue.end_writer();
  std::string given;
  while (const auto item = queue.next()) given += std::get<SeenDocument>(*item).id;
  EXPECT_EQ(given, "abc");
}

}  // namespace
}  // namespace headrace::sources::database
