#include "content/errors.h"

#include <gtest/gtest.h>

namespace headrace::content {
namespace {

TEST(ContentErrors, findings_of_validation_are_numbered) {
  EXPECT_EQ(validation_failed({"a", "b"}).reason, "Validation Failed: 1: a;2: b;");
}

TEST(ContentErrors, a_missing_index_has_four_members) {
  const auto error = index_not_found("x");
  EXPECT_EQ(error.reason, "no such index [x]");
  EXPECT_EQ(error.metadata, (std::vector<std::pair<std::string, std::string>>{
                                {"resource.type", "index_or_alias"}, {"resource.id", "x"}, {"index_uuid", "_na_"}, {"index", "x"}}));
}

TEST(ContentErrors, a_parsing_error_says_line_and_column) {
  const auto error = parsing("bad", "{\n \"a\":1}", 3);
  EXPECT_EQ(error.metadata, (std::vector<std::pair<std::string, std::string>>{{"line", "2"}, {"col", "2"}}));
  EXPECT_EQ(x_content("bad", "{\n \"a\":1}", 3).reason, "[2:2] bad");
}

TEST(ContentErrors, an_unreadable_document_shows_the_place_of_its_cause) {
  const auto error = unreadable_document({ErrorKind::x_content_parse, "[1:5] no"});
  EXPECT_EQ(error.kind, ErrorKind::document_parsing);
  EXPECT_EQ(error.reason, "[1:5] failed to parse");
  EXPECT_EQ(unreadable_document({ErrorKind::x_content_parse, "no"}).reason, "[1:1] failed to parse");
}

}  // namespace
}  // namespace headrace::content
