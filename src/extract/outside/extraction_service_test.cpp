// docs/spec/connector-service.md 18.4
#include "extract/outside/extraction_service.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/strings.h"
#include "extract/outside/server_reader.h"
#include "http/test_socket.h"
#include "http/uri.h"

namespace headrace::extract {
namespace {

const std::atomic<bool> go_on = false;

class ExtractionServiceTest : public ::testing::Test {
 protected:
  ~ExtractionServiceTest() override { std::filesystem::remove_all(folder_); }

  ExtractionServiceSettings settings() {
    return {.host = "http://127.0.0.1:" + std::to_string(server_->port()) + "/", .shared_volume_dir = folder_};
  }
  std::string extract(ExtractionServiceSettings with, std::string_view content, std::string_view extension = ".docx") {
    const auto text = ExtractionService(std::move(with)).extract(content, extension, go_on);
    return text ? *text : "error: " + text.error().reason;
  }
  std::string refusal(std::string_view why) {
    return fmt::format("error: the extraction service at [{}] gave no text: {}", settings().host, why);
  }

  http::Request seen_;
  std::string file_seen_;
  http::Response answer_{.status = 200, .headers = {}, .body = R"({"extracted_text":"Grüße"})"};
  std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("headrace-shared-" + base::random_hex(8));
  std::unique_ptr<http::Server> server_ = http::testing::serve([this](http::Request request) -> Awaitable<http::Response> {
    seen_ = std::move(request);
    if (const auto at = seen_.target.find("local_file_path="); at != std::string::npos) {
      std::ifstream file(*http::percent_decode(seen_.target.substr(at + 16), false));
      file_seen_ = std::string(std::istreambuf_iterator<char>(file), {});
    }
    co_return answer_;
  });
};

TEST_F(ExtractionServiceTest, the_bytes_go_there_and_the_text_comes_back) {
  const std::string bytes(300'000, 'x');
  EXPECT_EQ(extract(settings(), bytes), "Grüße");
  EXPECT_EQ(seen_.method + " " + seen_.target, "PUT /extract_text/");
  EXPECT_EQ(seen_.header("content-type"), "application/octet-stream");
  EXPECT_EQ(seen_.header("accept"), "application/json");
  EXPECT_EQ(seen_.body, bytes);
}

TEST_F(ExtractionServiceTest, bytes_whose_number_nobody_knows_go_in_chunks) {
  std::string bytes(200'000, 'y');
  std::size_t at = 0;
  const auto take = [&](std::span<char> to) -> Result<std::size_t> {
    const auto count = bytes.copy(to.data(), std::min<std::size_t>(to.size(), 7777), at);
    at += count;
    return count;
  };
  EXPECT_EQ(*ExtractionService(settings()).extract(take, std::nullopt, ".doc", go_on), "Grüße");
  EXPECT_EQ(seen_.body, bytes);
  EXPECT_EQ(seen_.header("content-length"), "");
}

TEST_F(ExtractionServiceTest, or_the_path_of_a_shared_file_goes) {
  std::filesystem::create_directories(folder_);
  auto with = settings();
  with.use_file_pointers = true;
  EXPECT_EQ(extract(with, "content", ".docx"), "Grüße");
  EXPECT_EQ(file_seen_, "content");
  EXPECT_TRUE(seen_.target.starts_with("/extract_text/?local_file_path="));
  EXPECT_TRUE(seen_.target.ends_with(".docx"));
  EXPECT_EQ(seen_.body, "");
  EXPECT_TRUE(std::filesystem::is_empty(folder_)) << "the file is gone";
  answer_.status = 500;
  extract(with, "content", "/../x");
  EXPECT_FALSE(seen_.target.contains("..")) << "only plain extensions become part of the name";
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
  with.shared_volume_dir = folder_ / "nowhere";
  EXPECT_TRUE(extract(with, "content").contains("cannot be written: No such file or directory (extraction_service.shared_volume_dir)"));
}

TEST_F(ExtractionServiceTest, refusals_are_told) {
  answer_.status = 503;
  EXPECT_EQ(extract(settings(), "x"), refusal("it answered with status 503"));
  answer_ = {.status = 200, .headers = {}, .body = R"({"error":"Unprocessable","message":"not a file","extracted_text":"no"})"};
  EXPECT_EQ(extract(settings(), "x"), refusal("Unprocessable: not a file"));
  answer_.body = "<html>";
  EXPECT_EQ(extract(settings(), "x"), refusal("its answer is no JSON object"));
  answer_.body = R"({"extracted_text":5})";
  EXPECT_EQ(extract(settings(), "x"), refusal("its [extracted_text] is no text"));
  answer_.body = "{}";
  EXPECT_EQ(extract(settings(), "x"), "");
}

TEST_F(ExtractionServiceTest, a_service_that_is_not_there_is_told) {
  auto with = settings();
  server_->stop(std::chrono::seconds(0));
  EXPECT_TRUE(extract(with, "x").starts_with("error: cannot reach 127.0.0.1:")) << extract(with, "x");
  EXPECT_FALSE(ExtractionService(with).ping());
}

TEST_F(ExtractionServiceTest, errors_of_the_source_are_its_own) {
  const auto take = [](std::span<char>) -> Result<std::size_t> { return fail(ErrorKind::internal, "the disk is gone"); };
  const auto text = ExtractionService(settings()).extract(take, std::nullopt, "", go_on);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().reason, "the disk is gone");
}

TEST_F(ExtractionServiceTest, ping) {
  EXPECT_TRUE(ExtractionService(settings()).ping());
  EXPECT_EQ(seen_.target, "/ping/");
  answer_.status = 404;
  EXPECT_EQ(ExtractionService(settings()).ping().error().reason, "it answered with status 404");
}

TEST_F(ExtractionServiceTest, a_reader_of_a_server_sends_what_it_cannot_read) {
  const std::string rtf = "{\\rtf1 hello}";
  const ServerReader with({.service = settings()});
  const auto text = with.read(rtf, type_of(rtf), -1);
  ASSERT_TRUE(text) << text.error().reason;
  EXPECT_EQ(text->text, "Grüße");
  EXPECT_EQ(text->media_type, "application/rtf");
  EXPECT_EQ(with.read("plain", type_of("plain"), -1)->text, "plain");
  const ServerReader without({});
  EXPECT_EQ(without.read(rtf, type_of(rtf), -1).error().reason,
            "files of type application/rtf are read by an extraction service, and none is configured (extraction_service.host)");
  EXPECT_EQ(without.read("%PDF-1.4", type_of("%PDF-1.4"), -1).error().reason, "no text is taken from files of type application/pdf");
}

}  // namespace
}  // namespace headrace::extract
