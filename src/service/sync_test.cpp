#include "service/sync.h"

#include <gtest/gtest.h>

#include "service/memory_backend.h"
#include "service/test_source.h"

namespace headrace::service {
namespace {

const base::Instant start = *base::parse_instant("2026-08-20T15:00:00Z");

class SyncTest : public ::testing::Test {
 protected:
  SyncTest() { plan_.index = "content"; }

  /// Runs a sync over the script; the error text, or "".
  std::string run() {
    type_ = test_source_type(script_);
    plan_.source = &type_;
    sync_ = std::make_unique<Sync>(plan_, backend_.content(""), clock_);
    const auto result = sync_->run();
    return result ? "" : result.error().reason;
  }
  std::vector<std::string> ids() {
    std::vector<std::string> ids;
    for (const auto& [id, body] : backend_.documents("content")) ids.push_back(id);
    return ids;
  }
  json::Value document(const std::string& id) { return *json::parse(backend_.documents("content")[id]); }
  const SyncCounters& counters() { return sync_->counters(); }

  base::ManualClock clock_{start};
  MemoryBackend backend_{clock_};
  std::shared_ptr<TestScript> script_ = std::make_shared<TestScript>();
  SyncPlan plan_;
  sources::SourceType type_;
  std::unique_ptr<Sync> sync_;
};

using Ids = std::vector<std::string>;

TEST_F(SyncTest, every_document_arrives_with_its_id_and_time_stamp) {
  script_->add("1", json::object({{"title", "one"}}));
  script_->add("2", json::object({{"title", "two"}, {"_timestamp", "t"}}));
  EXPECT_EQ(run(), "");
  EXPECT_EQ(json::write(document("1")), R"({"title":"one","id":"1","_timestamp":"2026-08-20T15:00:00+00:00"})");
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
  EXPECT_TRUE(error.starts_with("The read is incomplete, so nothing was deleted. Not read to the end: [table b].")) << error;
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

}  // namespace
}  // namespace headrace::service
