#include "sources/database/json_members.h"

#include <gtest/gtest.h>

namespace headrace::sources::database {
namespace {

std::string text(std::string_view bytes) {
  std::string to;
  append_text(bytes, to);
  return to;
}

TEST(JsonMembers, a_text_is_escaped_wherever_in_it_that_is_needed) {
  for (std::size_t before = 0; before < 20; ++before) {
    const std::string left(before, 'l');
    for (const auto& [character, escaped] :
         {std::pair{"\"", "\\\""}, {"\\", "\\\\"}, {"\n", "\\n"}, {"\x1f", "\\u001f"}, {"\x7f", "\x7f"}}) {
      for (std::size_t after = 0; after < 20; ++after) {
        const std::string right(after, 'r');
        EXPECT_EQ(text(left + character + right), '"' + left + escaped + right + '"');
      }
    }
  }
  EXPECT_EQ(text(std::string_view("a\0b", 3)), R"("a\u0000b")");
}

TEST(JsonMembers, letters_stay_and_bytes_that_are_none_go) {
  EXPECT_EQ(text("größe 水 and more"), R"("größe 水 and more")");
  EXPECT_EQ(text("a\xff\xc3"), R"("a")");
  EXPECT_EQ(text("\"\xff\""), R"("\"\"")");
}

}  // namespace
}  // namespace headrace::sources::database
