#include "rest/cat_table.h"

#include <gtest/gtest.h>

namespace headrace::rest {
namespace {

CatTable fruit() {
  return {{{"name", "n", "what it is"}, {"count", "c,number", "how many", true}, {"color", "", "of its skin", false, false}},
          {{{"plum"}, {"12", 12.0}, {"blue"}}, {{"apple"}, {"7", 7.0}, {"red"}}, {{"kiwi"}, {"100", 100.0}, {"brown"}}}};
}

std::string shown(const CatForm& form) {
  const auto answer = cat_answer(fruit(), form);
  return answer ? answer->body : "error: " + answer.error().reason;
}

std::string size(std::uint64_t bytes, const std::string& unit = "") {
  const auto cell = cat_bytes(bytes, unit);
  return cell ? cell->text : "error: " + cell.error().reason;
}

TEST(CatTable, columns_are_aligned_numbers_at_the_right) {
  EXPECT_EQ(shown({}), "plum   12\napple   7\nkiwi  100\n");
  EXPECT_EQ(shown({.with_header = true, .columns = {}, .sort = {}}), "name  count\nplum     12\napple     7\nkiwi    100\n");
}

TEST(CatTable, columns_are_chosen_by_name_alias_and_pattern) {
  EXPECT_EQ(shown({.columns = {"color", "n"}, .sort = {}}), "blue  plum\nred   apple\nbrown kiwi\n");
  EXPECT_EQ(shown({.columns = {"c*"}, .sort = {}}), " 12 blue\n  7 red\n100 brown\n");
  EXPECT_EQ(shown({.columns = {"nothing"}, .sort = {}}), "");
}

TEST(CatTable, rows_are_sorted_by_number_or_text) {
  EXPECT_EQ(shown({.columns = {"n"}, .sort = {"count"}}), "apple\nplum\nkiwi\n");
  EXPECT_EQ(shown({.columns = {"n"}, .sort = {"name:desc"}}), "plum\nkiwi\napple\n");
  EXPECT_EQ(shown({.columns = {}, .sort = {"x"}}), "error: Unable to sort by unknown sort key `x`");
}

TEST(CatTable, json_has_an_object_for_each_row) {
  EXPECT_EQ(shown({.as_json = true, .columns = {"name", "count"}, .sort = {"c"}}),
            R"([{"name":"apple","count":"7"},{"name":"plum","count":"12"},{"name":"kiwi","count":"100"}])");
}

TEST(CatTable, help_names_the_columns) {
  EXPECT_EQ(shown({.help = true, .columns = {}, .sort = {}}),
            "name  | n        | what it is\ncount | c,number | how many\ncolor |          | of its skin\n");
}

TEST(CatTable, sizes_are_short_or_in_a_unit) {
  EXPECT_EQ(size(0), "0b");
  EXPECT_EQ(size(1023), "1023b");
  EXPECT_EQ(size(1024), "1kb");
  EXPECT_EQ(size(1300), "1.2kb");
  EXPECT_EQ(size(5ULL << 40), "5tb");
  EXPECT_EQ(size(4096, "kb"), "4");
  EXPECT_EQ(size(4096, "b"), "4096");
  EXPECT_EQ(size(1, "x"), "error: Unable to parse bytes unit [x]: use b, kb, mb, gb, tb or pb");
}

}  // namespace
}  // namespace headrace::rest
