#include "content/multi_get.h"

#include <gtest/gtest.h>

namespace headrace::content {
namespace {

std::string wanted(std::string_view body, const std::string& index = "") {
  const auto documents = read_multi_get(body, index, {});
  if (!documents) return "error: " + documents.error().reason;
  std::string all;
  for (const auto& document : *documents) all += document.index + "/" + document.id + (document.source.keeps_all() ? " " : "* ");
  return all;
}

TEST(MultiGet, documents_are_named_by_index_and_id) {
  EXPECT_EQ(wanted(R"({"docs":[{"_index":"a","_id":"1"},{"_index":"b","_id":2,"_source":["x"]}]})"), "a/1 b/2* ");
}

TEST(MultiGet, the_index_of_the_path_holds_for_those_that_name_none) {
  EXPECT_EQ(wanted(R"({"docs":[{"_id":"1"},{"_index":"b","_id":"2"}]})", "p"), "p/1 b/2 ");
  EXPECT_EQ(wanted(R"({"ids":["1",2]})", "p"), "p/1 p/2 ");
}

TEST(MultiGet, what_is_missing_is_counted) {
  EXPECT_EQ(wanted(R"({"docs":[]})"), "error: Validation Failed: 1: no documents to get;");
  EXPECT_EQ(wanted("{}"), "error: Validation Failed: 1: no documents to get;");
  EXPECT_EQ(wanted(R"({"docs":[{"_index":"a"},{"_id":"1"}]})"),
            "error: Validation Failed: 1: id is missing for doc 0;2: index is missing for doc 1;");
}

TEST(MultiGet, other_shapes_are_refused) {
  EXPECT_EQ(wanted("[]"), "error: unexpected token [START_ARRAY], expected [START_OBJECT]");
  EXPECT_EQ(wanted(R"({"x":[]})"), "error: unknown key [x] for a START_ARRAY, expected [docs] or [ids]");
  EXPECT_EQ(wanted(R"({"docs":["1"]})"), "error: docs array element should include an object");
  EXPECT_EQ(wanted(R"({"docs":[{"foo":1}]})"), "error: failed to parse multi get request. unknown field [foo]");
  EXPECT_EQ(wanted(R"({"ids":[{}]})"), "error: ids array element should only contain ids");
}

}  // namespace
}  // namespace headrace::content
