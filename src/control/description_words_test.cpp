#include "control/description_words.h"

#include <gtest/gtest.h>

namespace headrace::control {
namespace {

using Words = std::vector<std::string>;

TEST(DescriptionWords, blanks_and_punctuation_separate_and_case_goes) {
  EXPECT_EQ(words_of("Alpha Tango-notes/one,two (three)"), (Words{"alpha", "tango", "notes", "one", "two", "three"}));
  EXPECT_EQ(words_of(""), Words{});
  EXPECT_EQ(words_of(" - "), Words{});
}

TEST(DescriptionWords, points_and_apostrophes_join_like_with_like) {
  EXPECT_EQ(words_of("v2.5 foo_bar foo.bar don't"), (Words{"v2.5", "foo_bar", "foo.bar", "don't"}));
  EXPECT_EQ(words_of("End. 'quoted' a.1"), (Words{"end", "quoted", "a", "1"}));
}

TEST(DescriptionWords, letters_of_other_alphabets_are_words_in_lower_case) {
  EXPECT_EQ(words_of("Größe ÄPFEL Ελλάδα ПРИВЕТ—Мир"), (Words{"größe", "äpfel", "ελλάδα", "привет", "мир"}));
}

TEST(DescriptionWords, each_ideograph_is_a_word) { EXPECT_EQ(words_of("東京abc"), (Words{"東", "京", "abc"})); }

}  // namespace
}  // namespace headrace::control
