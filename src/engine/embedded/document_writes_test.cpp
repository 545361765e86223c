#include "engine/embedded/engine_fixture.h"

namespace headrace::engine::embedded {
namespace {

using namespace std::string_literals;

class DocumentWrites : public EngineFixture {};

TEST_F(DocumentWrites, versions_count_per_document_and_seq_nos_per_index) {
  const auto first = index("i", "1", "{}");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->outcome, Outcome::created);
  EXPECT_EQ(first->version, 1U);
  EXPECT_EQ(first->seq_no, 0U);
  EXPECT_EQ(index("i", "2", "{}")->seq_no, 1U);
  const auto again = index("i", "1", R"({"a":1})");
  EXPECT_EQ(again->outcome, Outcome::updated);
  EXPECT_EQ(again->version, 2U);
  EXPECT_EQ(again->seq_no, 2U);
  EXPECT_EQ(index("j", "1", "{}")->seq_no, 0U);
  const auto found = run(content().get("i", "1"));
  EXPECT_EQ((*found)->version, 2U);
  EXPECT_EQ((*found)->seq_no, 2U);
  EXPECT_EQ((*found)->primary_term, 1U);
}

TEST_F(DocumentWrites, any_bytes_make_an_id_up_to_512) {
  const std::vector<std::string> ids{
      "a\0b"s, "a"s, "a\0"s, "a/b"s, "../x"s, "\xC3\xA4\xE2\x82\xAC"s, std::string(512, 'x'), std::string(511, 'x')};
  for (const auto& id : ids) ASSERT_TRUE(index("i", id, json::write(json::object({{"n", id.size()}}))));
  for (const auto& id : ids) EXPECT_EQ(source_of("i", id), fmt::format(R"({{"n":{}}})", id.size()));
  EXPECT_EQ(run(content().indices())->at(0).documents, ids.size());
  EXPECT_TRUE(reason_of(index("i", std::string(513, 'x'), "{}"), ErrorKind::illegal_argument)
                  .ends_with("must be no longer than 512 bytes but was: 513"));
  EXPECT_EQ(reason_of(index("i", "", "{}"), ErrorKind::illegal_argument), "if _id is specified it must not be empty");
}

TEST_F(DocumentWrites, a_document_without_id_gets_one) {
  const auto made = write({.action = Write::Action::create, .index = "i", .id = {}, .source = "{}"});
  ASSERT_TRUE(made);
  EXPECT_EQ(made->id.size(), 20U);
  EXPECT_EQ(source_of("i", made->id), "{}");
}

TEST_F(DocumentWrites, create_refuses_what_there_is) {
  const Write create{.action = Write::Action::create, .index = "i", .id = "1", .source = "{}"};
  EXPECT_EQ(write(create)->outcome, Outcome::created);
  const auto refused = write(create);
  EXPECT_EQ(reason_of(refused, ErrorKind::version_conflict), "[1]: version conflict, document already exists (current version [1])");
  EXPECT_EQ(refused.error().metadata.at(1).second, "0");
  EXPECT_EQ(refused.error().metadata.at(2).second, "i");
}

TEST_F(DocumentWrites, a_guard_lets_through_only_what_it_names) {
  Write guarded{.index = "i", .id = "1", .source = R"({"a":1})", .guard = Guard{5, 1}};
  EXPECT_EQ(reason_of(write(guarded), ErrorKind::version_conflict),
            "[1]: version conflict, required seqNo [5], primary term [1]. but no document was found");
  ASSERT_TRUE(index("i", "1", "{}"));
  guarded.guard = Guard{0, 1};
  EXPECT_EQ(write(guarded)->version, 2U);
  EXPECT_EQ(reason_of(write(guarded), ErrorKind::version_conflict),
            "[1]: version conflict, required seqNo [0], primary term [1]. current document has seqNo [1] and primary term [1]");
  Write removal{.action = Write::Action::remove, .index = "i", .id = "1", .source = {}, .guard = Guard{0, 1}};
  EXPECT_FALSE(write(removal));
  removal.guard = Guard{1, 2};
  EXPECT_FALSE(write(removal));
  removal.guard = Guard{1, 1};
  EXPECT_EQ(write(removal)->outcome, Outcome::deleted);
}

TEST_F(DocumentWrites, updates_merge_and_notice_when_nothing_changes) {
  // docs/spec/document-api.md 6
  ASSERT_TRUE(index("i", "1", R"({"a":{"x":1,"y":[1,2]},"e":"boom"})"));
  const auto changed = update("i", "1", R"({"a":{"y":[3]},"e":null,"a.x":9})");
  EXPECT_EQ(changed->outcome, Outcome::updated);
  EXPECT_EQ(source_of("i", "1"), R"({"a":{"x":1,"y":[3]},"e":null,"a.x":9})");
  const auto same = update("i", "1", R"({"e":null,"a":{"x":1}})");
  EXPECT_EQ(same->outcome, Outcome::noop);
  EXPECT_EQ(same->version, changed->version);
  EXPECT_EQ(same->seq_no, changed->seq_no);
  const Write forced{
      .action = Write::Action::update, .index = "i", .id = "1", .source = {}, .doc = json::object({{"e", nullptr}}), .detect_noop = false};
  EXPECT_EQ(write(forced)->version, changed->version + 1);
  Write stale = forced;
  stale.detect_noop = true;
  stale.guard = Guard{0, 1};
  EXPECT_TRUE(reason_of(write(stale), ErrorKind::version_conflict).starts_with("[1]: version conflict, required seqNo [0]"));
}

TEST_F(DocumentWrites, updates_of_what_is_missing_fail_or_insert) {
  EXPECT_EQ(reason_of(update("i", "1", "{}"), ErrorKind::document_missing), "[1]: document missing");
  Write wanted{
      .action = Write::Action::update, .index = "i", .id = "1", .source = {}, .doc = json::object({{"a", 1}}), .doc_as_upsert = true};
  EXPECT_EQ(write(wanted)->outcome, Outcome::created);
  EXPECT_EQ(write(wanted)->outcome, Outcome::noop);
  wanted.id = "2";
  wanted.doc_as_upsert = false;
  wanted.upsert = json::object({{"b", 2}});
  EXPECT_EQ(write(wanted)->outcome, Outcome::created);
  EXPECT_EQ(source_of("i", "2"), R"({"b":2})");
}

TEST_F(DocumentWrites, a_removal_counts_and_one_of_nothing_is_not_found) {
  ASSERT_TRUE(index("i", "1", "{}"));
  const auto gone = remove("i", "1");
  EXPECT_EQ(gone->outcome, Outcome::deleted);
  EXPECT_EQ(gone->version, 2U);
  EXPECT_EQ(gone->seq_no, 1U);
  const auto again = remove("i", "1");
  EXPECT_EQ(again->outcome, Outcome::not_found);
  EXPECT_EQ(again->version, 3U);
  EXPECT_EQ(again->seq_no, 2U);
  EXPECT_EQ(reason_of(remove("none", "1"), ErrorKind::index_not_found), "no such index [none]");
}

TEST_F(DocumentWrites, items_of_one_call_stand_for_themselves_and_see_each_other) {
  std::vector<Write> writes;
  writes.push_back({.index = "i", .id = "1", .source = R"({"a":1})"});
  writes.push_back({.action = Write::Action::create, .index = "i", .id = "1", .source = "{}"});
  writes.push_back({.index = "Bad", .id = "1", .source = "{}"});
  writes.push_back({.action = Write::Action::update, .index = "i", .id = "1", .source = {}, .doc = json::object({{"b", 2}})});
  writes.push_back({.action = Write::Action::remove, .index = "i", .id = "9", .source = {}});
  const auto results = run(content().write(std::move(writes)));
  ASSERT_TRUE(results);
  ASSERT_EQ(results->size(), 5U);
  EXPECT_TRUE((*results)[0]);
  EXPECT_EQ((*results)[1].error().kind, ErrorKind::version_conflict);
  EXPECT_EQ(reason_of((*results)[2], ErrorKind::invalid_index_name), "Invalid index name [Bad], must be lowercase");
  EXPECT_EQ((*results)[3]->outcome, Outcome::updated);
  EXPECT_EQ((*results)[4]->outcome, Outcome::not_found);
  EXPECT_EQ(source_of("i", "1"), R"({"a":1,"b":2})");
}

TEST_F(DocumentWrites, an_alias_of_the_state_leads_to_its_index) {
  const auto made = index(std::string(sync_jobs_alias), "J", R"({"status":"pending"})");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->index, sync_jobs_index);
  EXPECT_EQ(run(state().get(std::string(sync_jobs_alias), "J"))->value().index, sync_jobs_index);
  EXPECT_EQ(listed({.index = jobs, .filters = {{"status", {"pending"}}}}), std::vector<std::string>{"J"});
}

TEST_F(DocumentWrites, what_is_no_object_cannot_be_put_into_the_state) {
  EXPECT_TRUE(reason_of(index(jobs, "J", "[]"), ErrorKind::document_parsing).contains("'J'"));
  EXPECT_TRUE(reason_of(index(jobs, "J", "{"), ErrorKind::document_parsing).contains("'J'"));
  EXPECT_EQ(source_of(jobs, "J"), "none");
}

TEST_F(DocumentWrites, versions_go_on_after_a_removal) {
  index("i", "1", "{}");
  EXPECT_EQ(remove("i", "1")->version, 2U);
  EXPECT_EQ(remove("i", "1")->version, 3U);
  const auto again = index("i", "1", "{}");
  EXPECT_EQ(again->version, 4U);
  EXPECT_EQ(again->outcome, Outcome::created);
  EXPECT_EQ(remove("i", "none")->version, 1U);
  EXPECT_EQ(index("i", "none", "{}")->version, 2U);
  remove("i", "1");
  clock_.advance(std::chrono::seconds(61));
  EXPECT_EQ(index("i", "1", "{}")->version, 1U);
}

TEST_F(DocumentWrites, an_index_that_is_made_anew_knows_no_removals) {
  index("i", "1", "{}");
  remove("i", "1");
  EXPECT_TRUE(run(content().delete_index("i")));
  EXPECT_EQ(index("i", "1", "{}")->version, 1U);
}

TEST_F(DocumentWrites, a_routing_stays_with_its_document) {
  const auto routing = [&] { return run(content().get("i", "1"))->value().routing; };
  write({.index = "i", .id = "1", .source = "{}", .routing = "r"});
  EXPECT_EQ(routing(), "r");
  update("i", "1", R"({"a":1})");
  EXPECT_EQ(routing(), "r");
  restart();
  EXPECT_EQ(routing(), "r");
  index("i", "1", "{}");
  EXPECT_EQ(routing(), "");
}

TEST_F(DocumentWrites, a_removal_finds_the_index_that_a_later_write_makes) {
  const auto results = run(content().write({{.action = Write::Action::remove, .index = "i", .id = "1", .source = {}},
                                            {.action = Write::Action::remove, .index = "none", .id = "1", .source = {}},
                                            {.action = Write::Action::index, .index = "No", .id = "1", .source = "{}"},
                                            {.action = Write::Action::index, .index = "i", .id = "1", .source = "{}"}}));
  ASSERT_TRUE(results);
  EXPECT_EQ((*results)[0]->outcome, Outcome::not_found);
  EXPECT_EQ((*results)[1].error().kind, ErrorKind::index_not_found);
  EXPECT_EQ((*results)[2].error().kind, ErrorKind::invalid_index_name);
  EXPECT_EQ((*results)[3]->outcome, Outcome::created);
}

}  // namespace
}  // namespace headrace::engine::embedded
