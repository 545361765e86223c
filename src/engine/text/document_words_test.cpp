#include "engine/text/document_words.h"

#include <gtest/gtest.h>

#include "engine/query_words.h"

namespace headrace::engine::text {
namespace {

using Fields = std::map<std::string, std::string, std::less<>>;

Fields fields_of(std::string_view source) { return words_of_document(source).fields; }

TEST(DocumentWords, stand_by_the_path_of_their_field) {
  EXPECT_EQ(fields_of(R"({"title":"The Fox","a":{"b":"x","c":{"d":"Y z"}}})"),
            (Fields{{"a.b", "x"}, {"a.c.d", "y z"}, {"title", "the fox"}}));
}

TEST(DocumentWords, of_a_literal_path_and_a_nested_one_are_of_one_field) {
  EXPECT_EQ(fields_of(R"({"a.b":"one","a":{"b":"two"}})"), (Fields{{"a.b", "one two"}}));
}

TEST(DocumentWords, elements_of_arrays_are_values_of_their_field) {
  EXPECT_EQ(fields_of(R"({"a":["x",["y"],{"b":"z"},null]})"), (Fields{{"a", "x y"}, {"a.b", "z"}}));
}

TEST(DocumentWords, what_is_compared_by_value_has_a_mark_and_its_spelling) {
  EXPECT_EQ(fields_of(R"({"n":1.50,"f":true,"d":"2024-01-02","t":"202-4","o":{},"z":null})"),
            (Fields{{"d", "#value 2024 01 02"}, {"f", "#value true"}, {"n", "#value 1.50"}, {"t", "202 4"}}));
  EXPECT_EQ(fields_of(R"({"n":[1,2,"x",3]})"), (Fields{{"n", "#value 1 2 x 3"}}));
}

TEST(DocumentWords, beyond_the_bounds_are_left_out_and_that_is_said) {
  const auto few_bytes = words_of_document(R"({"a":"one two three"})", {.most_bytes = 8, .most_fields = 10});
  EXPECT_EQ(few_bytes.fields, (Fields{{"a", "one two"}}));
  EXPECT_FALSE(few_bytes.is_whole);
  const auto few_fields = words_of_document(R"({"a":"x","b":"y","c":"z"})", {.most_bytes = 100, .most_fields = 2});
  EXPECT_EQ(few_fields.fields, (Fields{{"a", "x"}, {"b", "y"}}));
  EXPECT_FALSE(few_fields.is_whole);
  EXPECT_TRUE(words_of_document(R"({"a":"x","b":"y"})", {.most_bytes = 4, .most_fields = 2}).is_whole);
}

TEST(DocumentWords, a_source_that_cannot_be_read_is_not_whole) {
  EXPECT_FALSE(words_of_document("").is_whole);
  EXPECT_FALSE(words_of_document("{").is_whole);
  EXPECT_FALSE(words_of_document("[1]").is_whole);
}

TEST(DocumentWords, overlong_words_are_cut) {
  const std::string longest(256, 'x');
  EXPECT_EQ(indexed_word(longest), longest);
  EXPECT_EQ(indexed_word(longest + "y"), longest);
  EXPECT_EQ(fields_of(R"({"a":")" + longest + R"(yyy z"})"), (Fields{{"a", longest + " z"}}));
}

TEST(DocumentWords, no_word_is_a_mark_or_holds_what_separates_words) {
  std::string text;
  for (char c = 1; c > 0; ++c) text += std::string("a") + c + "b " + c;
  for (const auto& word : words_of(text)) EXPECT_EQ(word.find_first_of(" #\"*^:(){}+-"), std::string::npos) << word;
}

}  // namespace
}  // namespace headrace::engine::text
