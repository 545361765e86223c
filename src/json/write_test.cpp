#include <gtest/gtest.h>

#include "json/utf8.h"
#include "json/value.h"

namespace headrace::json {
namespace {

std::string quoted(std::string_view text) {
  std::string to;
  write_string(text, to);
  return to;
}

TEST(Write, strings_are_escaped_where_json_asks_for_it) {
  EXPECT_EQ(quoted("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(quoted("\b\f\n\r\t\x01\x1F"), R"("\b\f\n\r\t\u0001\u001f")");
  EXPECT_EQ(quoted(std::string_view("\0", 1)), R"("\u0000")");
  EXPECT_EQ(quoted("\x7F\xC3\xBC\xF0\x9F\x8C\x8D"), "\"\x7F\xC3\xBC\xF0\x9F\x8C\x8D\"");
  EXPECT_EQ(quoted(""), "\"\"");
}

TEST(Write, bytes_that_are_no_utf8_become_replacement_characters) {
  EXPECT_EQ(quoted("a\xFF\xC3(\xE2\x82"), "\"a\xEF\xBF\xBD\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD\"");
  EXPECT_TRUE(parse(quoted("\xED\xA0\x80")));
}

TEST(Write, every_byte_is_escaped_or_not_at_every_place_of_a_word) {
  for (int byte = 0; byte < 0x80; ++byte) {
    const auto c = static_cast<char>(byte);
    for (std::size_t place = 0; place < 20; ++place) {
      std::string text(20, 'x');
      text[place] = c;
      const bool is_plain = byte >= 0x20 && c != '"' && c != '\\';
      std::string written;
      write_string(text, written);
      EXPECT_EQ(written == "\"" + text + "\"", is_plain) << byte << " at " << place;
      EXPECT_EQ(parse(written).value().as_string(), text);
    }
  }
}

TEST(Write, appends_to_what_is_there) {
  std::string to = "x=";
  write(Value(Array{1, "a", nullptr, true, false}), to);
  EXPECT_EQ(to, R"(x=[1,"a",null,true,false])");
}

TEST(Write, what_is_written_reads_back_equal) {
  const auto value = parse(R"({"a":[{},[],{"b":[1.50,-0,1e9]}],"\u0000\"":"\ud83c\udf0d","":null})").value();
  EXPECT_EQ(parse(write(value)).value(), value);
  EXPECT_EQ(parse(write_pretty(value)).value(), value);
}

TEST(WritePretty, indents_by_two_spaces_with_blanks_around_colons) {
  // docs/spec/rest-conventions.md 7.1
  EXPECT_EQ(write_pretty(parse(R"({"a":1,"b":[1,{"c":"x"}]})").value()),
            "{\n  \"a\" : 1,\n  \"b\" : [\n    1,\n    {\n      \"c\" : \"x\"\n    }\n  ]\n}\n");
}

TEST(WritePretty, empty_lists_and_objects_stay_on_their_line) {
  EXPECT_EQ(write_pretty(parse(R"({"a":{},"b":[]})").value()), "{\n  \"a\" : { },\n  \"b\" : [ ]\n}\n");
  EXPECT_EQ(write_pretty(Value(7)), "7\n");
}

TEST(Write, a_thousand_levels_are_written) {
  const std::string text = std::string(1000, '[') + std::string(1000, ']');
  EXPECT_EQ(write(parse(text).value()), text);
}

TEST(Utf8, code_points_are_written_in_their_shortest_form) {
  const auto written = [](std::uint32_t code_point) {
    std::string to;
    append_utf8(code_point, to);
    return to;
  };
  EXPECT_EQ(written(0x7F), "\x7F");
  EXPECT_EQ(written(0x80), "\xC2\x80");
  EXPECT_EQ(written(0x7FF), "\xDF\xBF");
  EXPECT_EQ(written(0x800), "\xE0\xA0\x80");
  EXPECT_EQ(written(0xFFFF), "\xEF\xBF\xBF");
  EXPECT_EQ(written(0x10000), "\xF0\x90\x80\x80");
  EXPECT_EQ(written(0x10FFFF), "\xF4\x8F\xBF\xBF");
  for (const auto none : {0xD800U, 0xDFFFU, 0x110000U, 0xFFFFFFFFU}) EXPECT_EQ(written(none), "\xEF\xBF\xBD");
}

TEST(Utf8, well_formed_text_stays_as_it_is) {
  EXPECT_EQ(valid_utf8("Gr\xC3\xBC\xC3\x9F"), "Gr\xC3\xBC\xC3\x9F");
  EXPECT_EQ(valid_utf8("\x80 \xF0\x9F\x8C\x8D"), "\xEF\xBF\xBD \xF0\x9F\x8C\x8D");
  EXPECT_EQ(valid_utf8(""), "");
}

}  // namespace
}  // namespace headrace::json
