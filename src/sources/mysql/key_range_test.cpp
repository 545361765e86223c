#include "sources/mysql/key_range.h"

#include <gtest/gtest.h>

namespace headrace::sources::mysql {
namespace {

using Names = std::vector<std::string>;

Table table(const Names& names, const Names& types) {
  Table made;
  for (std::size_t i = 0; i < names.size(); ++i)
    made.columns.push_back({.name = names[i], .type = types[i], .is_readable = true, .is_key = true, .is_hidden = false});
  made.key = made.index_columns = names;
  made.index = "PRIMARY";
  return made;
}

TEST(KeyRange, both_conditions_are_each_others_opposite_and_bounded_by_the_first_column) {
  EXPECT_EQ(above({"a"}, {"1"}), "`a` > 1");
  EXPECT_EQ(up_to({"a"}, {"1"}), "`a` <= 1");
  EXPECT_EQ(above({"a", "b"}, {"1", "2"}), "`a` >= 1 AND (`a` > 1 OR (`a` = 1 AND `b` > 2))");
  EXPECT_EQ(up_to({"a", "b"}, {"1", "2"}), "`a` <= 1 AND (`a` < 1 OR (`a` = 1 AND `b` <= 2))");
  EXPECT_EQ(above({"a", "b", "c"}, {"1", "2", "3"}),
            "`a` >= 1 AND (`a` > 1 OR (`a` = 1 AND `b` >= 2 AND (`b` > 2 OR (`b` = 2 AND `c` > 3))))");
}

TEST(KeyRange, names_are_quoted) { EXPECT_EQ(above({"a`b"}, {"1"}), "`a``b` > 1"); }

TEST(KeyRange, a_position_holds_values_as_text_and_bytes_as_hex) {
  const std::vector<std::string_view> values = {"42", "it's", std::string_view("\0\xff", 2)};
  EXPECT_EQ(position_text(table({"a", "b", "c"}, {"int", "varchar", "binary"}), values), R"({"after":["42","it's","00ff"]})");
}

TEST(KeyRange, only_keys_that_are_ordered_as_they_are_compared_can_be_gone_on_from) {
  EXPECT_TRUE(can_go_on(table({"a", "b"}, {"bigint", "varbinary"})));
  for (const auto* type : {"enum", "set", "float", "timestamp", "bit", "no_such_type"})
    EXPECT_FALSE(can_go_on(table({"a", "b"}, {"int", type})));
  auto without_index = table({"a"}, {"int"});
  without_index.index.clear();
  EXPECT_FALSE(can_go_on(without_index));
}

}  // namespace
}  // namespace headrace::sources::mysql
