#include "service/sync.h"

#include <gtest/gtest.h>

#include "service/sync_fixture.h"

namespace headrace::service {
namespace {

/// Counts as a fault of the test when it is read.
class UnreadableContent final : public sources::Content {
 public:
  [[nodiscard]] std::string_view name() const override { return "a.txt"; }
  [[nodiscard]] std::uint64_t size() const override { return 1; }
  Result<std::string> read(std::uint64_t) override {
    ADD_FAILURE() << "a download of what has not changed";
    return "";
  }
};

using Ids = std::vector<std::string>;

TEST_F(SyncTest, every_document_arrives_with_its_id_and_time_stamp) {
  script_->add("1", json::object({{"title", "one"}}));
  script_->add("2", json::object({{"title", "two"}, {"_timestamp", "t"}}));
  EXPECT_EQ(run(), "");
  EXPECT_EQ(json::write(document("1")), R"({"title":"one","_timestamp":"2026-08-20T15:00:00+00:00","id":"1"})");
  EXPECT_EQ(json::write(document("2")), R"({"title":"two","_timestamp":"t","id":"2"})");
  EXPECT_EQ(counters().indexed, 2);
  EXPECT_EQ(counters().volume_bytes, static_cast<std::int64_t>(json::write(document("1")).size() + json::write(document("2")).size()));
}

TEST_F(SyncTest, a_known_document_is_replaced_and_gets_no_time_stamp) {
  backend_.put_document("content", "1", R"({"id":"1","old":true})");
  script_->add("1", json::object({{"title", "one"}}));
  EXPECT_EQ(run(), "");
  EXPECT_EQ(json::write(document("1")), R"({"title":"one","id":"1"})");
}

TEST_F(SyncTest, what_the_source_has_no_more_is_deleted) {
  backend_.put_document("content", "gone", R"({"id":"gone"})");
  backend_.put_document("content", "stays", R"({"id":"stays"})");
  script_->add("stays");
  EXPECT_EQ(run(), "");
  EXPECT_EQ(ids(), Ids({"stays"}));
  EXPECT_EQ(counters().deleted, 1);
}

TEST_F(SyncTest, a_document_that_the_rules_reject_is_deleted) {
  plan_.rules = *control::BasicRules::read(
      *json::parse(R"([{"id":"r","policy":"exclude","field":"secret","rule":"equals","value":"true","order":1}])"));
  backend_.put_document("content", "1", R"({"id":"1"})");
  script_->add("1", json::object({{"secret", true}}));
  script_->add("2");
  EXPECT_EQ(run(), "");
  EXPECT_EQ(ids(), Ids({"2"}));
  EXPECT_EQ(counters().filtered, 1);
}

TEST_F(SyncTest, a_read_that_breaks_off_deletes_nothing_and_keeps_what_came) {
  backend_.put_document("content", "old", R"({"id":"old"})");
  script_->add("1");
  script_->add_error("the line went dead");
  EXPECT_EQ(run(), "The source was not read to its end, so nothing was deleted: the line went dead");
  EXPECT_EQ(ids(), Ids({"1", "old"}));
  EXPECT_EQ(counters().indexed, 1);
}

TEST_F(SyncTest, an_incomplete_scope_withholds_deletions_and_is_named) {
  backend_.put_document("content", "old", R"({"id":"old"})");
  script_->add("1", json::object({}), "table a");
  script_->add_failure("", "no rights", "table b");
  script_->incomplete_scopes = {"table b"};
  const auto error = run();
  EXPECT_TRUE(error.starts_with("The read is incomplete, so nothing was deleted of what was not read to its end: [table b].")) << error;
  EXPECT_EQ(ids(), Ids({"1", "old"}));
}

TEST_F(SyncTest, a_document_that_cannot_be_read_is_counted_and_not_deleted) {
  backend_.put_document("content", "1", R"({"id":"1"})");
  script_->add_failure("1", "permission denied");
  EXPECT_EQ(run(), "");
  EXPECT_EQ(ids(), Ids({"1"}));
  EXPECT_EQ(counters().failed, 1);
  EXPECT_EQ(json::write(counters().metadata()),
            R"({"failed_document_count":1,"documents_without_text":0,"failed_documents":[{"id":"1","reason":"permission denied"}]})");
}

TEST_F(SyncTest, a_source_that_is_not_there_deletes_nothing) {
  backend_.put_document("content", "1", R"({"id":"1"})");
  script_->broken = "The folder /data does not exist.";
  EXPECT_EQ(run(), "The folder /data does not exist.");
  EXPECT_EQ(ids(), Ids({"1"}));
}

TEST_F(SyncTest, more_deletions_than_allowed_fail_before_the_first) {
  plan_.limits.max_delete_ratio = 0.5;
  for (const auto* id : {"1", "2", "3"}) backend_.put_document("content", id, R"({})");
  script_->add("1");
  const auto error = run();
  EXPECT_TRUE(error.starts_with("Nothing was deleted: 2 of the 3 documents in [content]")) << error;
  EXPECT_EQ(ids(), Ids({"1", "2", "3"}));
}

TEST_F(SyncTest, a_bulk_request_that_fails_ends_the_sync_without_deletions) {
  plan_.limits.bulk_entries = 2;
  plan_.limits.queue_bytes = 10;
  backend_.put_document("content", "old", R"({"id":"old"})");
  for (int i = 0; i < 100; ++i) script_->add(std::to_string(i));
  backend_.failing_bulk = 3;
  EXPECT_EQ(run(), "the target hung up");
  EXPECT_EQ(counters().indexed, 2) << "counters are what the index accepted";
  EXPECT_EQ(ids(), Ids({"0", "1", "old"}));
}

TEST_F(SyncTest, refused_documents_are_counted_one_by_one) {
  backend_.refuse("2", {.reason = "mapper_parsing_exception"});
  for (const auto* id : {"1", "2", "3"}) script_->add(id);
  EXPECT_EQ(run(), "");
  EXPECT_EQ(counters().indexed, 2);
  EXPECT_EQ(counters().failed, 1);
}

TEST_F(SyncTest, too_many_refused_documents_end_the_sync) {
  for (int i = 0; i < 20; ++i) {
    const auto id = std::to_string(i);
    backend_.refuse(id, {.reason = "no"});
    script_->add(id);
  }
  EXPECT_TRUE(run().starts_with("The index refused too many documents: 11 errors in a row (limit 10)."));
}

TEST_F(SyncTest, text_of_files_goes_into_the_body) {
  script_->add_content("1", "notes.txt", "hello world");
  script_->add_content("2", "picture.png", "....");
  script_->add_content("3", "secret.txt", "unreadable");
  EXPECT_EQ(run(), "");
  EXPECT_EQ(document("1").text("body"), "hello world");
  EXPECT_EQ(document("2").find("body"), nullptr);
  EXPECT_EQ(document("3").find("body"), nullptr) << "the document itself is kept";
  EXPECT_EQ(counters().without_text, 2);
}

TEST_F(SyncTest, without_extraction_contents_are_not_even_read) {
  plan_.extracts_text = false;
  script_->add_content("1", "notes.txt", "unreadable");
  EXPECT_EQ(run(), "");
  EXPECT_EQ(counters().without_text, 0);
}

TEST_F(SyncTest, files_that_are_too_large_and_texts_that_are_too_long_stay_out) {
  plan_.limits.max_file_bytes = 2000;
  plan_.limits.max_document_bytes = 1000;
  script_->add_content("file", "large.txt", std::string(2001, 'x'));
  script_->add_content("text", "long.txt", std::string(1500, 'x'));
  script_->add("fields", json::object({{"f", std::string(1500, 'x')}}));
  script_->add("attachment", json::object({{"_attachment", std::string(1500, 'x')}}));
  EXPECT_EQ(run(), "");
  EXPECT_EQ(ids(), Ids({"attachment", "file", "text"}));
  EXPECT_EQ(counters().without_text, 2);
  EXPECT_EQ(counters().failed, 1);
}

TEST_F(SyncTest, an_incremental_job_leaves_alone_what_has_not_changed) {
  plan_.type = control::SyncJobType::incremental;
  backend_.put_document("content", "same", R"({"id":"same","_timestamp":"t1"})");
  backend_.put_document("content", "new", R"({"id":"new","_timestamp":"t1"})");
  script_->add("same", json::object({{"_timestamp", "t1"}}));
  script_->add("new", json::object({{"_timestamp", "t2"}}));
  EXPECT_EQ(run(), "");
  EXPECT_EQ(counters().unchanged, 1);
  EXPECT_EQ(counters().indexed, 1);
  EXPECT_EQ(counters().deleted, 0);
  EXPECT_EQ(document("new").text("_timestamp"), "t2");
}

TEST_F(SyncTest, a_stopped_sync_ends_in_the_middle_of_a_read_and_deletes_nothing) {
  backend_.put_document("content", "old", R"({"id":"old"})");
  script_->add("1");
  script_->add_gate();
  script_->add("2");
  std::thread stopper([&] {
    script_->wait_until_at_gate();
    sync_->stop();
    script_->open_gate();
  });
  EXPECT_EQ(run(), "");
  stopper.join();
  EXPECT_TRUE(sync_->is_stopped());
  EXPECT_TRUE(backend_.documents("content").contains("old"));
}

TEST_F(SyncTest, operations_that_the_index_is_too_busy_for_are_tried_again) {
  backend_.refuse("1", {.may_retry = true, .reason = "429"}, 2);
  script_->add("1");
  script_->add("2");
  std::atomic<bool> is_over = false;
  std::thread turner([&] {
    while (!is_over) clock_.advance(std::chrono::milliseconds(100));
  });
  EXPECT_EQ(run(), "");
  is_over = true;
  turner.join();
  EXPECT_EQ(counters().indexed, 2);
  EXPECT_EQ(counters().failed, 0);
  EXPECT_EQ(backend_.bulks, 3);
}

using Kind = sources::ScopeEvent::Kind;

// docs/spec/connector-service.md 22, 1: one table of several cannot be read.
TEST_F(SyncTest, only_the_scope_that_failed_keeps_its_documents) {
  script_->names_scopes_in_ids = true;
  for (const auto* id : {"a/gone", "b/gone", "c/gone"}) backend_.put_document("content", id, "{}");
  script_->add("a/1", json::object({}), "a");
  script_->add_event(Kind::complete, "a");
  script_->add("b/1", json::object({}), "b");
  script_->add_event(Kind::failed, "b", "permission denied for table b");
  script_->add_event(Kind::complete, "c");
  const auto error = run();
  EXPECT_NE(error.find("[b] (permission denied for table b)"), std::string::npos) << error;
  EXPECT_EQ(ids(), Ids({"a/1", "b/1", "b/gone"}));
  EXPECT_EQ(counters().deleted, 2);
}

TEST_F(SyncTest, what_cannot_be_read_by_its_nature_is_told_and_keeps_its_documents) {
  script_->names_scopes_in_ids = true;
  for (const auto* id : {"a/gone", "view/1"}) backend_.put_document("content", id, "{}");
  script_->add_event(Kind::complete, "a");
  script_->add_event(Kind::skipped, "view", "it has no primary key");
  EXPECT_EQ(run(), "");
  EXPECT_EQ(ids(), Ids({"view/1"}));
  EXPECT_EQ(json::write(counters().metadata()), R"({"skipped_scopes":[{"scope":"view","reason":"it has no primary key"}]})");
}

TEST_F(SyncTest, a_ratio_of_deletions_counts_what_would_be_deleted_only) {
  script_->names_scopes_in_ids = true;
  plan_.limits.max_delete_ratio = 0.5;
  for (const auto* id : {"a/1", "b/1", "b/2", "b/3"}) backend_.put_document("content", id, "{}");
  script_->add_event(Kind::complete, "a");
  script_->add_event(Kind::failed, "b", "gone");
  EXPECT_FALSE(run().empty());
  EXPECT_EQ(ids(), Ids({"b/1", "b/2", "b/3"}));
}

TEST_F(SyncTest, rows_go_into_the_body_as_they_are_and_rules_see_them) {
  plan_.rules =
      *control::BasicRules::read(*json::parse(R"([{"id":"r","policy":"exclude","field":"n","rule":"equals","value":"2","order":1}])"));
  script_->add_members("1", R"("n":1,"_timestamp":"t")");
  script_->add_members("2", R"("n":2,"_timestamp":"t")");
  EXPECT_EQ(run(), "");
  EXPECT_EQ(backend_.documents("content"), (std::map<std::string, std::string>{{"1", R"({"n":1,"_timestamp":"t","id":"1"})"}}));
  EXPECT_EQ(counters().filtered, 1);
}

TEST_F(SyncTest, an_incremental_job_does_not_write_rows_whose_content_is_the_same) {
  plan_.type = control::SyncJobType::incremental;
  backend_.put_document("content", "1", R"({"n":1,"_timestamp":"earlier","id":"1"})");
  backend_.put_document("content", "2", R"({"n":2,"_timestamp":"earlier","id":"2"})");
  script_->add_members("1", R"("n":1,"_timestamp":"now")");
  script_->add_members("2", R"("n":3,"_timestamp":"now")");
  EXPECT_EQ(run(), "");
  EXPECT_EQ(counters().unchanged, 1);
  EXPECT_EQ(counters().indexed, 1);
  EXPECT_EQ(document("2").text("_timestamp"), "now");
}

TEST_F(SyncTest, a_full_job_writes_all_unless_it_is_told_to_skip_what_is_the_same) {
  backend_.put_document("content", "1", R"({"n":1,"_timestamp":"earlier","id":"1"})");
  script_->add_members("1", R"("n":1,"_timestamp":"now")");
  EXPECT_EQ(run(), "");
  EXPECT_EQ(counters().indexed, 1);
  plan_.limits.skip_unchanged = true;
  EXPECT_EQ(run(), "");
  EXPECT_EQ(counters().indexed, 0);
  EXPECT_EQ(counters().unchanged, 1);
}

TEST_F(SyncTest, a_source_that_knows_its_changes_tells_what_to_write_merge_and_delete) {
  plan_.type = control::SyncJobType::incremental;
  plan_.cursor = json::object({{"at", 7}});
  script_->has_changes = true;
  script_->cursor = json::object({{"at", 9}});
  for (const auto* id : {"merged", "gone", "stays"}) backend_.put_document("content", id, R"({"old":true})");
  script_->add("new");
  script_->add_change("merged", sources::DocumentAction::update, json::object({{"n", 1}}));
  script_->add_change("gone", sources::DocumentAction::remove);
  EXPECT_EQ(run(), "");
  EXPECT_EQ(ids(), Ids({"merged", "new", "stays"}));
  EXPECT_EQ(json::write(script_->asked_from), R"({"at":7})");
  EXPECT_EQ(json::write(*sync_->cursor()), R"({"at":9})");
}

// DESIGN 5, 4. The clock stands still, so the checkpoint is the one that is written at the end of an attempt.
TEST_F(SyncTest, a_sync_goes_on_where_an_earlier_attempt_stopped_with_its_counters) {
  plan_.job_id = "job";
  script_->can_resume = true;
  backend_.put_document("content", "gone", "{}");
  for (const auto* id : {"1", "2"}) script_->add(id);
  script_->add_event(Kind::position, "all", "after 2");
  script_->add("3");
  script_->add_error("the line went dead");
  EXPECT_FALSE(run().empty());
  EXPECT_EQ(ids(), Ids({"1", "2", "3", "gone"}));

  plan_.ran_before = true;
  script_ = std::make_shared<TestScript>();
  script_->can_resume = true;
  script_->add_seen("1");
  script_->add_seen("2");
  for (const auto* id : {"3", "4"}) script_->add(id);
  script_->add_event(Kind::complete, "all");
  EXPECT_EQ(run(), "");
  EXPECT_TRUE(sync_->is_resumed());
  EXPECT_EQ(script_->asked_to_resume.at("all").position, "after 2");
  EXPECT_EQ(ids(), Ids({"1", "2", "3", "4"}));
  EXPECT_EQ(counters().indexed, 4) << "each document once, over both attempts";
  EXPECT_EQ(counters().deleted, 1);
  EXPECT_EQ(counters().attempts, 2);
  sync_->forget_checkpoint();
  EXPECT_TRUE(backend_.documents(std::string(checkpoints_index)).empty());
}

TEST_F(SyncTest, a_long_sync_tells_how_fast_it_is_and_how_long_it_will_take) {
  plan_.limits.bulk_entries = 2;
  script_->add_item([] { return sources::ScopeEvent{.kind = Kind::begun, .scope = "all", .expected = 100}; });
  script_->add("1");
  script_->add_item([this] {
    clock_.advance(std::chrono::seconds(40));
    return sources::ScopeEvent{.kind = Kind::begun, .scope = "all"};
  });
  for (int i = 2; i <= 20; ++i) script_->add(std::to_string(i));
  script_->add_event(Kind::complete, "all");
  EXPECT_EQ(run(), "");
  sync_->flush_notes();
  std::string told;
  for (const auto& [id, body] : backend_.documents(std::string(job_log_index))) {
    if (body.contains(R"("event":"progress")")) told += body;
  }
  EXPECT_TRUE(told.contains(" of about 100 documents read, ")) << told;
  EXPECT_TRUE(told.contains(" s left.")) << told;
}

TEST_F(SyncTest, without_a_checkpoint_a_sync_starts_anew_and_says_so) {
  plan_.job_id = "job";
  plan_.ran_before = true;
  script_->can_resume = true;
  script_->add("1");
  EXPECT_EQ(run(), "");
  EXPECT_FALSE(sync_->is_resumed());
  sync_->flush_notes();
  const auto log = backend_.documents(std::string(job_log_index));
  EXPECT_TRUE(std::ranges::any_of(log, [](const auto& line) { return line.second.contains("there is no checkpoint"); }));
}

// docs/spec/connector-service.md 23, 14
TEST_F(SyncTest, identities_are_added_merged_and_deleted) {
  plan_.type = control::SyncJobType::access_control;
  plan_.identities = true;
  for (const auto* id : {"changed", "gone"}) backend_.put_document("content", id, R"({"old":true})");
  script_->add("new", json::object({{"identity", json::object({{"email", "n@x"}})}}));
  script_->add("changed", json::object({{"identity", json::object({{"email", "c@x"}})}}));
  EXPECT_EQ(run(), "");
  EXPECT_TRUE(script_->was_asked_for_identities);
  EXPECT_EQ(ids(), Ids({"changed", "new"}));
  EXPECT_EQ(counters().deleted, 1);
}

TEST_F(SyncTest, with_access_control_switched_off_every_identity_is_deleted) {
  plan_.type = control::SyncJobType::access_control;
  backend_.put_document("content", "1", "{}");
  script_->add("2");
  EXPECT_EQ(run(), "");
  EXPECT_FALSE(script_->was_asked_for_identities);
  EXPECT_EQ(ids(), Ids());
}

TEST_F(SyncTest, what_failed_is_listed_with_its_place_and_reason) {
  plan_.job_id = "job";
  plan_.connector_id = "c";
  backend_.refuse("2", {.reason = "mapper_parsing_exception"});
  for (const auto* id : {"1", "2"}) script_->add(id);
  script_->add_failure("3", "permission denied");
  EXPECT_EQ(run(), "");
  sync_->flush_notes();
  std::set<std::string> told;
  for (const auto& [id, body] : backend_.documents(std::string(job_failures_index))) {
    const auto line = *json::parse(body);
    EXPECT_EQ(line.text("sync_job_id"), "job");
    EXPECT_EQ(line.text("connector_id"), "c");
    told.insert(std::string(line.text("document_id")) + " " + std::string(line.text("stage")) + " " + std::string(line.text("reason")));
  }
  EXPECT_EQ(told, (std::set<std::string>{"2 index mapper_parsing_exception", "3 source permission denied"}));
}

TEST_F(SyncTest, contents_are_read_side_by_side_and_all_arrive) {
  constexpr int count = 500;
  for (int i = 0; i < count; ++i) script_->add_content(std::to_string(i), "notes.txt", "text " + std::to_string(i));
  EXPECT_EQ(run(), "");
  for (int i = 0; i < count; ++i) EXPECT_EQ(document(std::to_string(i)).text("body"), "text " + std::to_string(i));
}

// docs/spec/connector-service.md 23, 13
TEST_F(SyncTest, an_incremental_job_over_unchanged_documents_does_nothing) {
  plan_.type = control::SyncJobType::incremental;
  for (const auto* id : {"1", "2"}) {
    backend_.put_document("content", id, std::string(R"({"_timestamp":"t","id":")") + id + R"("})");
    script_->add_item([id] {
      return sources::SourceDocument{
          .id = id, .scope = "all", .fields = json::object({{"_timestamp", "t"}}), .content = std::make_unique<UnreadableContent>()};
    });
  }
  EXPECT_EQ(run(), "");
  EXPECT_EQ(backend_.bulks, 0) << "no writes and no deletions";
  EXPECT_EQ(counters().without_text, 0) << "no downloads";
}

}  // namespace
}  // namespace headrace::service
