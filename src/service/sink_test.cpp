#include "service/sink.h"

#include <gtest/gtest.h>

namespace headrace::service {
namespace {

/// Remembers how many operations each request had.
class CountingTarget final : public ContentTarget {
 public:
  Result<void> ensure_index(const std::string&, const json::Value&) override { return {}; }
  Result<std::optional<json::Value>> document(const std::string&, const std::string&) override { return std::nullopt; }
  Result<bool> has_pipeline(const std::string&) override { return false; }
  Result<void> scan(const std::string&, const std::function<bool(const StoredDocument&)>&) override { return {}; }
  Result<std::vector<ItemOutcome>> bulk(const std::string&, const std::string&, std::span<const Operation> operations) override {
    requests.push_back(operations.size());
    return std::vector<ItemOutcome>(operations.size(), {.accepted = true});
  }
  Result<std::uint64_t> count(const std::string&) override { return 0; }

  std::vector<std::size_t> requests;
};

Operation index_of(const std::string& id, std::size_t bytes = 2) { return {.id = id, .body = std::string(bytes - id.size(), ' ')}; }
Operation removal_of(const std::string& id) { return {.kind = Operation::Kind::remove, .id = id}; }

/// The sizes of the requests that these operations make.
std::vector<std::size_t> requests_for(const std::vector<Operation>& operations, std::size_t max_entries, std::uint64_t max_bytes) {
  CountingTarget target;
  SyncCounters counters;
  Sink sink(target, counters, {.index = "i", .max_entries = max_entries, .max_bytes = max_bytes});
  for (const auto& operation : operations) EXPECT_TRUE(sink.add(operation));
  EXPECT_TRUE(sink.flush());
  return target.requests;
}

using Sizes = std::vector<std::size_t>;

// docs/spec/connector-service.md 23, 3

TEST(Sink, documents_count_two_entries) { EXPECT_EQ(requests_for(std::vector(251, index_of("a")), 500, 1000000), Sizes({250, 1})); }

TEST(Sink, deletions_count_one_entry) { EXPECT_EQ(requests_for(std::vector(500, removal_of("a")), 500, 1000000), Sizes({500})); }

TEST(Sink, a_mixed_batch_never_has_more_entries) {
  std::vector<Operation> operations(499, removal_of("a"));
  operations.push_back(index_of("b"));
  EXPECT_EQ(requests_for(operations, 500, 1000000), Sizes({499, 1}));
}

TEST(Sink, batches_are_bounded_in_bytes) {
  std::vector<Operation> operations;
  for (const std::size_t size : {10, 10, 10, 10, 20}) operations.push_back(index_of("a", size));
  EXPECT_EQ(requests_for(operations, 500, 50), Sizes({4, 1}));
}

TEST(Sink, an_oversized_document_goes_alone) {
  EXPECT_EQ(requests_for({index_of("a", 10), index_of("b", 100), index_of("c", 10)}, 500, 50), Sizes({1, 1, 1}));
}

TEST(Sink, an_id_twice_in_one_batch_counts_once) {
  CountingTarget target;
  SyncCounters counters;
  Sink sink(target, counters, {.index = "i"});
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(sink.add(index_of("a", 10)));
  EXPECT_TRUE(sink.flush());
  EXPECT_EQ(counters.indexed, 1);
}

TEST(Sink, mebibytes_are_rounded_half_to_even) {
  SyncCounters counters;
  for (const auto& [bytes, mebibytes] : {std::pair(524288, 0), {524289, 1}, {1572864, 2}, {2621440, 2}}) {
    counters.volume_bytes = bytes;
    EXPECT_EQ(counters.volume(), mebibytes) << bytes;
  }
}

}  // namespace
}  // namespace headrace::service
