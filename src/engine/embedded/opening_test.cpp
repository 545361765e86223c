#include <unistd.h>

#include <fstream>

#include "engine/embedded/engine_fixture.h"
#include "engine/embedded/folder.h"

namespace headrace::engine::embedded {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;

class Opening : public EngineFixture {
 protected:
  std::string refusal() {
    const auto opened = open({.folder = folder_.path(), .clock = &clock_, .on_fatal = {}});
    auto reason = reason_of(opened, ErrorKind::unavailable);
    EXPECT_EQ(std::ranges::count(reason, '\n'), 2) << reason;
    return reason;
  }
  void close() {
    engine_->close();
    engine_.reset();
  }
  void write_file(const fs::path& path, std::string_view text) { std::ofstream(path, std::ios::trunc) << text; }
  fs::path newest(const fs::path& folder, std::string_view prefix) {
    fs::path found;
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().filename().string().starts_with(prefix) && entry.path() > found) found = entry.path();
    }
    return found;
  }
};

TEST_F(Opening, everything_is_there_after_a_restart) {
  const std::vector<std::string> ids{"a\0b"s, "a/b"s, "\xC3\xA4"s, std::string(512, 'x')};
  for (const auto& id : ids) ASSERT_TRUE(index("i", id, R"({"a" : 1.10})"));
  ASSERT_TRUE(index(jobs, "J", R"({"status":"pending"})"));
  ASSERT_TRUE(index(jobs, "J", R"({"status":"error"})"));
  ASSERT_TRUE(remove("i", "a/b"));
  restart();
  for (const auto& id : ids) EXPECT_EQ(source_of("i", id), id == "a/b" ? "none" : R"({"a" : 1.10})");
  const auto job = *run(state().get(jobs, "J"));
  EXPECT_EQ(job->version, 2U);
  EXPECT_EQ(job->seq_no, 1U);
  EXPECT_EQ(index(jobs, "J", "{}")->seq_no, 2U);
  EXPECT_EQ(index("i", "new", "{}")->seq_no, 5U) << "also a removal's number is not given twice";
}

TEST_F(Opening, a_folder_has_one_server_and_its_name_is_told) {
  const auto reason = refusal();
  EXPECT_TRUE(reason.contains(folder_.path().string() + " is in use."));
  EXPECT_TRUE(reason.contains(fmt::format("process {}", ::getpid())));
  EXPECT_TRUE(reason.contains("--data"));
}

TEST_F(Opening, a_closed_engine_gives_the_folder_back_and_answers_unavailable) {
  engine_->close();
  engine_->close();
  EXPECT_EQ(reason_of(index("i", "1", "{}"), ErrorKind::unavailable), "the server is shutting down");
  EXPECT_EQ(reason_of(run(state().get(jobs, "J")), ErrorKind::unavailable), "the server is shutting down");
  EXPECT_EQ(reason_of(run(content().indices()), ErrorKind::unavailable), "the server is shutting down");
  const auto other = open({.folder = folder_.path(), .clock = &clock_, .on_fatal = {}});
  EXPECT_TRUE(other);
}

TEST_F(Opening, the_format_of_a_newer_version_is_refused) {
  close();
  write_file(folder_.path() / "format", "headrace 99\n");
  EXPECT_TRUE(refusal().contains("format 99 of a newer Headrace"));
  write_file(folder_.path() / "format", "something else");
  EXPECT_TRUE(refusal().contains("It is damaged"));
}

TEST_F(Opening, a_folder_of_an_older_format_is_taken_over) {
  ASSERT_TRUE(index("i", "1", "{}"));
  close();
  write_file(folder_.path() / "format", "headrace 1\n");
  restart();
  EXPECT_EQ(source_of("i", "1"), "{}");
  std::ifstream file(folder_.path() / "format");
  std::string product;
  int number = 0;
  file >> product >> number;
  EXPECT_EQ(number, format_version);
}

TEST_F(Opening, a_store_that_is_gone_is_not_made_anew) {
  close();
  fs::remove(folder_.path() / "state" / "CURRENT");
  EXPECT_TRUE(refusal().contains("It is damaged: the file CURRENT is missing."));
  fs::remove_all(folder_.path() / "state");
  EXPECT_TRUE(refusal().contains("It is damaged: the file CURRENT is missing."));
}

TEST_F(Opening, a_wrong_checksum_is_refused) {
  close();
  const auto manifest = newest(folder_.path() / "content", "MANIFEST");
  ASSERT_FALSE(manifest.empty());
  std::fstream file(manifest, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(20);
  file << "XXXX";
  file.close();
  EXPECT_TRUE(refusal().contains("It is damaged: Corruption"));
}

TEST_F(Opening, a_first_start_that_was_cut_short_begins_again) {
  close();
  fs::remove(folder_.path() / "format");
  fs::remove_all(folder_.path() / "content");
  restart();
  EXPECT_TRUE(index("i", "1", "{}"));
  EXPECT_TRUE(fs::exists(folder_.path() / "format"));
}

TEST_F(Opening, starts_without_writes_leave_no_pile_of_logs) {
  for (int i = 0; i < 30; ++i) restart();
  std::size_t logs = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder_.path())) logs += entry.path().extension() == ".log" ? 1 : 0;
  EXPECT_LE(logs, 20U);
}

TEST_F(Opening, a_folder_that_cannot_be_made_is_told) {
  close();
  fs::remove_all(folder_.path());
  write_file(folder_.path(), "a file");
  const auto reason = refusal();
  EXPECT_TRUE(reason.contains("cannot be used"));
}

}  // namespace
}  // namespace headrace::engine::embedded
