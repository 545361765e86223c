#include <gtest/gtest.h>

#include "json/value.h"

namespace headrace::json {
namespace {

/// The value written again, or the error's reason.
std::string read(std::string_view text) {
  const auto value = parse(text);
  return value ? write(*value) : "refused: " + value.error().reason;
}

ErrorKind kind_of(std::string_view text) {
  const auto value = parse(text);
  return value ? ErrorKind::internal : value.error().kind;
}

std::string nested(std::size_t levels, std::string_view open, std::string_view close, std::string_view inside) {
  std::string text;
  for (std::size_t i = 0; i < levels; ++i) text += open;
  text += inside;
  for (std::size_t i = 0; i < levels; ++i) text += close;
  return text;
}

TEST(Parse, keeps_order_spelling_and_nulls) {
  constexpr auto text = R"({"b":1.10,"a":[true,false,null,12345678901234567890,-0,1E+2],"":{}})";
  EXPECT_EQ(read(text), text);
}

TEST(Parse, takes_any_value_at_the_root_with_white_space_around) {
  EXPECT_EQ(read(" \t\r\n7 "), "7");
  EXPECT_EQ(read("\"x\""), "\"x\"");
  EXPECT_EQ(read("null"), "null");
  EXPECT_EQ(read("[ 1 , [ ] , { \"a\" : { } } ]"), R"([1,[],{"a":{}}])");
}

TEST(Parse, skips_comments_and_a_byte_order_mark) {
  // docs/spec/rest-conventions.md 8.4 and 8.9
  EXPECT_EQ(read("\xEF\xBB\xBF{\"a\":1}"), R"({"a":1})");
  EXPECT_EQ(read("/* x * / */ {// y\n\"a\"/**/:/*\xC3\xBC*/1, // z\r\"b\":2} // end"), R"({"a":1,"b":2})");
  EXPECT_EQ(kind_of("{} /* open"), ErrorKind::x_content_e_o_f);
  EXPECT_EQ(kind_of("{} /*/"), ErrorKind::x_content_e_o_f);
  EXPECT_EQ(kind_of("{} /"), ErrorKind::x_content_e_o_f);
  EXPECT_EQ(kind_of("{} /x"), ErrorKind::x_content_parse);
  EXPECT_EQ(kind_of("{} /*\xFF*/"), ErrorKind::x_content_parse);
  EXPECT_EQ(kind_of("[1,\xEF\xBB\xBF 2]"), ErrorKind::x_content_parse);
}

TEST(Parse, text_that_ends_early_says_so) {
  for (const auto* text : {"", "  ", "{", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "[", "[1,", "\"x", "\"\\", "\"\\u00", "tru",
                           "-", "1.", "1e", "1e+"}) {
    EXPECT_EQ(kind_of(text), ErrorKind::x_content_e_o_f) << text;
  }
  EXPECT_EQ(read(R"({"name":"a","x":)"), "refused: [1:17] Unexpected end of file");
  EXPECT_TRUE(parse("{").error().caused_by.empty());
}

TEST(Parse, what_is_no_json_is_refused_with_its_place) {
  for (const auto* text :
       {"{\"a\":1,}", "[1,]",  "[,1]", "{,}",  "{'a':1}",    "{a:1}",     "{1:2}", "[1 2]", "{\"a\" 1}", "{\"a\":1 \"b\":2}",
        "]",          "}",     ":",    "NaN",  "Infinity",   "-Infinity", "+1",    ".5",    "01",        "-01",
        "00",         "1.e1",  "1.x",  "1ex",  "-x",         "0x10",      "1_000", "True",  "nul!",      "nulls",
        "truefalse",  "{} {}", "1 2",  "[1]]", "\"a\" \"b\""}) {
    EXPECT_EQ(kind_of(text), ErrorKind::x_content_parse) << text;
  }
  const auto refused = parse("{\n  \"a\": +1}");
  EXPECT_TRUE(refused.error().reason.starts_with("[2:8] Unexpected character '+' (code 43)")) << refused.error().reason;
  EXPECT_EQ(refused.error().caused_by.at(0).kind, ErrorKind::json_parse);
}

TEST(Parse, strings_are_unescaped) {
  EXPECT_EQ(parse(R"("\"\\\/\b\f\n\r\t\u0041\u00fc\u20AC\ud83c\udf0d")")->as_string(),
            "\"\\/\b\f\n\r\tA\xC3\xBC\xE2\x82\xAC\xF0\x9F\x8C\x8D");
  EXPECT_EQ(parse(R"("\u0000")")->as_string(), std::string(1, '\0'));
  for (const auto* text : {R"("\x")", R"("\u12G4")", R"("\U0041")", "\"\\\xC3\xBC\"", "\"\\\n\""}) {
    EXPECT_EQ(kind_of(text), ErrorKind::x_content_parse) << text;
  }
}

TEST(Parse, half_a_surrogate_pair_becomes_the_replacement_character) {
  constexpr auto replacement = "\xEF\xBF\xBD";
  EXPECT_EQ(parse(R"("\ud83c")")->as_string(), replacement);
  EXPECT_EQ(parse(R"("\udf0d!")")->as_string(), std::string(replacement) + "!");
  EXPECT_EQ(parse(R"("\ud83c\u0041")")->as_string(), std::string(replacement) + "A");
  EXPECT_EQ(parse(R"("\ud83c\ud83c\udf0d")")->as_string(), std::string(replacement) + "\xF0\x9F\x8C\x8D");
}

TEST(Parse, control_characters_must_be_escaped) {
  for (const char c : {'\0', '\n', '\t', '\x1F'}) EXPECT_EQ(kind_of(std::string("\"a") + c + "\""), ErrorKind::x_content_parse);
  EXPECT_EQ(parse("\"\x7F\"")->as_string(), "\x7F");
}

TEST(Parse, bytes_that_are_no_utf8_are_refused) {
  // docs/spec/rest-conventions.md 8.3: no location, and the cause tells the kind.
  for (const std::string bad : {"\xFF", "\x80", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82"}) {
    const auto in_value = parse("[\"" + bad + "\"]");
    ASSERT_FALSE(in_value);
    EXPECT_EQ(in_value.error().kind, ErrorKind::x_content_parse);
    EXPECT_EQ(in_value.error().reason, "Invalid UTF-8 in a string");
    EXPECT_EQ(in_value.error().caused_by.at(0).kind, ErrorKind::char_conversion);
    EXPECT_EQ(kind_of("{\"" + bad + "\":1}"), ErrorKind::x_content_parse);
    EXPECT_EQ(kind_of(bad), ErrorKind::x_content_parse);
  }
}

TEST(Parse, a_name_may_stand_once_in_an_object) {
  // docs/spec/rest-conventions.md 8.5
  EXPECT_EQ(read(R"({"name":1,"b":2,"name":3})"), "refused: [1:17] Duplicate field 'name'");
  EXPECT_TRUE(read(R"({"x":[{"a":1,"\u0061":2}]})").ends_with("Duplicate field 'a'"));
  EXPECT_EQ(read(R"({"a":{"a":1},"b":{"a":2}})"), R"({"a":{"a":1},"b":{"a":2}})");
}

TEST(Parse, the_first_repeated_name_of_many_is_found) {
  std::string text = "{";
  for (int i = 0; i < 100; ++i) text += "\"k" + std::to_string(i) + "\":0,";
  EXPECT_TRUE(parse(text + "\"last\":0}"));
  const auto refused = read(text + "\"k7\":0,\"k3\":0}");
  EXPECT_TRUE(refused.ends_with("Duplicate field 'k7'")) << refused;
}

TEST(Parse, a_thousand_levels_are_read_and_one_more_is_refused) {
  // docs/spec/rest-conventions.md 8.10
  EXPECT_TRUE(parse(nested(1000, "[", "]", "1")));
  EXPECT_TRUE(parse(nested(500, "{\"a\":[", "]}", "1")));
  const auto deep = parse(nested(1001, "[", "]", "1"));
  EXPECT_EQ(deep.error().reason, "[1:1001] Document nesting depth (1001) exceeds the maximum allowed (1000)");
  EXPECT_EQ(kind_of(nested(1'000'000, "[", "", "")), ErrorKind::x_content_parse);
  EXPECT_EQ(kind_of(nested(1'000'000, "{\"a\":", "", "")), ErrorKind::x_content_parse);
}

TEST(Parse, levels_beside_each_other_do_not_add_up) {
  std::string text = "[";
  for (int i = 0; i < 2000; ++i) text += "[{}],";
  EXPECT_TRUE(parse(text + "[]]"));
}

TEST(Parse, a_string_of_more_than_fifty_million_bytes_is_refused) {
  EXPECT_TRUE(parse("\"" + std::string(50'000'000, 'x') + "\""));
  EXPECT_EQ(kind_of("\"" + std::string(50'000'001, 'x') + "\""), ErrorKind::x_content_parse);
}

TEST(Parse, values_know_where_they_began) {
  constexpr std::string_view text = "{\n \"a\": [1,\n  {\"b\":\"x\"}]}";
  const auto value = parse(text);
  ASSERT_TRUE(value);
  EXPECT_EQ(location(text, value->offset()), "1:1");
  EXPECT_EQ(location(text, value->as_object().at(0).offset), "2:2");
  const auto& list = *value->find("a");
  EXPECT_EQ(location(text, list.offset()), "2:7");
  EXPECT_EQ(location(text, list.as_array().at(0).offset()), "2:8");
  EXPECT_EQ(location(text, list.as_array().at(1).offset()), "3:3");
  EXPECT_EQ(location(text, list.as_array().at(1).find("b")->offset()), "3:8");
}

TEST(Parse, a_location_beyond_the_text_is_its_end) { EXPECT_EQ(location("a\nbc", 99), "2:3"); }

}  // namespace
}  // namespace headrace::json
