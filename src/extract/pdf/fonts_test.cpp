// What codes and names mean, and where dates, words and lines begin.
#include <gtest/gtest.h>

#include "extract/pdf/cmap.h"
#include "extract/pdf/date.h"
#include "extract/pdf/encodings.h"
#include "extract/pdf/glyph_names.h"
#include "extract/pdf/layout.h"

namespace headrace::extract::pdf {
namespace {

std::string meaning(const CMap& map, std::uint32_t code) {
  std::string text;
  return map.append(code, text) ? text : "none";
}

TEST(PdfCMap, characters_and_ranges) {
  const auto map = CMap::read(
      "2 beginbfchar <01> <0041> <0002> <00660066> endbfchar 2 beginbfrange <10> <12> <0061> <20> <21> [<0058> <0059005A>] endbfrange "
      "1 beginbfrange <30> <31> <D83DDE00> endbfrange");
  EXPECT_EQ(meaning(map, 1), "A");
  EXPECT_EQ(meaning(map, 2), "ff");
  EXPECT_EQ(meaning(map, 0x12), "c");
  EXPECT_EQ(meaning(map, 0x13), "none");
  EXPECT_EQ(meaning(map, 0x21), "YZ");
  EXPECT_EQ(meaning(map, 0x31), "😁");
  EXPECT_EQ(meaning(map, 0), "none");
}

TEST(PdfCMap, damage_is_passed_over) {
  const auto map =
      CMap::read("beginbfchar <01> endbfchar beginbfrange <05> <01> <0041> <07> <08> nonsense endbfrange beginbfchar <09> <0042>");
  EXPECT_EQ(meaning(map, 1), "none");
  EXPECT_EQ(meaning(map, 5), "none");
  EXPECT_EQ(meaning(map, 9), "B");
  EXPECT_EQ(meaning(CMap::read("beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange"), 0xFFFFFFFF), "@");
}

TEST(PdfCMap, code_spaces_tell_how_long_codes_are) {
  const auto map = CMap::read("2 begincodespacerange <00> <80> <8140> <9FFC> endcodespacerange");
  EXPECT_EQ(map.code_length("A", 2), 1U);
  EXPECT_EQ(map.code_length("\x81\x50", 2), 2U);
  EXPECT_EQ(map.code_length("\xFF\xFF\xFF", 2), 2U);
  EXPECT_EQ(map.code_length("\xFF", 2), 1U);
}

TEST(PdfGlyphNames, letters_of_many_alphabets) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"A", "A"},          {"eacute", "é"},    {"Scaron", "Š"},     {"tcommaaccent", "ț"}, {"ohungarumlaut", "ő"},
      {"Idotaccent", "İ"}, {"alpha", "α"},     {"Omega", "Ω"},      {"sigma1", "ς"},       {"afii10017", "А"},
      {"afii10023", "Ё"},  {"afii10097", "я"}, {"uni20AC", "€"},    {"uni00410042", "AB"}, {"u1F600", "😀"},
      {"f_f_i", "ffi"},    {"a.alt", "a"},     {"germandbls", "ß"}, {".notdef", ""},       {"g123", ""},
      {"uniXYZW", ""},     {"", ""},           {"_", ""},           {"quotedblleft", "“"}};
  for (const auto& [name, text] : cases) EXPECT_EQ(text_of_glyph(name), text) << name;
}

TEST(PdfEncodings, by_name) {
  EXPECT_EQ(encoding_of("/WinAnsiEncoding")->at(0x80), u'€');
  EXPECT_EQ(encoding_of("/MacRomanEncoding")->at(0x8A), u'ä');
  EXPECT_EQ(encoding_of("/StandardEncoding")->at(0xAE), u'\uFB01');
  EXPECT_EQ(encoding_of("/Identity-H"), nullptr);
}

TEST(PdfDate, as_iso) {
  EXPECT_EQ(iso_date("D:20240131093000+02'00'"), "2024-01-31T07:30:00Z");
  EXPECT_EQ(iso_date("D:20240301003000+01'00"), "2024-02-29T23:30:00Z");
  EXPECT_EQ(iso_date("D:20240131093000Z"), "2024-01-31T09:30:00Z");
  EXPECT_EQ(iso_date("20240131"), "2024-01-31T00:00:00Z");
  EXPECT_EQ(iso_date("D:2024"), "2024-01-01T00:00:00Z");
  for (const auto* text : {"", "D:", "D:20241301", "D:20240230", "yesterday", "D:2024013109300", "D:20240131093000+99'00'", "D:Z"})
    EXPECT_EQ(iso_date(text), "") << text;
}

TEST(PdfLayout, gaps_are_blanks_and_steps_are_lines) {
  Layout layout(-1, 1000);
  const auto put = [&](double x, double y, std::string_view text) { layout.add({.x = x, .y = y, .advance_x = 5, .size = 10}, text); };
  put(0, 0, " a");
  put(5, 0, "b");
  put(13, 0, "c");
  put(18, 3, "2");
  put(0, -12, "d \xC2\xA0");
  put(5, -12, "\xEF\xAC\x83");
  put(-1, -12, "e");
  put(0, -24, "\x01\xC2\xAD");
  EXPECT_EQ(std::move(layout).take(), "ab c2\nd ffi\ne");
}

TEST(PdfLayout, it_knows_when_it_has_enough) {
  Layout layout(2, 1000);
  layout.add({}, "ä");
  EXPECT_FALSE(layout.has_enough());
  layout.add({}, "€");
  EXPECT_TRUE(layout.has_enough());
  EXPECT_FALSE(layout.is_too_long());
}

TEST(PdfLayout, places_beyond_all_numbers_are_nothing) {
  Layout layout(-1, 1000);
  layout.add({.x = std::numeric_limits<double>::infinity()}, "a");
  layout.add({.size = std::numeric_limits<double>::quiet_NaN()}, "b");
  EXPECT_EQ(std::move(layout).take(), "");
}

}  // namespace
}  // namespace headrace::extract::pdf
