#include "engine/query_words.h"

#include <gtest/gtest.h>

namespace headrace::engine {
namespace {

using Words = std::vector<std::string>;

TEST(Words, are_runs_of_letters_and_digits_in_lower_case) {
  EXPECT_EQ(words_of("The Quick, brown-fox!"), (Words{"the", "quick", "brown", "fox"}));
  EXPECT_EQ(words_of("a_b c3 /data/x"), (Words{"a_b", "c3", "data", "x"}));
  EXPECT_EQ(words_of(""), Words{});
  EXPECT_EQ(words_of(" .,-'\n"), Words{});
}

TEST(Words, stay_whole_where_a_point_or_an_apostrophe_joins) {
  EXPECT_EQ(words_of("1.5 1,000 don't www.example.com"), (Words{"1.5", "1,000", "don't", "www.example.com"}));
  EXPECT_EQ(words_of("end. Next 3.x 'quoted' a, b 1. 2"), (Words{"end", "next", "3", "x", "quoted", "a", "b", "1", "2"}));
  EXPECT_EQ(words_of("don\xE2\x80\x99t"), Words{"don\xE2\x80\x99t"});
}

TEST(Words, know_letters_beyond_ascii) {
  EXPECT_EQ(words_of("GR\xC3\x9C\xC3\x9F\x45 \xC3\x89t\xC3\xA9"), (Words{"gr\xC3\xBC\xC3\x9F\x65", "\xC3\xA9t\xC3\xA9"}));
  EXPECT_EQ(words_of("\xD0\x9C\xD0\xB8\xD1\x80\xE2\x80\x94\xCE\xA9"), (Words{"\xD0\xBC\xD0\xB8\xD1\x80", "\xCF\x89"}));  // a dash between
}

TEST(Words, each_ideograph_is_one) { EXPECT_EQ(words_of("\xE4\xB8\xAD\xE6\x96\x87 x"), (Words{"\xE4\xB8\xAD", "\xE6\x96\x87", "x"})); }

TEST(Words, bytes_that_are_no_utf8_end_a_word) {
  EXPECT_EQ(words_of("a\xFF\x62 c\xC3"), (Words{"a", "b", "c"}));
  EXPECT_EQ(words_of("\x80\xE2\x82"), Words{});
}

TEST(Words, lower_case_knows_more_than_ascii_and_leaves_other_bytes_alone) {
  EXPECT_EQ(lower_case("Ä-ÉX 1"), "ä-éx 1");
  EXPECT_EQ(lower_case("A\xff\xc3"), "a\xff\xc3");
  EXPECT_EQ(lower_case("\xef\xbf\xbd"), "\xef\xbf\xbd");
}

}  // namespace
}  // namespace headrace::engine
