// The attachment processor and its formats (docs/spec/document-api.md 8.3, 8.4).
#include <fmt/format.h>

#include "base/base64.h"
#include "content/ingest/ingest_fixture.h"

namespace headrace::content::ingest {
namespace {

std::string attached(std::string_view file, std::string_view options = "", std::string_view more = "") {
  return outcome(R"({"attachment":{"field":"f","remove_binary":true)" + std::string(options) + "}}",
                 R"({"f":")" + base::base64(file) + "\"" + std::string(more) + "}");
}

TEST(Attachment, has_content_type_and_length) {
  EXPECT_EQ(attached(" text\n"), R"({"attachment":{"content_type":"text/plain; charset=UTF-8","content":"text","content_length":4}})");
  EXPECT_EQ(attached("text", R"(,"target_field":"a.b","properties":["content"])"), R"({"a":{"b":{"content":"text"}}})");
  EXPECT_EQ(attached("<!doctype html><p>c", R"(,"properties":["content_type"])"),
            R"({"attachment":{"content_type":"text/html; charset=UTF-8"}})");
  EXPECT_EQ(attached("\x89PNG\r\n\x1A\n...."), R"({"attachment":{"content_type":"image/png","content_length":0}})");
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
  EXPECT_EQ(attached("%PDF-1.4"), "Error parsing document in field [f]: no text is taken from files of type application/pdf");
}

/// Says what it was asked.
class TestReader final : public extract::FileReader {
 public:
  [[nodiscard]] Result<extract::FileText> read(std::string_view content, const extract::FileType& type, std::int64_t most) const override {
    if (content.contains("stopped")) return fail(ErrorKind::unavailable, "stopping");
    if (content.contains("broken")) return fail(ErrorKind::illegal_argument, "it is broken");
    extract::FileText text;
    text.text = fmt::format("text of {} up to {}", type.media_type, most);
    text.media_type = type.media_type;
    text.title = "T";
    text.date = "2024-01-01T00:00:00Z";
    return text;
  }
};

struct Attached {
  std::string outcome;
  bool must_wait;
};

Attached attach(std::string_view content, bool may_wait = true, std::string_view options = R"("ignore_failure":true)") {
  const TestReader reader;
  Surroundings surroundings;
  surroundings.files = &reader;
  surroundings.may_wait = may_wait;
  const auto pipeline =
      Pipeline::read("p", *json::parse(R"({"processors":[{"attachment":{"field":"f","remove_binary":true,)" + std::string(options) +
                                       R"(}}],"on_failure":[{"set":{"field":"failed","value":true}}]})"));
  auto changed = document(R"({"f":")" + base::base64(content) + R"(","name":"x.md"})");
  Run run(surroundings, nullptr);
  const auto fate = run.through(*pipeline, changed);
  return {fate ? json::write(changed.source()) : "error: " + fate.error().reason, run.must_wait()};
}

TEST(Attachment, what_the_file_says_stands_beside_its_text) {
  EXPECT_EQ(attach("%PDF-1.4").outcome,
            R"({"name":"x.md","attachment":{"content_type":"application/pdf","title":"T","date":"2024-01-01T00:00:00Z",)"
            R"("content":"text of application/pdf up to 100000","content_length":36}})");
  EXPECT_EQ(attach("hello", true, R"("indexed_chars":4,"resource_name":"name","properties":["content","content_type"])").outcome,
            R"({"name":"x.md","attachment":{"content_type":"text/x-web-markdown; charset=UTF-8","content":"text"}})");
}

TEST(Attachment, a_thread_that_must_go_on_puts_off_what_takes_long) {
  for (const auto& content : {std::string("%PDF-1.4"), std::string(100'000, 'x')}) {
    const auto attached = attach(content, false);
    EXPECT_EQ(attached.outcome, "error: the text of a file has to be waited for") << "and nothing has handled it as a failure";
    EXPECT_TRUE(attached.must_wait);
  }
  const auto little = attach("little text", false);
  EXPECT_TRUE(little.outcome.contains("text/plain"));
  EXPECT_FALSE(little.must_wait);
}

TEST(Attachment, a_server_that_stops_makes_no_document_fail) {
  EXPECT_EQ(attach("%PDF-1.4 stopped").outcome, "error: stopping");
  EXPECT_FALSE(attach("%PDF-1.4 stopped").must_wait);
  EXPECT_EQ(attach("%PDF-1.4 broken").outcome, R"({"f":"JVBERi0xLjQgYnJva2Vu","name":"x.md"})");
  EXPECT_EQ(attach("%PDF-1.4 broken", true, R"("tag":"t")").outcome, R"({"f":"JVBERi0xLjQgYnJva2Vu","name":"x.md","failed":true})");
}

TEST(Attachment, lengths_count_units_of_utf_16) {
  EXPECT_EQ(attached("äb😀", R"(,"properties":["content","content_length"])"), R"({"attachment":{"content":"äb😀","content_length":4}})");
}

TEST(Attachment, properties_have_names) {
  EXPECT_TRUE(refusal(R"({"processors":[{"attachment":{"field":"a","properties":["pages"]}}]})")
                  .starts_with("[properties] illegal field option [pages]. valid values are [CONTENT, TITLE, AUTHOR, "));
}

}  // namespace
}  // namespace headrace::content::ingest
