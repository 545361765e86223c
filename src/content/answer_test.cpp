#include "content/answer.h"

#include <gtest/gtest.h>

namespace headrace::content {
namespace {

engine::Document document() { return {"i", "a\"b", std::make_shared<const std::string>(R"({"x" : 1.10,"y":2})"), 3, 5, 1}; }

std::string found(const SourceFilter& filter) {
  std::string out;
  write_found(document(), filter, out);
  return out;
}

std::string written(engine::Outcome outcome, bool refreshed) {
  std::string out;
  write_written({"i", "1", outcome, 2, 4, 1}, refreshed, out);
  return out;
}

TEST(Answer, a_found_document_shows_its_source_as_it_was_stored) {
  EXPECT_EQ(found({}), R"("_index":"i","_id":"a\"b","_version":3,"_seq_no":5,"_primary_term":1,"found":true,"_source":{"x" : 1.10,"y":2})");
  EXPECT_EQ(found(SourceFilter({"y"}, {})),
            R"("_index":"i","_id":"a\"b","_version":3,"_seq_no":5,"_primary_term":1,"found":true,"_source":{"y":2})");
  EXPECT_EQ(found(SourceFilter::nothing()), R"("_index":"i","_id":"a\"b","_version":3,"_seq_no":5,"_primary_term":1,"found":true)");
}

TEST(Answer, a_document_that_was_not_found_says_so) { EXPECT_EQ(write_not_found("i", "1"), R"({"_index":"i","_id":"1","found":false})"); }

TEST(Answer, a_write_tells_what_became_of_it) {
  EXPECT_EQ(
      written(engine::Outcome::created, false),
      R"("_index":"i","_id":"1","_version":2,"result":"created","_shards":{"total":1,"successful":1,"failed":0},"_seq_no":4,"_primary_term":1)");
  EXPECT_EQ(
      written(engine::Outcome::updated, true),
      R"("_index":"i","_id":"1","_version":2,"result":"updated","forced_refresh":true,"_shards":{"total":1,"successful":1,"failed":0},"_seq_no":4,"_primary_term":1)");
  EXPECT_EQ(
      written(engine::Outcome::noop, true),
      R"("_index":"i","_id":"1","_version":2,"result":"noop","_shards":{"total":0,"successful":0,"failed":0},"_seq_no":4,"_primary_term":1)");
}

TEST(Answer, outcomes_have_their_status) {
  EXPECT_EQ(status_of(engine::Outcome::created), 201U);
  EXPECT_EQ(status_of(engine::Outcome::not_found), 404U);
  for (const auto outcome : {engine::Outcome::updated, engine::Outcome::deleted, engine::Outcome::noop})
    EXPECT_EQ(status_of(outcome), 200U);
}

}  // namespace
}  // namespace headrace::content
