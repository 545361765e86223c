#include "sources/database/column_names.h"

#include <gtest/gtest.h>

namespace headrace::sources::database {
namespace {

// docs/spec/sources.md 2.5, 2.6
TEST(ColumnNames, tables_are_sorted_and_the_prefix_is_lower_case) {
  EXPECT_EQ(joined_tables({"t2", "t1"}), "t1_t2");
  EXPECT_EQ(column_prefix(" Public ", {"Orders", "Customers"}), "public_customers_orders_");
  EXPECT_EQ(column_prefix("", {"t"}), "t_");
}

TEST(ColumnNames, lower_case_knows_letters_beyond_ascii) {
  EXPECT_EQ(lower_case("GRÖSSE ÀÉ МИР Ω_1"), "grösse àé мир ω_1");
  EXPECT_EQ(lower_case(""), "");
}

}  // namespace
}  // namespace headrace::sources::database
