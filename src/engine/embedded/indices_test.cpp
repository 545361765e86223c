#include "engine/embedded/engine_fixture.h"

namespace headrace::engine::embedded {
namespace {

class Indices : public EngineFixture {
 protected:
  Result<IndexInfo> create(IndexInfo wanted) { return run(content().create_index(std::move(wanted))); }
  Result<IndexInfo> create(const std::string& name, std::vector<Alias> aliases = {}) {
    IndexInfo wanted;
    wanted.name = name;
    wanted.aliases = std::move(aliases);
    return create(std::move(wanted));
  }
  std::vector<std::string> names(DocumentStore& store) {
    std::vector<std::string> found;
    const auto infos = run(store.indices());
    for (const auto& info : *infos) found.push_back(info.name);
    return found;
  }
};

TEST_F(Indices, those_of_the_state_are_there_from_the_start) {
  EXPECT_EQ(names(state()), (std::vector<std::string>{std::string(secrets_index), jobs, connectors, std::string(claims_index),
                                                      std::string(pipelines_index), std::string(security_index)}));
  EXPECT_EQ(names(content()), std::vector<std::string>{});
  const auto all = run(state().indices());
  EXPECT_EQ((*all)[2].aliases, std::vector<Alias>{std::string(connectors_alias)});
  EXPECT_EQ((*all)[1].mappings.at_path("properties.connector.properties.id.type")->as_string(), "keyword");
  EXPECT_EQ((*all)[2].mappings.text("dynamic"), "false");
}

TEST_F(Indices, those_of_the_state_can_be_neither_made_nor_deleted) {
  EXPECT_TRUE(reason_of(run(state().create_index(*run(state().indices())->begin())), ErrorKind::resource_already_exists)
                  .ends_with("] already exists"));
  EXPECT_TRUE(reason_of(run(state().delete_index(jobs)), ErrorKind::illegal_argument).contains("cannot be deleted"));
}

TEST_F(Indices, what_was_given_at_creation_is_kept) {
  IndexInfo wanted;
  wanted.name = "i";
  wanted.aliases = {"a"};
  wanted.mappings = json::object({{"dynamic", false}});
  wanted.settings = json::object({{"x", "1"}});
  const auto made = create(wanted);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->uuid.size(), 22U);
  EXPECT_EQ(made->created_at, clock_.now());
  restart();
  const auto kept = run(content().indices())->at(0);
  EXPECT_EQ(kept.uuid, made->uuid);
  EXPECT_EQ(kept.created_at, made->created_at);
  EXPECT_EQ(kept.mappings, made->mappings);
  EXPECT_EQ(kept.settings, made->settings);
  EXPECT_EQ(kept.aliases, std::vector<Alias>{"a"});
  ASSERT_TRUE(index("a", "1", "{}"));
  EXPECT_EQ(source_of("i", "1"), "{}");
}

TEST_F(Indices, a_name_is_given_once) {
  ASSERT_TRUE(create("i", {"a"}));
  const auto again = create("i");
  EXPECT_EQ(reason_of(again, ErrorKind::resource_already_exists),
            fmt::format("index [i/{}] already exists", run(content().indices())->at(0).uuid));
  EXPECT_EQ(again.error().metadata.at(0).first, "index_uuid");
  EXPECT_EQ(reason_of(create("a"), ErrorKind::invalid_index_name), "Invalid index name [a], already exists as alias");
  EXPECT_EQ(reason_of(create("_x"), ErrorKind::invalid_index_name), "Invalid index name [_x], must not start with '_', '-', or '+'");
  EXPECT_FALSE(create("j", {"i"}));
}

TEST_F(Indices, documents_and_bytes_are_counted) {
  ASSERT_TRUE(index("i", "1", "{}"));
  ASSERT_TRUE(index("i", "2", R"({"a":1})"));
  ASSERT_TRUE(index("i", "2", R"({"a":12})"));
  ASSERT_TRUE(remove("i", "1"));
  restart();
  const auto info = run(content().indices())->at(0);
  EXPECT_EQ(info.documents, 1U);
  EXPECT_EQ(info.bytes, 8U);
}

TEST_F(Indices, a_deleted_index_takes_its_documents_along) {
  ASSERT_TRUE(index("i", "1", "{}"));
  ASSERT_TRUE(index("h", "1", "{}"));
  ASSERT_TRUE(run(content().delete_index("i")));
  EXPECT_EQ(source_of("i", "1"), "error: no such index [i]");
  EXPECT_EQ(reason_of(run(content().delete_index("i")), ErrorKind::index_not_found), "no such index [i]");
  EXPECT_EQ(index("i", "2", "{}")->seq_no, 0U);
  EXPECT_EQ(source_of("i", "1"), "none");
  restart();
  EXPECT_EQ(source_of("i", "1"), "none");
  EXPECT_EQ(source_of("i", "2"), "{}");
  EXPECT_EQ(source_of("h", "1"), "{}");
}

TEST_F(Indices, an_alias_cannot_be_deleted_in_place_of_its_index) {
  ASSERT_TRUE(create("i", {"a"}));
  EXPECT_TRUE(reason_of(run(content().delete_index("a")), ErrorKind::illegal_argument).contains("matches an alias"));
}

}  // namespace
}  // namespace headrace::engine::embedded
