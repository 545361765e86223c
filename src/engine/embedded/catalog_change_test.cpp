#include "engine/embedded/engine_fixture.h"

namespace headrace::engine::embedded {
namespace {

class CatalogChanges : public EngineFixture {
 protected:
  void create(const std::string& name, std::vector<Alias> aliases = {}) {
    IndexInfo wanted;
    wanted.name = name;
    wanted.aliases = std::move(aliases);
    ASSERT_TRUE(run(content().create_index(std::move(wanted))));
  }
  Result<void> change(std::function<Result<void>(CatalogView&)> rules) { return run(content().change_catalog(std::move(rules))); }
  /// Changes one index.
  Result<void> change(const std::string& name, const std::function<void(IndexInfo&)>& how) {
    return change([&](CatalogView& catalog) -> Result<void> {
      auto index = catalog.find(name);
      if (!index) return fail(ErrorKind::index_not_found, "no " + name);
      how(*index);
      return catalog.put(std::move(*index));
    });
  }
  Result<void> add_alias(const std::string& name, Alias alias) {
    return change(name, [&](IndexInfo& index) { index.aliases.push_back(std::move(alias)); });
  }
  static Alias written(const std::string& name, bool is_write_index) {
    Alias alias(name);
    alias.is_write_index = is_write_index;
    return alias;
  }
  static IndexTemplate template_of(const std::string& name, const std::string& pattern, std::uint64_t priority) {
    IndexTemplate made;
    made.name = name;
    made.patterns = {pattern};
    made.priority = priority;
    return made;
  }
  IndexInfo info(const std::string& name) {
    const auto all = run(content().indices());
    const auto found = std::ranges::find(*all, name, &IndexInfo::name);
    if (found == all->end()) return {};
    return *found;
  }
};

TEST_F(CatalogChanges, what_an_index_is_stays_changed_over_a_restart) {
  create("i", {"old"});
  ASSERT_TRUE(index("i", "1", "{}"));
  const auto before = info("i");
  ASSERT_TRUE(change("i", [](IndexInfo& index) {
    index.aliases = {"a", "b"};
    index.mappings = json::object({{"dynamic", "strict"}});
    index.settings = json::object({{"index", json::object({{"x", "1"}})}});
    index.documents = 99;
    index.uuid = "other";
  }));
  for (int i = 0; i < 2; ++i) {
    const auto now = info("i");
    EXPECT_EQ(now.aliases, (std::vector<Alias>{"a", "b"}));
    EXPECT_EQ(now.mappings.text("dynamic"), "strict");
    EXPECT_EQ(json::write(now.settings), R"({"index":{"x":"1"}})");
    EXPECT_EQ(now.uuid, before.uuid);
    EXPECT_EQ(now.documents, 1U);
    EXPECT_EQ(source_of("b", "1"), "{}");
    EXPECT_TRUE(source_of("old", "1").starts_with("error: no such index"));
    restart();
  }
}

TEST_F(CatalogChanges, an_error_leaves_everything_as_it_was) {
  create("i");
  create("j");
  const auto refused = change([](CatalogView& catalog) -> Result<void> {
    TRY_VOID(catalog.remove("i"));
    auto index = catalog.find("j");
    index->is_closed = true;
    TRY_VOID(catalog.put(std::move(*index)));
    catalog.put_template(template_of("t", "*", 0));
    EXPECT_FALSE(catalog.find("i"));
    EXPECT_EQ(catalog.templates().size(), 1U);
    return fail(ErrorKind::illegal_argument, "no");
  });
  EXPECT_EQ(reason_of(refused, ErrorKind::illegal_argument), "no");
  EXPECT_EQ(info("i").name, "i");
  EXPECT_FALSE(info("j").is_closed);
  EXPECT_TRUE(run(content().templates())->empty());
}

TEST_F(CatalogChanges, changes_at_the_same_time_all_count) {
  create("i");
  constexpr int callers = 20;
  std::vector<std::optional<Result<void>>> results(callers);
  std::vector<Awaitable<void>> work;
  for (int i = 0; i < callers; ++i) {
    work.push_back(keep(content().change_catalog([i](CatalogView& catalog) -> Result<void> {
      auto index = catalog.find("i");
      index->aliases.emplace_back(fmt::format("a{}", i));
      return catalog.put(std::move(*index));
    }),
                        results[i]));
  }
  drive_all(std::move(work));
  for (const auto& result : results) EXPECT_TRUE(result.value());
  EXPECT_EQ(info("i").aliases.size(), callers);
  restart();
  EXPECT_EQ(info("i").aliases.size(), callers);
}

TEST_F(CatalogChanges, a_closed_index_can_be_neither_read_nor_written_until_it_is_opened) {
  create("i", {"a"});
  ASSERT_TRUE(index("i", "1", "{}"));
  ASSERT_TRUE(change("i", [](IndexInfo& index) { index.is_closed = true; }));
  restart();
  const auto write = index("a", "2", "{}");
  EXPECT_EQ(reason_of(write, ErrorKind::index_closed), "closed");
  EXPECT_EQ(write.error().metadata.at(1).second, "i");
  EXPECT_EQ(reason_of(remove("i", "1"), ErrorKind::index_closed), "closed");
  EXPECT_EQ(source_of("i", "1"), "error: closed");
  SearchRequest search;
  search.indices = {"i"};
  EXPECT_EQ(reason_of(run(content().search(search)), ErrorKind::index_closed), "closed");
  ASSERT_TRUE(change("i", [](IndexInfo& index) { index.is_closed = false; }));
  EXPECT_EQ(source_of("i", "1"), "{}");
  EXPECT_EQ(index("i", "2", "{}")->seq_no, 1U);
}

TEST_F(CatalogChanges, an_alias_of_several_indices_is_written_through_its_write_index_alone) {
  create("i", {"a"});
  EXPECT_EQ(index("a", "1", "{}")->index, "i");
  create("j", {"a"});
  EXPECT_TRUE(reason_of(index("a", "2", "{}"), ErrorKind::illegal_argument).starts_with("no write index is defined for alias [a]."));
  EXPECT_EQ(source_of("a", "1"), "error: alias [a] has more than one index associated with it [i, j], can't execute a single index op");
  ASSERT_TRUE(change("j", [](IndexInfo& index) { index.aliases = {written("a", true)}; }));
  EXPECT_EQ(index("a", "2", "{}")->index, "j");
  EXPECT_EQ(remove("a", "2")->index, "j");
  ASSERT_TRUE(change("i", [](IndexInfo& index) { index.aliases.clear(); }));
  ASSERT_TRUE(change("j", [](IndexInfo& index) { index.aliases = {written("a", false)}; }));
  EXPECT_TRUE(reason_of(index("a", "2", "{}"), ErrorKind::illegal_argument).starts_with("no write index"));
  EXPECT_EQ(source_of("a", "2"), "none");
}

TEST_F(CatalogChanges, aliases_that_cannot_be_are_refused) {
  create("i", {written("a", true)});
  create("j");
  EXPECT_EQ(reason_of(add_alias("j", written("a", true)), ErrorKind::illegal_argument), "alias [a] has more than one write index [i,j]");
  EXPECT_EQ(reason_of(add_alias("j", "i"), ErrorKind::invalid_alias_name),
            "Invalid alias name [i], an index or data stream exists with the same name as the alias");
  EXPECT_EQ(reason_of(add_alias("j", "_x"), ErrorKind::invalid_alias_name),
            "Invalid alias name [_x]: must not start with '_', '-', or '+'");
  EXPECT_TRUE(add_alias("j", "Upper"));
  EXPECT_FALSE(run(content().create_index({.name = "k", .uuid = {}, .aliases = {written("a", true)}, .mappings = {}, .settings = {}})));
}

TEST_F(CatalogChanges, an_alias_takes_the_name_of_an_index_that_goes_in_the_same_change) {
  create("old");
  create("new");
  ASSERT_TRUE(index("old", "1", R"({"a":1})"));
  ASSERT_TRUE(index("new", "1", R"({"a":2})"));
  ASSERT_TRUE(change([](CatalogView& catalog) -> Result<void> {
    TRY_VOID(catalog.remove("old"));
    auto index = catalog.find("new");
    index->aliases = {"old"};
    return catalog.put(std::move(*index));
  }));
  EXPECT_EQ(source_of("old", "1"), R"({"a":2})");
  restart();
  EXPECT_EQ(source_of("old", "1"), R"({"a":2})");
  EXPECT_EQ(run(content().indices())->size(), 1U);
}

TEST_F(CatalogChanges, a_template_makes_indices_by_name_and_by_a_first_write) {
  const auto templates = [](CatalogView& catalog) -> Result<void> {
    auto low = template_of("low", "log-*", 1);
    low.aliases = {"low"};
    low.mappings = json::object({{"dynamic", "strict"}});
    catalog.put_template(std::move(low));
    auto high = template_of("high", "*", 2);
    high.aliases = {"high"};
    catalog.put_template(std::move(high));
    return {};
  };
  ASSERT_TRUE(change(templates));
  restart();
  ASSERT_TRUE(index("log-1", "1", "{}"));
  create("log-2", {"own"});
  EXPECT_EQ(info("log-1").aliases, std::vector<Alias>{"high"});
  EXPECT_EQ(info("log-2").aliases, (std::vector<Alias>{"own", "high"}));
  ASSERT_TRUE(change([](CatalogView& catalog) -> Result<void> {
    EXPECT_TRUE(catalog.remove_template("high"));
    EXPECT_FALSE(catalog.remove_template("high"));
    return {};
  }));
  restart();
  ASSERT_EQ(run(content().templates())->size(), 1U);
  ASSERT_TRUE(index("log-3", "1", "{}"));
  EXPECT_EQ(info("log-3").mappings.text("dynamic"), "strict");
}

TEST_F(CatalogChanges, the_indices_of_the_state_stay_as_they_are) {
  const auto refused = run(state().change_catalog([](CatalogView& catalog) -> Result<void> {
    auto index = catalog.find(jobs);
    index->is_closed = true;
    return catalog.put(std::move(*index));
  }));
  EXPECT_FALSE(refused);
  EXPECT_FALSE(run(state().indices())->at(1).is_closed);
}

}  // namespace
}  // namespace headrace::engine::embedded
