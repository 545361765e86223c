#include "content/source_check.h"

#include <gtest/gtest.h>

namespace headrace::content {
namespace {

std::string checked(std::string_view text) {
  const auto source = checked_source(text);
  if (!source) return source.error().kind == ErrorKind::document_parsing ? "error: " + source.error().reason : "another kind";
  return *source;
}

TEST(SourceCheck, an_object_is_kept_byte_for_byte) {
  for (const auto* text :
       {R"({})", R"({ "b" : 1.10, "a":null, "big":123456789012345678901234567890 })", R"({"a":{"b":[{"c":"ü\u00fc"}]}})"})
    EXPECT_EQ(checked(text), text);
}

TEST(SourceCheck, comments_and_a_byte_order_mark_are_respelled) {
  EXPECT_EQ(checked("\xEF\xBB\xBF{\"a\":1}"), R"({"a":1})");
  EXPECT_EQ(checked(R"({/* x */"a":1})"), R"({"a":1})");
  EXPECT_EQ(checked(R"({"a\"/*":123456789012345678901234567890, "b":"\\"})"), R"({"a\"/*":123456789012345678901234567890, "b":"\\"})");
}

TEST(SourceCheck, what_is_no_object_is_refused) {
  EXPECT_EQ(checked("[]"), "error: [1:1] failed to parse");
  EXPECT_EQ(checked(""), "error: [1:1] failed to parse");
  EXPECT_EQ(checked("{} {}").substr(0, 6), "error:");
  EXPECT_EQ(checked("{\"a\":NaN}").substr(0, 6), "error:");
  EXPECT_EQ(checked("{\"a\":\"\xFF\"}").substr(0, 6), "error:");
}

TEST(SourceCheck, a_member_twice_is_refused_at_any_depth) {
  EXPECT_EQ(checked(R"({"a":1,"a":2})").substr(0, 6), "error:");
  EXPECT_EQ(checked(R"({"x":[{"a":1,"a":2}]})").substr(0, 6), "error:");
  EXPECT_EQ(checked(R"({"a":1,"\u0061":2})").substr(0, 6), "error:");
  std::string many = "{";
  for (int i = 0; i < 40; ++i) many += "\"k" + std::to_string(i) + "\":1,";
  EXPECT_EQ(checked(many + "\"z\":1}"), many + "\"z\":1}");
  EXPECT_EQ(checked(many + "\"k7\":1}").substr(0, 6), "error:");
}

TEST(SourceCheck, nesting_is_bounded) {
  const auto nested = [](int levels) { return std::string(R"({"a":)") + std::string(levels, '[') + std::string(levels, ']') + "}"; };
  EXPECT_EQ(checked(nested(900)), nested(900));
  EXPECT_EQ(checked(nested(2000)).substr(0, 6), "error:");
}

}  // namespace
}  // namespace headrace::content
