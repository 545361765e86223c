#include "json/text_form.h"

#include <gtest/gtest.h>

namespace headrace::json {
namespace {

std::string form(std::string_view text) { return text_form(*parse(text)); }

TEST(TextForm, of_scalars) {
  EXPECT_EQ(form(R"("it's")"), "it's");
  EXPECT_EQ(form("true"), "True");
  EXPECT_EQ(form("null"), "None");
  EXPECT_EQ(form("-0"), "0");
  EXPECT_EQ(form("123456789012345678901234567890"), "123456789012345678901234567890");
}

/// docs/spec/configuration-filtering-secrets.md 4.4
TEST(TextForm, of_floats) {
  for (const auto& [written, expected] : std::initializer_list<std::pair<const char*, const char*>>{{"3.0", "3.0"},
                                                                                                    {"1e0", "1.0"},
                                                                                                    {"0.1", "0.1"},
                                                                                                    {"-0.0", "-0.0"},
                                                                                                    {"0.0001", "0.0001"},
                                                                                                    {"0.00001", "1e-05"},
                                                                                                    {"1e15", "1000000000000000.0"},
                                                                                                    {"1e16", "1e+16"},
                                                                                                    {"1.5e300", "1.5e+300"}}) {
    EXPECT_EQ(form(written), expected) << written;
  }
}

TEST(TextForm, of_lists_and_objects) {
  EXPECT_EQ(form(R"([1,"b",null,[true]])"), "[1, 'b', None, [True]]");
  EXPECT_EQ(form(R"({"k":1,"l":{"m":2.0}})"), "{'k': 1, 'l': {'m': 2.0}}");
  EXPECT_EQ(form("[]"), "[]");
}

TEST(TextForm, quotes_what_is_inside) {
  EXPECT_EQ(form(R"(["it's"])"), R"(["it's"])");
  EXPECT_EQ(form(R"(["it's \"so\""])"), R"(['it\'s "so"'])");
  EXPECT_EQ(form(R"(["a\\b\n\r\t"])"), R"(['a\\b\n\r\t'])");
}

TEST(TextForm, escapes_what_cannot_be_printed) {
  EXPECT_EQ(form(R"(["\u0001\u007f\u0085\u00a0\u200b\u2028\ue000"])"), R"(['\x01\x7f\x85\xa0\u200b\u2028\ue000'])");
  EXPECT_EQ(form("[\"\\ud83d\\ude00 \u00e9\"]"), "['\xf0\x9f\x98\x80 \u00e9']");
  EXPECT_EQ(form(R"(["\udb80\udc00"])"), R"(['\U000f0000'])");
}

}  // namespace
}  // namespace headrace::json
