#include "content/update_body.h"

#include <gtest/gtest.h>

namespace headrace::content {
namespace {

struct Update {
  engine::Write write;
  std::vector<std::string> invalid;
  Result<std::optional<SourceFilter>> shown;
};

Update read(std::string_view text) {
  Update update;
  update.write.action = engine::Write::Action::update;
  update.write.id = "1";
  update.shown = read_update_body(text, update.write, update.invalid);
  return update;
}

std::string reason(std::string_view text) {
  const auto update = read(text);
  if (!update.shown) return update.shown.error().reason;
  return update.invalid.empty() ? "no error" : update.invalid.front();
}

TEST(UpdateBody, its_parts_go_into_the_write) {
  const auto update = read(R"({"doc":{"a":1},"upsert":{"b":2},"doc_as_upsert":true,"detect_noop":false,"_source":["a"]})");
  ASSERT_TRUE(update.shown) << update.shown.error().reason;
  EXPECT_EQ(json::write(*update.write.doc), R"({"a":1})");
  EXPECT_EQ(json::write(*update.write.upsert), R"({"b":2})");
  EXPECT_TRUE(update.write.doc_as_upsert);
  EXPECT_FALSE(update.write.detect_noop);
  EXPECT_TRUE(update.shown->has_value());
}

TEST(UpdateBody, noops_are_detected_unless_told_otherwise) {
  const auto update = read(R"({"doc":{}})");
  EXPECT_TRUE(update.write.detect_noop);
  EXPECT_FALSE(update.write.doc_as_upsert);
  EXPECT_FALSE(update.shown->has_value());
}

TEST(UpdateBody, a_guard_may_stand_in_it) {
  const auto update = read(R"({"doc":{},"if_seq_no":3,"if_primary_term":1})");
  ASSERT_TRUE(update.write.guard);
  EXPECT_EQ(update.write.guard->seq_no, 3U);
}

TEST(UpdateBody, what_is_missing_or_too_much_is_found) {
  EXPECT_EQ(reason("{}"), "script or doc is missing");
  EXPECT_EQ(reason(R"({"doc":{},"script":"x"})"), "can't provide both script and doc");
  EXPECT_EQ(reason(R"({"script":"x"})"), "updates by script are not supported by this server");
  EXPECT_EQ(reason(R"({"script":"x","doc_as_upsert":true})"), "doc must be specified if doc_as_upsert is enabled");
  EXPECT_EQ(reason(""), "request body is required");
  EXPECT_EQ(reason(R"({"dok":{}})"), "[1:2] [UpdateRequest] unknown field [dok] did you mean [doc]?");
}

}  // namespace
}  // namespace headrace::content
