#include "extract/charset.h"

#include <gtest/gtest.h>

#include "base/strings.h"

namespace headrace::extract {
namespace {

using namespace std::string_view_literals;
using namespace std::string_literals;

TEST(Charset, utf8_stays_as_it_is_and_loses_its_bom) {
  EXPECT_EQ(decode_text("Grüße\r\n"), "Grüße\r\n");
  EXPECT_EQ(decode_text("\xEF\xBB\xBFGrüße"), "Grüße");
  EXPECT_EQ(decode_text(""), "");
}

TEST(Charset, utf16_is_read_in_both_orders_with_pairs_beyond_the_basic_plane) {
  EXPECT_EQ(decode_text("\xFE\xFF\0A\0\xFC\xD8\x3D\xDE\x00"sv), "Aü😀");
  EXPECT_EQ(decode_text("\xFF\xFE"
                        "A\0\xFC\0\x3D\xD8\x00\xDE"sv),
            "Aü😀");
}

TEST(Charset, broken_utf16_becomes_replacement_characters) {
  EXPECT_EQ(decode_text("\xFE\xFF\xD8\x3D\0A"sv),
            "\xEF\xBF\xBD"
            "A");
  EXPECT_EQ(decode_text("\xFE\xFF\0A\0"sv), "A\xEF\xBF\xBD");
  EXPECT_EQ(decode_text("\xFE\xFF\0A\xD8\x3D"sv), "A\xEF\xBF\xBD");
}

TEST(Charset, other_bytes_are_read_as_windows_1252) {
  EXPECT_EQ(decode_text("Gr\xFC\xDF"
                        "e \x80 \x93quoted\x94"),
            "Grüße € “quoted”");
  const auto all = [] {
    std::string bytes;
    for (int byte = 1; byte < 256; ++byte) bytes += static_cast<char>(byte);
    return bytes;
  }();
  EXPECT_TRUE(base::is_utf8(*decode_text(all)));
}

TEST(Charset, a_stray_byte_does_not_turn_a_utf8_text_into_latin1) {
  EXPECT_EQ(decode_text("Grüße \xFF und Küsse"), "Grüße \xEF\xBF\xBD und Küsse");
}

TEST(Charset, zero_bytes_at_the_beginning_are_no_text_and_later_ones_are_blanks) {
  EXPECT_EQ(decode_text("PK\3\4\0\0"sv), std::nullopt);
  EXPECT_EQ(decode_text("\xFF\xFE\0\0A\0\0\0"sv), std::nullopt);  // UTF-32
  const std::string log(9000, 'x');
  EXPECT_EQ(decode_text(log + "\0\0"s), log + "  ");
}

}  // namespace
}  // namespace headrace::extract
