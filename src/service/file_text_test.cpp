// docs/spec/connector-service.md 18
#include "service/file_text.h"

#include <gtest/gtest.h>

#include "extract/outside/server_reader.h"
#include "http/test_socket.h"

namespace headrace::service {
namespace {

class Bytes final : public sources::Content {
 public:
  Bytes(std::string name, std::string bytes) : name_(std::move(name)), bytes_(std::move(bytes)) {}
  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
  Result<std::string> read(std::uint64_t) override { return bytes_; }

 private:
  std::string name_, bytes_;
};

class FileTextTest : public ::testing::Test {
 protected:
  std::string text(const std::string& name, const std::string& bytes) {
    Bytes content(name, bytes);
    const std::atomic<bool> stop = false;
    const auto read = text_of_content(content, plan_, stop);
    return read ? *read : "error: " + read.error().reason;
  }
  void use(extract::ReaderSettings settings) { plan_.files = std::make_shared<extract::ServerReader>(std::move(settings)); }

  SyncPlan plan_;
};

TEST_F(FileTextTest, texts_are_read_here) {
  EXPECT_EQ(text("a.TXT", " hello "), "hello");
  EXPECT_EQ(text("a.html", "<p>a</p>"), "a");
}

TEST_F(FileTextTest, of_other_files_it_says_what_is_missing) {
  const std::string_view advice =
      "error: files of this kind are read by an extraction service: use_text_extraction_service of the connector, and "
      "extraction_service.host";
  EXPECT_EQ(text("a.docx", "x"), advice);
  plan_.uses_extraction_service = true;
  EXPECT_EQ(text("a.docx", "x"), advice);
  EXPECT_EQ(text("a.png", "x"), "error: no text is taken from files of this kind");
  EXPECT_EQ(text("docx", "x"), "error: no text is taken from files of this kind");
}

TEST_F(FileTextTest, a_pdf_goes_to_the_helper) {
  use({.pdf_program = "/nowhere/helper", .service = {}});
  EXPECT_TRUE(text("a.pdf", "%PDF-1.4").starts_with("error: the helper process cannot be started"));
  plan_.limits.max_file_bytes = 3;
  EXPECT_EQ(text("a.pdf", "%PDF"), "error: it has 4 bytes, more than max_file_download_size (3)");
}

TEST_F(FileTextTest, the_service_reads_everything_of_a_connector_that_wants_it) {
  std::string got;
  const auto server = http::testing::serve([&](http::Request request) -> Awaitable<http::Response> {
    got = request.body;
    co_return http::Response{.status = 200, .headers = {}, .body = R"({"extracted_text":"by the service"})"};
  });
  use({.pdf_program = {}, .service = {.host = "http://127.0.0.1:" + std::to_string(server->port())}});
  EXPECT_EQ(text("a.txt", "here"), "here");
  plan_.uses_extraction_service = true;
  plan_.limits.max_file_bytes = 3;  // does not count here (18.1)
  EXPECT_EQ(text("a.txt", "there"), "by the service");
  EXPECT_EQ(got, "there");
  EXPECT_EQ(text("A.DOCX", "there, too"), "by the service");
  EXPECT_EQ(text("a.png", "not there"), "error: no text is taken from files of this kind");
}

}  // namespace
}  // namespace headrace::service
