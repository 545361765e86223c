#include "content/search_sort.h"

#include <gtest/gtest.h>

namespace headrace::content {
namespace {

std::string shown(const Result<std::vector<engine::SortKey>>& keys) {
  if (!keys) return "error: " + keys.error().reason;
  std::string text;
  for (const auto& key : *keys) text += key.field + (key.descending ? " desc" : " asc") + (key.missing_first ? " first;" : ";");
  return text;
}

std::string sorted(std::string_view text) { return shown(read_sort(*json::parse(text), text)); }

TEST(SearchSort, every_form_of_a_key) {
  EXPECT_EQ(sorted(R"("_doc")"), "_doc asc;");
  EXPECT_EQ(sorted(R"(["a",{"b":"desc"},{"c":{"order":"desc","missing":"_first"}}])"), "a asc;b desc;c desc first;");
  EXPECT_EQ(sorted(R"({"a":{"unmapped_type":"date"}})"), "a asc;");
  EXPECT_EQ(sorted(R"("_score")"), "_score desc;");
}

TEST(SearchSort, parameters_are_a_comma_list) {
  EXPECT_EQ(shown(read_sort_parameter("a,b:desc,_score")), "a asc;b desc;_score desc;");
  EXPECT_EQ(shown(read_sort_parameter("a:up,b,c:DESC")), "b asc;");  // what is no order is no sort, as in the original
}

TEST(SearchSort, other_forms_are_refused) {
  EXPECT_EQ(sorted("5"), "error: malformed sort format, within the sort array, an object, or an actual string are allowed");
  EXPECT_EQ(sorted(R"({"a":{"nested":1}})"), "error: option [nested] of a sort is not supported by this server");
  EXPECT_EQ(sorted(R"({"a":{"near":1}})"), "error: [1:7] [field_sort] unknown field [near]");
  EXPECT_EQ(sorted(R"({"a":{"mode":"avg"}})"), "a asc;");
  EXPECT_EQ(sorted(R"({"a":{"mode":"most"}})"), "error: Unknown SortMode [most]");
  EXPECT_EQ(sorted(R"({"a":{"mode":"max","order":"desc"}})"), "a desc;");
}

}  // namespace
}  // namespace headrace::content
