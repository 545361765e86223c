// The pipelines that are there from the start (docs/spec/document-api.md 8.1 to 8.5, cases 61 to 68).
#include "content/ingest/built_in.h"

#include "base/base64.h"
#include "content/ingest/ingest_fixture.h"

namespace headrace::content::ingest {
namespace {

std::string through(std::string_view source) { return outcome(*built_in_pipeline(default_pipeline), source); }

/// A document as the sync sends it, with this file.
std::string synced(std::string_view file, bool extracts = true, bool reduces = true, std::string_view more = "") {
  return R"({"id":"1","_attachment":")" + base::base64(file) + R"(","_extract_binary_content":)" + (extracts ? "true" : "false") +
         R"(,"_reduce_whitespace":)" + (reduces ? "true" : "false") + R"(,"_run_ml_inference":true)" + std::string(more) + "}";
}

TEST(BuiltIn, both_pipelines_are_there_with_six_processors) {
  ASSERT_EQ(built_in_pipelines().size(), 2U);
  for (const auto& pipeline : built_in_pipelines()) {
    EXPECT_EQ(pipeline->steps().size(), 6U);
    EXPECT_EQ(pipeline->body().number("version"), 3);
    for (const auto& step : pipeline->steps()) EXPECT_EQ(step.on_failure.size(), 1U);
  }
  EXPECT_NE(built_in_pipeline(generic_pipeline), nullptr);
  EXPECT_EQ(built_in_pipeline("none"), nullptr);
}

TEST(BuiltIn, case_61_the_markers_are_gone_afterwards) {
  EXPECT_EQ(through(synced("x", false, false, R"(,"_attachment_indexed_chars":5,"_extracted_attachment":{"a":1},"title":"t")")),
            R"({"id":"1","title":"t"})");
  EXPECT_EQ(through(R"({"id":"1"})"), R"({"id":"1"})") << "access control documents have none";
}

TEST(BuiltIn, case_62_the_text_of_a_file_is_the_body_with_little_white_space) {
  EXPECT_EQ(through(synced("  one \t\n\v\f\r two\n\n")), R"({"id":"1","body":"one two"})");
}

TEST(BuiltIn, case_63_without_extraction_there_is_no_body) { EXPECT_EQ(through(synced("text", false)), R"({"id":"1"})"); }

TEST(BuiltIn, case_64_white_space_may_be_kept) {
  EXPECT_EQ(through(synced("one \t two", true, false)), R"({"id":"1","body":"one \t two"})");
}

TEST(BuiltIn, case_65_bad_base64_is_noted) {
  EXPECT_EQ(
      through(R"({"id":"1","_attachment":"no base64","_extract_binary_content":true,"_reduce_whitespace":true})"),
      R"({"id":"1","_ingestion_errors":["Processor 'attachment' in pipeline 'search-default-ingestion' failed with message 'Illegal base64 character 20'"]})");
}

TEST(BuiltIn, case_66_a_body_without_a_file_is_kept) {
  EXPECT_EQ(through(R"({"body":" a  b ","_extract_binary_content":true,"_reduce_whitespace":true})"), R"({"body":"a b"})");
  EXPECT_EQ(through(R"({"body":" a  b ","_extract_binary_content":true,"_reduce_whitespace":false})"), R"({"body":" a  b "})");
}

// 8.5
TEST(BuiltIn, case_67_a_body_that_is_no_text_is_noted) {
  const auto noted = [](std::string_view what) {
    return R"("Processor )" + std::string(what) +
           R"( in pipeline 'search-default-ingestion' failed with message 'field [body] of type [java.lang.Integer] cannot be cast to [java.lang.String]'")";
  };
  EXPECT_EQ(through(R"({"body":7,"_extract_binary_content":true,"_reduce_whitespace":true})"),
            R"({"body":7,"_ingestion_errors":[)" + noted("'gsub' with tag 'remove_replacement_chars'") + "," +
                noted("'gsub' with tag 'remove_extra_whitespace'") + "," + noted("'trim'") + "]}");
  EXPECT_EQ(through(R"({"body":[" a  b ","c\n"],"_reduce_whitespace":true})"), R"({"body":["a b","c"]})");
}

TEST(BuiltIn, earlier_errors_stay) {
  EXPECT_TRUE(through(R"({"_ingestion_errors":["old"],"_attachment":"*","_extract_binary_content":true})")
                  .starts_with(R"({"_ingestion_errors":["old","Processor 'attachment')"));
}

TEST(BuiltIn, a_file_without_text_leaves_the_body_as_it_was) {
  EXPECT_EQ(through(synced("", true, true, R"(,"body":"old")")), R"({"id":"1","body":"old"})");
  EXPECT_EQ(through(synced("\x89PNG\r\n\x1A\n....", true, true, R"(,"body":"old")")), R"({"id":"1","body":"old"})");
}

TEST(BuiltIn, characters_that_could_not_be_decoded_go) {
  EXPECT_EQ(through(synced("\xEF\xBB\xBFone\xEF\xBF\xBDtwo")), R"({"id":"1","body":"onetwo"})");
}

TEST(BuiltIn, at_most_100000_characters_unless_told_otherwise) {
  const std::string file(150'000, 'a');
  const auto length = [&](std::string_view more) { return json::parse(through(synced(file, true, true, more)))->text("body").size(); };
  EXPECT_EQ(length(""), 100'000U);
  EXPECT_EQ(length(R"(,"_attachment_indexed_chars":120000)"), 120'000U);
  EXPECT_EQ(length(R"(,"_attachment_indexed_chars":-1)"), 150'000U);
}

TEST(BuiltIn, markers_count_only_when_they_are_true) {
  EXPECT_EQ(through(R"({"body":" a ","_reduce_whitespace":"true"})"), R"({"body":" a "})");
  EXPECT_EQ(through(R"({"body":" a ","_reduce_whitespace":null,"_extract_binary_content":1})"), R"({"body":" a "})");
}

// 8.4
TEST(BuiltIn, formats_that_cannot_be_read_are_noted) {
  EXPECT_EQ(
      through(synced("%PDF-1.7 ...")),
      R"({"id":"1","_ingestion_errors":["Processor 'attachment' in pipeline 'search-default-ingestion' failed with message 'Error parsing document in field [_attachment]: no text is taken from files of type application/pdf'"]})");
}

TEST(BuiltIn, html_loses_its_tags) {
  EXPECT_EQ(through(synced("<html><head><title>T</title></head><body><p>a &amp; b</p><p>c</p></body></html>")),
            R"({"id":"1","body":"T a & b c"})");
}

}  // namespace
}  // namespace headrace::content::ingest
