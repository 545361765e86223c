// The attachment processor and its formats (docs/spec/document-api.md 8.3, 8.4).
#include "base/base64.h"
#include "content/ingest/ingest_fixture.h"
#include "content/ingest/text_extractor.h"

namespace headrace::content::ingest {
namespace {

std::string attached(std::string_view file, std::string_view options = "", std::string_view more = "") {
  return outcome(R"({"attachment":{"field":"f","remove_binary":true)" + std::string(options) + "}}",
                 R"({"f":")" + base::base64(file) + "\"" + std::string(more) + "}");
}

TEST(Attachment, has_content_type_and_length) {
  EXPECT_EQ(attached(" text\n"), R"({"attachment":{"content_type":"text/plain; charset=UTF-8","content":"text","content_length":4}})");
  EXPECT_EQ(attached("text", R"(,"target_field":"a.b","properties":["content"])"), R"({"a":{"b":{"content":"text"}}})");
  EXPECT_EQ(attached("<!doctype html><title>A &amp; B</title><p>c", R"(,"properties":["title","content_type"])"),
            R"({"attachment":{"title":"A & B","content_type":"text/html; charset=UTF-8"}})");
}

TEST(Attachment, the_length_is_bounded) {
  EXPECT_EQ(attached("abcdef", R"(,"indexed_chars":3,"properties":["content"])"), R"({"attachment":{"content":"abc"}})");
  EXPECT_EQ(attached("abcdef", R"(,"indexed_chars":3,"indexed_chars_field":"n","properties":["content"])", R"(,"n":4)"),
            R"({"n":4,"attachment":{"content":"abcd"}})");
  EXPECT_EQ(attached("abcdef", R"(,"indexed_chars_field":"n")", R"(,"n":"4")"),
            "field [n] of type [java.lang.String] cannot be cast to [java.lang.Integer]");
}

TEST(Attachment, the_name_of_the_file_is_a_hint) {
  EXPECT_EQ(attached("a<b", R"(,"resource_name":"name","properties":["content_type"])", R"(,"name":"x.CSV")"),
            R"({"name":"x.CSV","attachment":{"content_type":"text/csv; charset=UTF-8"}})");
}

TEST(Attachment, fails_without_a_file) {
  EXPECT_EQ(outcome(R"({"attachment":{"field":"f"}})", "{}"), "field [f] not present as part of path [f]");
  EXPECT_EQ(outcome(R"({"attachment":{"field":"f"}})", R"({"f":null})"), "field [f] is null, cannot parse.");
  EXPECT_EQ(outcome(R"({"attachment":{"field":"f"}})", R"({"f":1})"),
            "Content field [f] of unknown type [java.lang.Integer], must be string or byte array");
  EXPECT_EQ(outcome(R"({"attachment":{"field":"f","ignore_missing":true}})", "{}"), "{}");
  EXPECT_EQ(attached("%PDF-1.4"), "Error parsing document in field [f] <- no text is taken from attachments of type [application/pdf]");
}

struct Sample {
  std::string_view bytes;
  std::string_view name;
  std::string_view content;
  std::string_view content_type;
};

TEST(TextFormats, are_told_apart_by_name_and_by_contents) {
  using namespace std::string_view_literals;
  for (const auto& [bytes, name, content, content_type] :
       std::initializer_list<Sample>{{"plain", "", "plain", "text/plain; charset=UTF-8"},
                                     {"# Title\n<p>", "read.md", "# Title\n<p>", "text/x-web-markdown; charset=UTF-8"},
                                     {R"({"a":1})", "", R"({"a":1})", "text/plain; charset=UTF-8"},
                                     {R"({"a":1})", "a.json", R"({"a":1})", "application/json; charset=UTF-8"},
                                     {"<?xml version='1.0'?><a>x<b>y</b></a>", "", "x\ny", "application/xml; charset=UTF-8"},
                                     {"<?xml version='1.0'?><html><p>x</p></html>", "", "x", "application/xhtml+xml; charset=UTF-8"},
                                     {"\n<!-- a --> <HTML><p>x</p>", "", "x", "text/html; charset=UTF-8"},
                                     {"caf\xE9", "", "caf\u00e9", "text/plain; charset=UTF-8"},
                                     {"\xFF\xD8\xFF\xE0", "", "", "image/jpeg"},
                                     {"\0\1\2\3"sv, "", "", "application/octet-stream"},
                                     {"", "", "", "text/plain; charset=UTF-8"}}) {
    const auto text = text_formats().extract(bytes, name);
    ASSERT_TRUE(text) << name << bytes << text.error().reason;
    EXPECT_EQ(text->content, content);
    EXPECT_EQ(text->content_type, content_type) << bytes;
  }
  EXPECT_FALSE(text_formats().extract("PK\x03\x04..", "")) << "office documents are archives";
}

}  // namespace
}  // namespace headrace::content::ingest
