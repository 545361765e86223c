#include "engine/embedded/log_tail.h"

#include <fstream>

#include "engine/embedded/engine_fixture.h"

namespace headrace::engine::embedded {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_over(const fs::path& path, std::uint64_t at, std::string_view bytes) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(at));
  file << bytes;
}

class LogTail : public EngineFixture {
 protected:
  [[nodiscard]] fs::path newest(const std::string& store, std::string_view prefix, std::string_view suffix) const {
    fs::path found;
    for (const auto& entry : fs::directory_iterator(folder_.path() / store)) {
      const auto name = entry.path().filename().string();
      if (name.starts_with(prefix) && name.ends_with(suffix) && entry.path() > found) found = entry.path();
    }
    return found;
  }
  /// The log of the store after the engine has ended, which has not written a table.
  fs::path closed_log(const std::string& store) {
    engine_->close();
    engine_.reset();
    return newest(store, "", ".log");
  }
  std::string refusal() {
    const auto opened = open({.folder = folder_.path(), .clock = &clock_, .on_fatal = {}});
    return opened ? "none" : opened.error().reason;
  }
};

TEST_F(LogTail, a_log_without_damage_has_nothing_torn) {
  for (const auto size : {10U, 40'000U, 200'000U, 32'000U})
    ASSERT_TRUE(index(jobs, std::to_string(size), fmt::format(R"({{"p":"{}"}})", std::string(size, 'x'))));
  const auto log = text_of(closed_log("state"));
  EXPECT_EQ(begin_of_torn_record(log), std::nullopt);
  EXPECT_EQ(begin_of_torn_record(""), std::nullopt);
}

TEST_F(LogTail, a_last_record_with_a_hole_anywhere_is_torn) {
  ASSERT_TRUE(index(jobs, "a", "{}"));
  const auto before = fs::file_size(newest("state", "", ".log"));
  ASSERT_TRUE(index(jobs, "b", fmt::format(R"({{"p":"{}"}})", std::string(100'000, 'x'))));
  const auto log = text_of(closed_log("state"));
  ASSERT_GT(log.size(), before + 100'000);
  for (auto at = before; at < log.size(); at += 1'000) {
    auto torn = log;
    for (auto i = at; i < std::min<std::size_t>(at + 512, torn.size()); ++i) torn[i] = static_cast<char>(torn[i] ^ 0x55);
    EXPECT_EQ(begin_of_torn_record(torn), before) << at;
    EXPECT_EQ(begin_of_torn_record(std::string_view(log).substr(0, at + 1)), before) << at;
  }
}

TEST_F(LogTail, damage_before_a_whole_record_is_not_passed_over) {
  ASSERT_TRUE(index(jobs, "a", "{}"));
  const auto before = fs::file_size(newest("state", "", ".log"));
  ASSERT_TRUE(index(jobs, "b", R"({"n":1})"));
  ASSERT_TRUE(index(jobs, "c", R"({"n":2})"));
  const auto path = closed_log("state");
  for (const auto at : {before, before + 5, before + 20}) {
    const auto log = text_of(path);
    auto damaged = log;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    EXPECT_EQ(begin_of_torn_record(damaged), std::nullopt) << at;
  }
  write_over(path, before + 20, "XXXX");
  EXPECT_TRUE(refusal().contains("It is damaged: Corruption"));
  EXPECT_TRUE(refusal().contains("It is damaged: Corruption")) << "nothing was taken off";
}

TEST_F(LogTail, after_a_torn_write_the_store_opens_with_all_that_was_acknowledged) {
  for (const std::string store : {"state", "content"}) {
    const auto name = store == "state" ? jobs : "i";
    ASSERT_TRUE(index(name, "a", R"({"n":1})"));
    const auto before = fs::file_size(newest(store, "", ".log"));
    ASSERT_TRUE(index(name, "b", fmt::format(R"({{"p":"{}"}})", std::string(70'000, 'x'))));
    write_over(closed_log(store), before + 512, std::string(512, '\0'));
    restart();
    EXPECT_EQ(source_of(name, "a"), R"({"n":1})");
    EXPECT_EQ(source_of(name, "b"), "none");
    ASSERT_TRUE(index(name, "c", "{}"));
    restart();
    EXPECT_EQ(source_of(name, "c"), "{}");
  }
}

TEST_F(LogTail, a_manifest_whose_last_change_is_torn_is_good_without_it) {
  ASSERT_TRUE(index(jobs, "a", R"({"n":1})"));
  restart();
  closed_log("state");
  const auto manifest = newest("state", "MANIFEST-", "");
  const auto size = fs::file_size(manifest);
  std::ofstream(manifest, std::ios::app | std::ios::binary) << "\x11\x22\x33\x44" << std::string("\x08\x00\x01", 3) << "12345678";
  restart();
  EXPECT_EQ(source_of(jobs, "a"), R"({"n":1})");
  EXPECT_GE(size, 1U);
}

}  // namespace
}  // namespace headrace::engine::embedded
