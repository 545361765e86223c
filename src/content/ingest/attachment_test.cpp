// The attachment processor and its formats (docs/spec/document-api.md 8.3, 8.4).
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

class Slow final : public extract::FileReader {
 public:
  explicit Slow(ErrorKind kind) : kind_(kind) {}
  [[nodiscard]] Result<extract::FileText> read(std::string_view, const extract::FileType&, std::int64_t) const override {
    return fail(kind_, "no");
  }

 private:
  ErrorKind kind_;
};

struct Outcome {
  Result<Fate> fate;
  bool must_wait;
  std::string source;
};

Outcome tried(std::string_view source, const Surroundings& surroundings) {
  const auto pipeline = Pipeline::read(
      "test", *json::parse(R"({"processors":[{"attachment":{"field":"f","ignore_failure":true}}],"on_failure":[{"drop":{}}]})"));
  auto changed = document(source);
  Run run(surroundings, nullptr);
  auto fate = run.through(*pipeline, changed);
  return {std::move(fate), run.must_wait(), json::write(changed.source())};
}

TEST(Attachment, what_takes_long_is_put_off_where_nobody_may_wait) {
  const auto pdf = R"({"f":")" + base::base64("%PDF-1.4") + "\"}";
  const auto large = R"({"f":")" + std::string(100'000, 'A') + "\"}";
  const Slow reader(ErrorKind::illegal_argument);
  Surroundings hasty;
  hasty.files = &reader;
  hasty.may_wait = false;
  for (const auto& source : {pdf, large}) {
    const auto outcome = tried(source, hasty);
    EXPECT_TRUE(outcome.must_wait);
    EXPECT_FALSE(outcome.fate) << "nobody handles that";
  }
  Surroundings patient = hasty;
  patient.may_wait = true;
  EXPECT_TRUE(tried(pdf, patient).fate) << "a failure that is ignored";
}

TEST(Attachment, what_stops_the_reader_is_no_failure_of_the_document) {
  const Slow stopped(ErrorKind::unavailable);
  Surroundings surroundings;
  surroundings.files = &stopped;
  const auto outcome = tried(R"({"f":"YWJj"})", surroundings);
  ASSERT_FALSE(outcome.fate);
  EXPECT_EQ(outcome.fate.error().kind, ErrorKind::unavailable);
  EXPECT_FALSE(outcome.must_wait);
}

}  // namespace
}  // namespace headrace::content::ingest
