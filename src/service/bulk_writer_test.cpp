#include "service/bulk_writer.h"

#include <gtest/gtest.h>

#include "service/memory_backend.h"

namespace headrace::service {
namespace {

Operation index_of(const std::string& id, std::size_t bytes = 2) { return {.id = id, .body = std::string(bytes - id.size(), ' ')}; }
Operation removal_of(const std::string& id) { return {.kind = Operation::Kind::remove, .id = id}; }

/// The sizes of the requests that these operations make.
std::vector<std::size_t> requests_for(const std::vector<Operation>& operations, std::size_t max_entries, std::uint64_t max_bytes) {
  Batcher batcher(max_entries, max_bytes);
  std::vector<Batch> batches;
  for (const auto& operation : operations) batcher.add(operation, batches);
  if (auto rest = batcher.take()) batches.push_back(std::move(*rest));
  std::vector<std::size_t> sizes;
  for (const auto& batch : batches) sizes.push_back(batch.operations.size());
  return sizes;
}

using Sizes = std::vector<std::size_t>;

// docs/spec/connector-service.md 23, 3

TEST(Batcher, documents_count_two_entries) { EXPECT_EQ(requests_for(std::vector(251, index_of("a")), 500, 1000000), Sizes({250, 1})); }

TEST(Batcher, deletions_count_one_entry) { EXPECT_EQ(requests_for(std::vector(500, removal_of("a")), 500, 1000000), Sizes({500})); }

TEST(Batcher, a_mixed_batch_never_has_more_entries) {
  std::vector<Operation> operations(499, removal_of("a"));
  operations.push_back(index_of("b"));
  EXPECT_EQ(requests_for(operations, 500, 1000000), Sizes({499, 1}));
}

TEST(Batcher, batches_are_bounded_in_bytes) {
  std::vector<Operation> operations;
  for (const std::size_t size : {10, 10, 10, 10, 20}) operations.push_back(index_of("a", size));
  EXPECT_EQ(requests_for(operations, 500, 50), Sizes({4, 1}));
}

TEST(Batcher, an_oversized_document_goes_alone) {
  EXPECT_EQ(requests_for({index_of("a", 10), index_of("b", 100), index_of("c", 10)}, 500, 50), Sizes({1, 1, 1}));
}

class BulkWriterTest : public ::testing::Test {
 protected:
  std::unique_ptr<BulkWriter> make(WriterOptions options = {.index = "content"}, std::size_t lanes = 1) {
    std::vector<std::unique_ptr<ContentTarget>> targets;
    for (std::size_t i = 0; i < lanes; ++i) targets.push_back(backend_.content(""));
    return std::make_unique<BulkWriter>(std::move(targets), counters_, std::move(options));
  }
  static Operation document(int number) { return {.id = std::to_string(number), .body = R"({"n":)" + std::to_string(number) + "}"}; }

  base::ManualClock clock_{*base::parse_instant("2026-08-20T15:00:00Z")};
  MemoryBackend backend_{clock_};
  SyncCounters counters_;
};

TEST_F(BulkWriterTest, an_id_twice_in_one_request_counts_once) {
  const auto writer = make();
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(writer->add(document(1)));
  EXPECT_TRUE(writer->finish());
  EXPECT_EQ(counters_.indexed, 1);
}

// docs/spec/connector-service.md 23, 5 and 22, 4: a full queue is handed on by answers, not by a clock, which stands still here.
TEST_F(BulkWriterTest, a_full_queue_is_handed_on_at_once) {
  const auto writer = make({.index = "content", .max_entries = 1000, .queue_bytes = 200}, 3);
  for (int i = 0; i < 8000; ++i) ASSERT_TRUE(writer->add(document(i)));
  ASSERT_TRUE(writer->finish());
  EXPECT_EQ(counters_.indexed, 8000);
  EXPECT_EQ(backend_.documents("content").size(), 8000U);
}

TEST_F(BulkWriterTest, the_last_of_two_operations_on_an_id_wins_over_any_number_of_lanes) {
  const auto writer = make({.index = "content", .max_entries = 4}, 5);
  for (int round = 0; round < 50; ++round) {
    for (int id = 0; id < 20; ++id) ASSERT_TRUE(writer->add({.id = std::to_string(id), .body = std::to_string(round)}));
  }
  ASSERT_TRUE(writer->finish());
  for (const auto& [id, body] : backend_.documents("content")) EXPECT_EQ(body, "49") << id;
}

TEST_F(BulkWriterTest, a_mark_holds_when_everything_before_it_is_answered_and_nothing_after_it_counts) {
  const auto writer = make({.index = "content", .max_entries = 6}, 2);
  writer->begin_with({{"old", {.position = "p", .is_complete = true}}}, {.indexed = 100});
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(writer->add(document(i)));
  writer->mark("items", {.position = "9"});
  for (int i = 10; i < 15; ++i) ASSERT_TRUE(writer->add(document(i)));
  ASSERT_TRUE(writer->finish());
  const auto settled = writer->settled();
  EXPECT_EQ(settled.accepted.indexed, 110);
  EXPECT_EQ(settled.scopes.at("items").position, "9");
  EXPECT_TRUE(settled.scopes.at("old").is_complete);
  EXPECT_EQ(counters_.indexed, 15);
}

TEST_F(BulkWriterTest, a_request_that_fails_is_told_once_and_ends_all_lanes) {
  int told = 0;
  const auto writer = make({.index = "content", .max_entries = 2, .on_failure = [&] { ++told; }}, 2);
  backend_.failing_bulk = 2;
  bool goes_on = true;
  for (int i = 0; goes_on && i < 10000; ++i) goes_on = writer->add(document(i));
  const auto finished = writer->finish();
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().reason, "the target hung up");
  EXPECT_FALSE(writer->add(document(1)));
  writer->abandon();
  EXPECT_EQ(told, 1);
}

// docs/spec/connector-service.md 13: counters are what the target has accepted, also when nobody wants the rest.
TEST_F(BulkWriterTest, what_is_on_its_way_when_it_is_abandoned_still_counts) {
  std::unique_ptr<BulkWriter> writer;
  const auto abandon_within_request = [&](std::chrono::milliseconds) {
    writer->abandon();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));  // lets a finish() that does not wait be over
    return false;
  };
  writer = make({.index = "content", .pause = abandon_within_request});
  backend_.refuse("1", {.may_retry = true, .reason = "429"}, 1);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(writer->add(document(i)));
  EXPECT_TRUE(writer->finish());
  EXPECT_EQ(counters_.indexed, 4);
}

TEST_F(BulkWriterTest, what_was_accepted_before_a_retry_failed_counts) {
  const auto writer = make({.index = "content", .pause = [](std::chrono::milliseconds) { return true; }});
  backend_.refuse("1", {.may_retry = true, .reason = "429"}, 1);
  backend_.failing_bulk = 2;
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(writer->add(document(i)));
  EXPECT_FALSE(writer->finish());
  EXPECT_EQ(counters_.indexed, 4);
}

// docs/spec/connector-service.md 11.8: a target that is too busy gets fewer requests at once, and more again when it keeps up.
TEST(Throttle, halves_when_the_target_is_busy_and_grows_when_it_keeps_up) {
  Throttle throttle(8);
  const auto once = [&](bool was_busy) {
    ASSERT_TRUE(throttle.enter());
    throttle.leave(was_busy);
  };
  once(true);
  EXPECT_EQ(throttle.allowed(), 4U);
  for (int i = 0; i < 5; ++i) once(true);
  EXPECT_EQ(throttle.allowed(), 1U);
  for (int i = 0; i < 100; ++i) once(false);
  EXPECT_EQ(throttle.allowed(), 8U);
}

TEST(SyncCounters, mebibytes_are_rounded_half_to_even) {
  SyncCounters counters;
  for (const auto& [bytes, mebibytes] : {std::pair(524288, 0), {524289, 1}, {1572864, 2}, {2621440, 2}}) {
    counters.volume_bytes = bytes;
    EXPECT_EQ(counters.volume(), mebibytes) << bytes;
  }
}

}  // namespace
}  // namespace headrace::service
