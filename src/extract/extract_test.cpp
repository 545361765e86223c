#include "extract/extract.h"

#include <gtest/gtest.h>

namespace headrace::extract {
namespace {

using namespace std::string_view_literals;

TEST(Extract, textual_extensions_are_supported_in_any_case) {
  for (const auto* name : {"a.txt", "a.MD", "a.markdown", "a.rst", "a.log", "a.csv", "a.tsv", "a.Html", "a.htm", "a.xhtml", "a.json",
                           "a.xml", "a.svg", "a.py", "a.rb", "a.sh", "a.aspx", "/data/v1.0/b.c.txt"}) {
    EXPECT_TRUE(is_supported(name)) << name;
  }
  // docs/spec/connector-service.md 18.1: a name that only begins with a dot has no extension
  for (const auto* name : {"a.pdf", "a", ".txt", "..txt", "a.", "", ".", "a.txt/b", "txt"}) EXPECT_FALSE(is_supported(name)) << name;
}

TEST(Extract, plain_text_is_trimmed_and_otherwise_as_it_stands) {
  EXPECT_EQ(extract("a.txt", "\n  Grüße,\n\n  Ann \r\n").text, "Grüße,\n\n  Ann");
  EXPECT_EQ(extract("a.md", "# Head\n\n* *item* <b>").text, "# Head\n\n* *item* <b>");
  EXPECT_EQ(extract("a.csv", "a,b\n1,2\n").text, "a,b\n1,2");
  EXPECT_EQ(extract("a.json", "{\"a\": [1, \"x\\n\"]}").text, "{\"a\": [1, \"x\\n\"]}");
}

TEST(Extract, empty_files_have_neither_text_nor_note) {
  for (const auto* name : {"a.txt", "a.html", "a.xml"}) {
    for (const auto* content : {"", " \n\t "}) {
      const auto extraction = extract(name, content);
      EXPECT_EQ(extraction.text, "");
      EXPECT_EQ(extraction.note, "");
    }
  }
}

TEST(Extract, markup_is_read_in_any_encoding) {
  EXPECT_EQ(extract("a.html", "\xEF\xBB\xBF<p>gr\xC3\xBC\xC3\x9F</p>").text, "grüß");
  EXPECT_EQ(extract("a.html", "<p>gr\xFC\xDF</p>").text, "grüß");
  EXPECT_EQ(extract("a.htm", "\xFF\xFE<\0p\0>\0\xFC\0"sv).text, "ü");
  EXPECT_EQ(extract("a.xml", "<a>x</a><b>y</b>").text, "x\ny");
}

TEST(Extract, everything_else_gets_a_note) {
  EXPECT_EQ(extract("report.PDF", "%PDF").note, "no text is taken from .pdf files yet");
  EXPECT_EQ(extract("report.PDF", "%PDF").text, "");
  EXPECT_EQ(extract("Makefile", "all:").note, "no text is taken from files without an extension");
  EXPECT_EQ(extract("a.txt", "\0\1\2"sv).note, "the .txt file holds zero bytes near its beginning, so it is no text");
}

}  // namespace
}  // namespace headrace::extract
