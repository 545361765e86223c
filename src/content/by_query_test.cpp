#include "content/by_query.h"

#include <fmt/format.h>

#include "content/bulk_run.h"
#include "content/engine_fixture.h"

namespace headrace::content {
namespace {

PipelineRunner no_pipelines() { return {std::make_shared<const Pipelines::All>(), {}}; }

class DeleteByQueryTest : public EngineFixture {
 protected:
  void fill(const std::string& index, int count) {
    std::string body;
    for (int i = 0; i < count; ++i) body += fmt::format("{{\"index\":{{\"_id\":\"{}\"}}}}\n{{\"n\":{}}}\n", i, i % 2);
    IndexingPressure pressure(1 << 20);
    auto held = pressure.take(0);
    EXPECT_TRUE(run(run_bulk(engine(), no_pipelines(), {body}, {.index = index}, *held, [](const BulkItem&) { return std::size_t{0}; })));
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

class UpdateByQueryTest : public DeleteByQueryTest {
 protected:
  engine::Document document(const std::string& index, const std::string& id) { return *value_of(run(engine().content().get(index, id))); }
};

TEST_F(UpdateByQueryTest, each_that_matches_is_written_once_more_as_it_is) {
  fill("a", 2500);
  const auto before = document("a", "1");
  const auto done = value_of(run(update_by_query(engine(), {.indices = {"a"}, .query = {engine::Terms{"n", {json::Value(1)}}}})));
  EXPECT_EQ(done.total, 1250U);
  EXPECT_EQ(done.updated, 1250U);
  EXPECT_EQ(done.deleted, 0U);
  EXPECT_EQ(document("a", "1").version, 2U);
  EXPECT_GT(document("a", "1").seq_no, before.seq_no);
  EXPECT_EQ(*document("a", "1").source, *before.source);
  EXPECT_EQ(document("a", "2").version, 1U);
}

TEST_F(UpdateByQueryTest, what_is_to_be_left_alone_is_no_update_and_what_fails_ends_it) {
  fill("a", 4);
  const auto touch = [](engine::Write& write) -> Result<bool> {
    if (*write.id == "3") return fail(ErrorKind::illegal_argument, "no");
    write.source = R"({"n":9})";
    return *write.id != "2";
  };
  const auto done = value_of(run(update_by_query(engine(), {.indices = {"a"}}, touch)));
  EXPECT_EQ(done.total, 4U);
  EXPECT_EQ(done.updated, 2U);
  EXPECT_EQ(done.noops, 1U);
  ASSERT_EQ(done.failures.size(), 1U);
  EXPECT_EQ(done.failures.front().id, "3");
  EXPECT_EQ(*document("a", "1").source, R"({"n":9})");
  EXPECT_EQ(document("a", "2").version, 1U);
}

TEST_F(UpdateByQueryTest, an_index_that_is_deleted_meanwhile_is_not_made_again) {
  fill("a", 2);
  const auto deletes = [&](engine::Write& write) -> Result<bool> {
    if (*write.id == "0") EXPECT_TRUE(run(engine().content().delete_index("a")));
    return true;
  };
  const auto done = value_of(run(update_by_query(engine(), {.indices = {"a"}}, deletes)));
  ASSERT_EQ(done.failures.size(), 2U);
  EXPECT_EQ(done.failures.front().error.kind, ErrorKind::index_not_found);
  EXPECT_TRUE(value_of(run(engine().content().indices())).empty());
}

TEST_F(UpdateByQueryTest, a_document_that_changes_meanwhile_is_a_conflict) {
  fill("a", 2);
  const auto meanwhile = [](engine::Write& write) -> Result<bool> {
    if (*write.id == "0") write.guard = engine::Guard{99, 1};
    return true;
  };
  EXPECT_EQ(value_of(run(update_by_query(engine(), {.indices = {"a"}}, meanwhile))).failures.size(), 1U);
  const auto done = value_of(run(update_by_query(engine(), {.indices = {"a"}, .proceed_on_conflict = true}, meanwhile)));
  EXPECT_EQ(done.version_conflicts, 1U);
  EXPECT_EQ(done.updated, 1U);
  EXPECT_TRUE(done.failures.empty());
}

TEST(UpdateByQueryBody, has_a_query_and_bounds_and_no_script) {
  ByQuery wanted;
  ASSERT_TRUE(read_update_by_query(R"({"query":{"ids":{"values":["1"]}},"max_docs":3,"conflicts":"proceed"})", {}, wanted));
  EXPECT_EQ(wanted.max_docs, 3U);
  EXPECT_TRUE(wanted.proceed_on_conflict);
  EXPECT_TRUE(read_update_by_query("", {}, wanted));
  EXPECT_EQ(reason_of(read_update_by_query(R"({"script":{}})", {}, wanted)), "updates by script are not supported by this server");
  EXPECT_EQ(reason_of(read_update_by_query(R"({"foo":1})", {}, wanted)), "request does not support [foo]");
  EXPECT_FALSE(read_update_by_query(R"({"conflicts":"maybe"})", {}, wanted));
}

}  // namespace
}  // namespace headrace::content
