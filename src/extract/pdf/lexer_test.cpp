#include "extract/pdf/lexer.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace headrace::extract::pdf {
namespace {

/// Each token in a form of its own, one behind the other.
std::string tokens(std::string_view source) {
  Lexer lexer(source);
  std::string all;
  for (auto token = lexer.next(); token.kind != Token::Kind::end; token = lexer.next()) {
    using Kind = Token::Kind;
    if (token.kind == Kind::number) all += fmt::format("{} ", token.number);
    if (token.kind == Kind::name) all += fmt::format("/{} ", token.text);
    if (token.kind == Kind::string) all += fmt::format("({}) ", token.text);
    if (token.kind == Kind::array_begin) all += "[ ";
    if (token.kind == Kind::array_end) all += "] ";
    if (token.kind == Kind::dictionary_begin) all += "<< ";
    if (token.kind == Kind::dictionary_end) all += ">> ";
    if (token.kind == Kind::word) all += fmt::format("{} ", token.text);
  }
  return all;
}

TEST(PdfLexer, words_of_a_content_stream) {
  EXPECT_EQ(tokens("BT /F1 12 Tf[(a)-20(b)]TJ%rest\n<</A 1>>BDC T*"), "BT /F1 12 Tf [ (a) -20 (b) ] TJ << /A 1 >> BDC T* ");
  EXPECT_EQ(tokens("/A#20B#4 /x#zz"), "/A B#4 /x#zz ");
}

TEST(PdfLexer, numbers_as_they_are_written) {
  EXPECT_EQ(tokens("1 -2.5 +.5 5. --3 1-2 0.0001"), "1 -2.5 0.5 5 -3 1 0.0001 ");
  EXPECT_EQ(tokens("- . 1e5 -.-"), "- . 1e5 -.- ");
}

TEST(PdfLexer, strings) {
  EXPECT_EQ(tokens(R"((a(b)c\)\n\101\0612\x))"), "(a(b)c)\nA12x) ");
  EXPECT_EQ(tokens("(a\\\nb\\\r\nc) <41 4\n2 5> <>"), "(abc) (ABP) () ");
}

TEST(PdfLexer, what_does_not_end_ends_with_the_source) {
  EXPECT_EQ(tokens("(abc"), "(abc) ");
  EXPECT_EQ(tokens("<4142"), "(AB) ");
  EXPECT_EQ(tokens("(a\\"), "(a) ");
  EXPECT_EQ(tokens(") } > /"), ") }  / ");
}

TEST(PdfLexer, an_inline_image_is_skipped) {
  const std::string_view source = "ID \x01 EI\x80 (EI) \xff EI Q";
  Lexer lexer(source);
  EXPECT_EQ(lexer.next().text, "ID");
  lexer.skip_inline_image();
  EXPECT_EQ(lexer.next().text, "Q");
}

}  // namespace
}  // namespace headrace::extract::pdf
