// docs/spec/document-api.md 3.12
#include "engine/embedded/engine_fixture.h"

namespace headrace::engine::embedded {
namespace {

class MappingWrites : public EngineFixture {
 protected:
  Result<IndexInfo> create(const std::string& name, std::string_view mappings) {
    return run(content().create_index(
        {.name = name, .uuid = {}, .aliases = {}, .mappings = json::parse(mappings).value(), .settings = json::Value(json::Object{})}));
  }
  std::string mappings_of(std::string_view name) {
    const auto infos = run(content().indices());
    for (const auto& info : *infos)
      if (info.name == name) return json::write(info.mappings);
    return "no such index";
  }
  Result<SearchResult> search(Query query, std::vector<SortKey> sort = {}) {
    SearchRequest request;
    request.indices = {"i"};
    request.query = std::move(query);
    request.sort = std::move(sort);
    return run(content().search(std::move(request)));
  }
};

constexpr auto long_and_text =
    R"({"properties":{"n":{"type":"long"},"t":{"type":"text","fields":{"keyword":{"type":"keyword","ignore_above":256}}}}})";

TEST_F(MappingWrites, documents_add_their_fields_to_the_mapping_for_good) {
  ASSERT_TRUE(index("i", "1", R"({"n":1,"t":"word"})"));
  EXPECT_EQ(mappings_of("i"), long_and_text);
  restart();
  EXPECT_EQ(mappings_of("i"), long_and_text);
  EXPECT_TRUE(reason_of(index("i", "2", R"({"n":"x"})"), ErrorKind::document_parsing)
                  .contains("failed to parse field [n] of type [long] in document with id '2'. Preview of field's value: 'x'"));
  EXPECT_EQ(source_of("i", "2"), "none");
}

TEST_F(MappingWrites, a_bad_document_among_others_fails_alone) {
  std::vector<Write> writes;
  for (const auto* source : {R"({"n":1})", R"({"n":"x","other":1})", R"({"n":"7"})", R"({"other":"text"})"})
    writes.push_back({.action = Write::Action::index, .index = "i", .id = fmt::format("{}", writes.size()), .source = source});
  const auto results = run(content().write(std::move(writes)));
  ASSERT_TRUE(results);
  EXPECT_TRUE(results->at(0));
  EXPECT_FALSE(results->at(1));
  EXPECT_TRUE(results->at(2));
  EXPECT_TRUE(results->at(3)) << "what a refused document would have added is not there";
}

TEST_F(MappingWrites, of_two_that_decide_a_field_at_the_same_moment_one_is_refused) {
  std::optional<Result<std::vector<Result<Written>>>> first, second;
  const auto writes = [](std::string_view source) {
    std::vector<Write> one;
    one.push_back({.action = Write::Action::index, .index = "i", .id = {}, .source = std::string(source)});
    return one;
  };
  std::vector<Awaitable<void>> both;
  both.push_back(keep(content().write(writes(R"({"f":true})")), first));
  both.push_back(keep(content().write(writes(R"({"f":"2024-01-01"})")), second));
  drive_all(std::move(both));
  EXPECT_NE((*first)->front().has_value(), (*second)->front().has_value());
}

TEST_F(MappingWrites, an_update_is_held_against_the_mapping_as_a_whole) {
  ASSERT_TRUE(index("i", "1", R"({"n":1})"));
  EXPECT_TRUE(reason_of(update("i", "1", R"({"n":"x"})"), ErrorKind::document_parsing).contains("field [n] of type [long]"));
  EXPECT_TRUE(update("i", "1", R"({"t":"word"})"));
  EXPECT_EQ(mappings_of("i"), long_and_text);
  Write upsert{.action = Write::Action::update, .index = "i", .id = "2", .source = {}};
  upsert.doc = json::parse(R"({"n":true})").value();
  upsert.doc_as_upsert = true;
  EXPECT_FALSE(write(std::move(upsert)));
  EXPECT_EQ(source_of("i", "2"), "none");
}

TEST_F(MappingWrites, what_is_changed_in_the_catalog_holds_for_the_next_document) {
  ASSERT_TRUE(create("i", R"({"dynamic":"strict"})"));
  EXPECT_EQ(reason_of(index("i", "1", R"({"n":1})"), ErrorKind::strict_dynamic_mapping),
            "[1:6] mapping set to strict, dynamic introduction of [n] within [_doc] is not allowed");
  ASSERT_TRUE(run(content().change_catalog([](CatalogView& catalog) -> Result<void> {
    auto info = *catalog.find("i");
    info.mappings = json::parse(R"({"properties":{"n":{"type":"boolean"}}})").value();
    return catalog.put(std::move(info));
  })));
  EXPECT_FALSE(index("i", "1", R"({"n":1})"));
  EXPECT_TRUE(index("i", "1", R"({"n":true,"m":1})"));
  EXPECT_EQ(mappings_of("i"), R"({"properties":{"n":{"type":"boolean"},"m":{"type":"long"}}})");
  ASSERT_TRUE(run(content().delete_index("i")));
  EXPECT_TRUE(index("i", "1", R"({"n":"text now"})"));
}

TEST_F(MappingWrites, fields_that_no_document_has_are_not_there_for_searches) {
  ASSERT_TRUE(index("i", "1", R"({"n":"7","t":"one word","d":"2024-01-01T10:00:00Z"})"));
  EXPECT_EQ(reason_of(search({}, {{.field = "none"}}), ErrorKind::search_phase_execution), "all shards failed");
  EXPECT_EQ(reason_of(search({}, {{.field = "t"}}), ErrorKind::search_phase_execution), "all shards failed");
  EXPECT_TRUE(search({}, {{.field = "t.keyword"}}));
  EXPECT_EQ(search({Exists{"none"}})->total, 0U);
  EXPECT_EQ(search({Exists{"t"}})->total, 1U);
  EXPECT_EQ(search({Exists{"t.keyword"}})->total, 1U);
}

TEST_F(MappingWrites, documents_of_the_state_are_taken_as_they_are) {
  EXPECT_TRUE(index(jobs, "J", R"({"created_at":"nonsense","total_document_count":"x","connector":"none"})"));
  EXPECT_TRUE(index(connectors, "C", R"({"last_seen":{},"_id":1})"));
}

}  // namespace
}  // namespace headrace::engine::embedded
