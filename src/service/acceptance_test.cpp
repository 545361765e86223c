// The acceptance checks of docs/spec/connector-service.md 23 that look at single documents; docs/reference/service-checks.md lists where
// the others are.

#include "service/sync_fixture.h"

namespace headrace::service {
namespace {

using control::SyncJobType;

constexpr std::size_t mebibyte = 1 << 20;

// docs/spec/connector-service.md 23, 1: the rows of the table in 11.4
class DecisionTable : public SyncTest {
 protected:
  DecisionTable() { backend_.put_document("content", "known", R"({"id":"known","_timestamp":"t1","old":true})"); }
  void exclude_drafts() {
    plan_.rules = *control::BasicRules::read(
        *json::parse(R"([{"id":"r","policy":"exclude","field":"state","rule":"equals","value":"draft","order":1}])"));
  }
};

TEST_F(DecisionTable, row_1_what_the_rules_reject_is_counted_and_not_written) {
  exclude_drafts();
  script_->add("known");
  script_->add("draft", json::object({{"state", "draft"}}));
  EXPECT_EQ(run(), "");
  EXPECT_EQ(counters().filtered, 1);
  EXPECT_EQ(ids(), std::vector<std::string>({"known"}));
}

TEST_F(DecisionTable, row_1_a_filtered_document_that_exists_is_deleted) {
  exclude_drafts();
  script_->add("known", json::object({{"state", "draft"}}));
  EXPECT_EQ(run(), "");
  EXPECT_EQ(counters().filtered, 1);
  EXPECT_EQ(counters().deleted, 1);
  EXPECT_TRUE(ids().empty());
}

TEST_F(DecisionTable, row_2_an_incremental_job_skips_a_document_with_the_same_time_stamp) {
  plan_.type = SyncJobType::incremental;
  script_->add("known", json::object({{"_timestamp", "t1"}}));
  EXPECT_EQ(run(), "");
  EXPECT_EQ(backend_.bulks, 0);
  EXPECT_EQ(counters().unchanged, 1);
  EXPECT_TRUE(document("known").find("old")) << "as it was";
}

TEST_F(DecisionTable, row_2_does_not_hold_for_a_full_job_another_time_stamp_or_none) {
  script_->add("known", json::object({{"_timestamp", "t1"}}));
  EXPECT_EQ(run(), "");
  EXPECT_EQ(counters().indexed, 1) << "a full job writes all";
  plan_.type = SyncJobType::incremental;
  for (const auto& fields : {json::object({{"_timestamp", "t2"}}), json::object({{"n", 1}})}) {
    script_ = std::make_shared<TestScript>();
    script_->add("known", fields);
    EXPECT_EQ(run(), "");
    EXPECT_EQ(counters().indexed, 1) << json::write(fields);
  }
}

TEST_F(DecisionTable, row_3_a_known_document_is_replaced_whole_and_gets_no_time_stamp) {
  script_->add("known", json::object({{"n", 1}}));
  EXPECT_EQ(run(), "");
  EXPECT_EQ(json::write(document("known")), R"({"n":1,"id":"known"})");
  EXPECT_EQ(counters().deleted, 0);
}

TEST_F(DecisionTable, row_4_a_new_document_gets_a_time_stamp_when_it_has_none) {
  script_->add("known");
  script_->add("new", json::object({{"n", 1}}));
  script_->add("dated", json::object({{"_timestamp", "t9"}}));
  EXPECT_EQ(run(), "");
  EXPECT_EQ(json::write(document("new")), R"({"n":1,"_timestamp":"2026-08-20T15:00:00+00:00","id":"new"})");
  EXPECT_EQ(json::write(document("dated")), R"({"_timestamp":"t9","id":"dated"})");
}

TEST_F(DecisionTable, in_the_end_what_the_source_did_not_give_is_deleted) {
  script_->add("new");
  EXPECT_EQ(run(), "");
  EXPECT_EQ(ids(), std::vector<std::string>({"new"}));
  EXPECT_EQ(counters().deleted, 1);
}

TEST_F(DecisionTable, deletions_are_withheld_after_an_error_of_the_source) {
  script_->add("new");
  script_->add_error("the line went dead");
  EXPECT_NE(run(), "");
  EXPECT_EQ(ids(), std::vector<std::string>({"known", "new"}));
  EXPECT_EQ(counters().deleted, 0);
}

// docs/spec/connector-service.md 22, 14
TEST_F(DecisionTable, the_id_of_the_source_takes_the_place_of_a_field_id) {
  script_->add("known", json::object({{"id", 7}}));
  EXPECT_EQ(run(), "");
  EXPECT_EQ(json::write(document("known")), R"({"id":"known"})");
}

// docs/spec/connector-service.md 22, 7
TEST_F(DecisionTable, a_document_whose_download_fails_is_written_without_its_text) {
  script_->add_content("known", "secret.txt", "unreadable");
  EXPECT_EQ(run(), "");
  EXPECT_EQ(json::write(document("known")), R"({"id":"known"})");
  EXPECT_EQ(counters().without_text, 1);
}

// docs/spec/connector-service.md 22, 9
TEST_F(DecisionTable, a_rule_that_does_not_suit_a_value_does_not_match_and_the_sync_goes_on) {
  plan_.rules =
      *control::BasicRules::read(*json::parse(R"([{"id":"r","policy":"exclude","field":"n","rule":"<","value":"many","order":1}])"));
  script_->add("known", json::object({{"n", 7}}));
  script_->add("null", json::object({{"n", nullptr}}));
  EXPECT_EQ(run(), "");
  EXPECT_EQ(counters().indexed, 2);
}

// docs/spec/connector-service.md 23, 4
class TextCap : public SyncTest {
 protected:
  TextCap() { plan_.limits.bulk_bytes = 10 * mebibyte; }
  /// A document whose body has exactly so many bytes.
  json::Value fields_for(std::size_t bytes, const std::string& id) {
    constexpr std::string_view frame = R"({"f":"","_timestamp":"t","id":""})";
    return json::object({{"f", std::string(bytes - frame.size() - id.size(), 'x')}, {"_timestamp", "t"}});
  }
};

TEST_F(TextCap, three_mebibytes_pass_and_one_byte_more_is_dropped) {
  ASSERT_EQ(plan_.limits.max_document_bytes, 3 * mebibyte) << "the default";
  script_->add("exact", fields_for(3 * mebibyte, "exact"));
  script_->add("more", fields_for(3 * mebibyte + 1, "more"));
  EXPECT_EQ(run(), "");
  EXPECT_EQ(ids(), std::vector<std::string>({"exact"}));
  EXPECT_EQ(backend_.documents("content")["exact"].size(), 3 * mebibyte);
  EXPECT_EQ(counters().failed, 1);
}

TEST_F(TextCap, with_an_attachment_even_null_a_document_is_never_dropped) {
  auto fields = fields_for(4 * mebibyte, "1");
  fields.set("_attachment", nullptr);
  script_->add("1", fields);
  script_->add_members("2", R"("f":")" + std::string(4 * mebibyte, 'x') + R"(","_attachment":null)");
  EXPECT_EQ(run(), "");
  EXPECT_EQ(ids(), std::vector<std::string>({"1", "2"}));
}

TEST_F(TextCap, deletions_are_never_dropped) {
  plan_.limits.max_document_bytes = 1;
  backend_.put_document("content", "gone", "{}");
  EXPECT_EQ(run(), "");
  EXPECT_TRUE(ids().empty());
}

TEST_F(TextCap, without_a_limit_everything_passes) {
  plan_.limits.max_document_bytes = 0;
  script_->add("1", fields_for(4 * mebibyte, "1"));
  EXPECT_EQ(run(), "");
  EXPECT_EQ(ids(), std::vector<std::string>({"1"}));
}

}  // namespace
}  // namespace headrace::service
