#include "rest/list_cursor.h"

#include <gtest/gtest.h>

namespace headrace::rest {
namespace {

TEST(ListCursor, leads_back_to_its_position) {
  const std::string position("\0a\xff\n", 4);
  EXPECT_EQ(read_cursor(7, write_cursor(7, position)), position);
  EXPECT_EQ(read_cursor(7, write_cursor(7, "")), "");
}

TEST(ListCursor, is_of_one_list) { EXPECT_EQ(read_cursor(8, write_cursor(7, "abc")), std::nullopt); }

TEST(ListCursor, damaged_is_told) {
  const auto cursor = write_cursor(7, "abcdef");
  for (std::size_t i = 0; i < cursor.size(); ++i) {
    auto damaged = cursor;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(read_cursor(7, damaged), std::nullopt) << i;
    EXPECT_EQ(read_cursor(7, cursor.substr(0, i)), std::nullopt) << i;
  }
  EXPECT_EQ(read_cursor(7, cursor + "A"), std::nullopt);
  EXPECT_EQ(read_cursor(7, "no base64 at all"), std::nullopt);
}

}  // namespace
}  // namespace headrace::rest
