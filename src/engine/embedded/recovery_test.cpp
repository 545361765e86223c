#include <fstream>

#include "engine/embedded/codec.h"
#include "engine/embedded/database.h"
#include "engine/embedded/engine_fixture.h"

namespace headrace::engine::embedded {
namespace {

class Recovery : public EngineFixture {
 protected:
  /// Does something to the state's database while no engine has it, then opens an engine again.
  void while_closed(const std::function<void(rocksdb::DB&)>& change, const std::string& store = "state") {
    engine_->close();
    engine_.reset();
    {
      auto database = Database::open(folder_.path() / store, {.write_buffer = std::size_t{1} << 20, .block_cache = nullptr});
      ASSERT_TRUE(database) << database.error().reason;
      change((*database)->rocks());
    }
    restart();
  }
};

/// The record of an index as format 1 had it.
std::string first_version_of(const IndexDefinition& index) {
  Encoder encoder;
  encoder.number(1).number(index.number).text(index.name).text(index.uuid).number(index.aliases.size());
  for (const auto& alias : index.aliases) encoder.text(alias.name);
  encoder.number(static_cast<std::uint64_t>(index.created_at.time_since_epoch().count()));
  return encoder.text(json::write(index.mappings)).text(json::write(index.settings)).take();
}

void make_records_older(rocksdb::DB& rocks) {
  const std::unique_ptr<rocksdb::Iterator> records(rocks.NewIterator({}));
  std::size_t found = 0;
  for (records->Seek("I"); records->Valid() && records->key().starts_with("I"); records->Next(), ++found) {
    const auto index = decode_definition(records->value().ToStringView());
    ASSERT_TRUE(index);
    ASSERT_TRUE(rocks.Put({}, records->key(), first_version_of(*index)).ok());
  }
  EXPECT_GT(found, 0U);
}

TEST_F(Recovery, a_folder_of_the_first_format_is_taken_over_with_all_that_it_holds) {
  ASSERT_TRUE(run(content().create_index({.name = "i",
                                          .uuid = {},
                                          .aliases = {"a"},
                                          .mappings = json::object({{"dynamic", false}}),
                                          .settings = json::object({{"index", json::object({{"x", "1"}})}})})));
  ASSERT_TRUE(index("a", "1", R"({"a":1})"));
  ASSERT_TRUE(index(connectors, "c", "{}"));
  while_closed(make_records_older, "content");
  while_closed(make_records_older, "state");
  while_closed([&](rocksdb::DB&) { std::ofstream(folder_.path() / "format", std::ios::trunc) << "headrace 1\n"; });
  for (int i = 0; i < 2; ++i) {
    const auto index = run(content().indices())->front();
    EXPECT_EQ(index.name, "i");
    EXPECT_EQ(index.aliases, std::vector<Alias>{"a"});
    EXPECT_EQ(json::write(index.mappings), R"({"dynamic":false})");
    EXPECT_EQ(json::write(index.settings), R"({"index":{"x":"1"}})");
    EXPECT_EQ(source_of("a", "1"), R"({"a":1})");
    EXPECT_EQ(source_of(std::string(connectors_alias), "c"), "{}");
    // What comes now is of the newer form.
    ASSERT_TRUE(run(content().change_catalog([](CatalogView& catalog) -> Result<void> {
      auto changed = catalog.find("i");
      changed->aliases.front().is_write_index = true;
      return catalog.put(std::move(*changed));
    })));
    restart();
    EXPECT_TRUE(run(content().indices())->front().aliases.front().is_write_index.value_or(false));
    ASSERT_TRUE(run(content().change_catalog([](CatalogView& catalog) -> Result<void> {
      auto changed = catalog.find("i");
      changed->aliases.front().is_write_index.reset();
      return catalog.put(std::move(*changed));
    })));
  }
}

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
