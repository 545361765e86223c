#include "sources/postgresql/position.h"

#include <gtest/gtest.h>

namespace headrace::sources::postgresql {
namespace {

TEST(Position, it_comes_back_as_it_was_written) {
  const Position position{.after = std::vector<std::string>{"1", "x\"y"}, .xmin = 18'446'744'073'709'551'615U, .columns = "c"};
  const auto text = write_position(position);
  EXPECT_EQ(text, R"({"after":["1","x\"y"],"xmin":"18446744073709551615","columns":"c"})");
  const auto read = read_position(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->after, position.after);
  EXPECT_EQ(read->xmin, position.xmin);
  EXPECT_EQ(read->columns, "c");
}

TEST(Position, without_a_row_it_tells_only_of_the_snapshot) {
  const auto read = read_position(write_position({.after = std::nullopt, .xmin = 5, .columns = "c"}));
  ASSERT_TRUE(read);
  EXPECT_FALSE(read->after);
  EXPECT_EQ(read->xmin, 5U);
}

TEST(Position, what_cannot_be_understood_is_none) {
  for (const auto* text : {"", "{}", "[]", R"({"xmin":5})", R"({"xmin":"x"})", R"({"xmin":"5x"})", R"({"after":[1],"xmin":"5"})",
                           R"({"after":"1","xmin":"5"})", R"({"xmin":"99999999999999999999"})"}) {
    EXPECT_FALSE(read_position(text)) << text;
  }
}

TEST(Position, other_columns_have_another_fingerprint) {
  const auto* text = find_value_type(text_oid);
  const auto* number = find_value_type(23);
  const auto plain = fingerprint({{"a", text}, {"b", text}}, {0});
  EXPECT_EQ(plain, fingerprint({{"a", text}, {"b", text}}, {0}));
  EXPECT_NE(plain, fingerprint({{"a", text}, {"b", number}}, {0}));
  EXPECT_NE(plain, fingerprint({{"a", text}, {"c", text}}, {0}));
  EXPECT_NE(plain, fingerprint({{"a", text}, {"b", text}}, {1}));
}

}  // namespace
}  // namespace headrace::sources::postgresql
