#include "engine/embedded/database.h"
#include "engine/embedded/engine_fixture.h"

namespace headrace::engine::embedded {
namespace {

class Recovery : public EngineFixture {
 protected:
  /// Does something to the state's database while no engine has it, then opens an engine again.
  void while_closed(const std::function<void(rocksdb::DB&)>& change) {
    engine_->close();
    engine_.reset();
    {
      auto database = Database::open(folder_.path() / "state", {.write_buffer = std::size_t{1} << 20, .block_cache = nullptr});
      ASSERT_TRUE(database) << database.error().reason;
      change((*database)->rocks());
    }
    restart();
  }
};

TEST_F(Recovery, list_records_of_another_layout_are_made_anew_from_the_documents) {
  ASSERT_TRUE(index(jobs, "b", R"({"status":"pending","created_at":"2026-01-01T00:00:00Z"})"));
  ASSERT_TRUE(index(jobs, "a", R"({"status":"pending","created_at":"2026-01-02T00:00:00Z"})"));
  while_closed([](rocksdb::DB& rocks) {
    ASSERT_TRUE(rocks.Delete({}, std::string(list_layout_key)).ok());
    ASSERT_TRUE(rocks.DeleteRange({}, rocks.DefaultColumnFamily(), "L", "M").ok());
  });
  EXPECT_EQ(listed({.index = jobs, .filters = {{"status", {"pending"}}}}), (std::vector<std::string>{"b", "a"}));
  restart();
  EXPECT_EQ(listed({.index = jobs, .filters = {{"status", {"pending"}}}}), (std::vector<std::string>{"b", "a"}));
}

TEST_F(Recovery, a_list_that_lacks_documents_is_told_and_not_shown) {
  ASSERT_TRUE(index(jobs, "a", "{}"));
  try {
    while_closed([](rocksdb::DB& rocks) { ASSERT_TRUE(rocks.DeleteRange({}, rocks.DefaultColumnFamily(), "L", "M").ok()); });
    FAIL() << "was opened";
  } catch (const std::runtime_error& refused) {
    EXPECT_TRUE(std::string(refused.what()).contains("has 0 documents in its list, but should have 1"));
  }
}

TEST_F(Recovery, documents_that_lie_on_disk_are_read_from_there) {
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(index(jobs, std::to_string(i), fmt::format(R"({{"n":{}}})", i)));
  while_closed([](rocksdb::DB& rocks) { ASSERT_TRUE(rocks.Flush({}).ok()); });
  EXPECT_EQ(source_of(jobs, "42"), R"({"n":42})");
  const auto page = run(state().list({.index = jobs, .filters = {}}));
  ASSERT_TRUE(page);
  EXPECT_EQ(page->count, 100U);
  ASSERT_EQ(page->documents.size(), 100U);
  EXPECT_EQ(*page->documents.at(10).source, R"({"n":18})");
  EXPECT_EQ(update(jobs, "42", R"({"n":1})")->version, 2U);
  EXPECT_EQ(source_of(jobs, "42"), R"({"n":1})");
}

}  // namespace
}  // namespace headrace::engine::embedded
