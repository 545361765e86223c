#include "content/delete_by_query.h"

#include <fmt/format.h>

#include "content/bulk_run.h"
#include "content/engine_fixture.h"

namespace headrace::content {
namespace {

PipelineRunner no_pipelines(engine::Engine& engine) { return {engine, std::make_shared<const Pipelines::All>(), {}}; }

class DeleteByQueryTest : public EngineFixture {
 protected:
  void fill(const std::string& index, int count) {
    std::string body;
    for (int i = 0; i < count; ++i) body += fmt::format("{{\"index\":{{\"_id\":\"{}\"}}}}\n{{\"n\":{}}}\n", i, i % 2);
    EXPECT_TRUE(run(run_bulk(engine(), no_pipelines(engine()), body, {.index = index}, [](const BulkItem&) {})));
  }
  std::uint64_t count(const std::string& index) {
    engine::SearchRequest request;
    request.indices = {index};
    return value_of(run(engine().content().search(std::move(request)))).total;
  }
};

TEST_F(DeleteByQueryTest, all_that_match_are_deleted_from_all_indices) {
  fill("a", 2500);
  fill("b", 3);
  const auto done = value_of(run(delete_by_query(engine(), {.indices = {"a", "b"}, .query = {engine::MatchAll{}}})));
  EXPECT_EQ(done.total, 2503U);
  EXPECT_EQ(done.deleted, 2503U);
  EXPECT_EQ(done.batches, 4U);
  EXPECT_TRUE(done.failures.empty());
  EXPECT_EQ(count("a"), 0U);
  EXPECT_EQ(count("b"), 0U);
}

TEST_F(DeleteByQueryTest, the_others_stay) {
  fill("a", 10);
  const auto done = value_of(run(delete_by_query(engine(), {.indices = {"a"}, .query = {engine::Terms{"n", {json::Value(1)}}}})));
  EXPECT_EQ(done.deleted, 5U);
  EXPECT_EQ(count("a"), 5U);
}

TEST_F(DeleteByQueryTest, max_docs_is_the_most_that_go) {
  fill("a", 10);
  const auto done = value_of(run(delete_by_query(engine(), {.indices = {"a"}, .query = {engine::MatchAll{}}, .max_docs = 4})));
  EXPECT_EQ(done.total, 4U);
  EXPECT_EQ(count("a"), 6U);
}

}  // namespace
}  // namespace headrace::content
