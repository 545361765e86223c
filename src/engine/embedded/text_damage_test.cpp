// The index of words in any state in which a crash, a power cut or a careless hand may leave it: searches find what reading finds.

#include <fstream>

#include "engine/embedded/engine_fixture.h"
#include "engine/embedded/fault_runs.h"

namespace headrace::engine::embedded {
namespace {

namespace fs = std::filesystem;

class TextDamage : public ::testing::Test {
 protected:
  TextDamage() { start(); }

  void start() {
    auto opened = open({.folder = folder_.path(), .clock = &clock_, .text_index_from = 0, .on_fatal = {}});
    if (!opened) throw std::runtime_error(opened.error().reason);
    engine_ = std::move(*opened);
  }
  void stop() {
    engine_->close();
    engine_.reset();
  }
  std::uint64_t below(std::uint64_t bound) { return std::uniform_int_distribution<std::uint64_t>(0, bound - 1)(random_); }

  /// Some documents are written, replaced or removed.
  void write_some(std::size_t count) {
    std::vector<Write> writes;
    for (std::size_t i = 0; i < count; ++i) {
      Write write;
      write.index = "i";
      write.id = std::to_string(below(400));
      if (below(5) == 0) {
        write.action = Write::Action::remove;
      } else {
        write.source = fmt::format(R"({{"title":"w{} w{}","text":"w{} and all the rest"}})", below(words), below(words), below(words));
      }
      writes.push_back(std::move(write));
    }
    ASSERT_TRUE(run(engine_->content().write(std::move(writes))));
  }
  std::vector<std::string> found(std::uint64_t word, bool by_reading) {
    SearchRequest request;
    request.indices = {"i"};
    request.query = {Match{.field = "title", .text = fmt::format("w{}", word)}};
    request.size = 1'000;
    if (by_reading) request.walk = Walk{.after = "", .counts = false};
    const auto result = run(engine_->content().search(std::move(request)));
    if (!result) return {"error: " + result.error().reason};
    std::vector<std::string> ids;
    for (const auto& hit : result->hits) ids.push_back(hit.document.id);
    if (result->timed_out) ids.emplace_back("timed out");
    std::ranges::sort(ids);
    return ids;
  }
  /// How many words are found otherwise than by reading.
  std::size_t wrong() {
    std::size_t wrong = 0;
    for (std::uint64_t word = 0; word < words; ++word) wrong += found(word, false) != found(word, true) ? 1 : 0;
    return wrong;
  }

  [[nodiscard]] fs::path text() const { return folder_.path() / "text"; }
  [[nodiscard]] fs::path file(const std::string& end) const {
    for (const auto& entry : fs::directory_iterator(text())) {
      if (entry.path().string().ends_with(end)) return entry.path();
    }
    return {};
  }
  void keep_text(const std::string& name) { copy_over(text(), folder_.path() / name); }
  void put_text_back(const std::string& name) { copy_over(folder_.path() / name, text()); }
  static void copy_over(const fs::path& from, const fs::path& to) {
    fs::remove_all(to);
    fs::copy(from, to, fs::copy_options::recursive);
  }
  /// Zeros or other bytes in place of a sector, or the end cut off.
  void damage(const fs::path& path) {
    const auto size = fs::file_size(path);
    if (size == 0) return;
    const auto at = below(size);
    if (below(3) == 0) return fs::resize_file(path, at);
    const auto begin = at / 512 * 512;
    std::string bytes(std::min<std::size_t>(512, size - begin), '\0');
    if (below(2) == 0) std::ranges::generate(bytes, [&] { return static_cast<char>(below(256)); });
    std::fstream out(path, std::ios::in | std::ios::out | std::ios::binary);
    out.seekp(static_cast<std::streamoff>(begin));
    out << bytes;
  }

  static constexpr std::uint64_t words = 40;
  base::ManualClock clock_{*base::parse_instant("2026-03-04T05:06:07.089Z")};
  TemporaryFolder folder_;
  std::unique_ptr<Engine> engine_;
  std::mt19937 random_{fault_seed()};
};

TEST_F(TextDamage, an_older_file_is_brought_up_to_date) {
  write_some(200);
  EXPECT_EQ(wrong(), 0U);
  keep_text("unclosed");
  stop();
  keep_text("closed");
  for (const std::string kept : {"closed", "unclosed"}) {
    start();
    write_some(200);
    EXPECT_EQ(wrong(), 0U);
    stop();
    put_text_back(kept);
    start();
    EXPECT_EQ(wrong(), 0U) << kept;
    stop();
  }
}

TEST_F(TextDamage, a_file_that_is_ahead_of_the_data_is_made_anew) {
  write_some(100);
  EXPECT_EQ(wrong(), 0U);
  stop();
  copy_over(folder_.path() / "content", folder_.path() / "backup");
  start();
  write_some(100);
  EXPECT_EQ(wrong(), 0U);
  stop();
  copy_over(folder_.path() / "backup", folder_.path() / "content");  // and the index of words stays
  start();
  write_some(50);
  EXPECT_EQ(wrong(), 0U);
  stop();
  start();
  write_some(200);
  EXPECT_EQ(wrong(), 0U);
}

TEST_F(TextDamage, what_a_power_cut_leaves_of_the_last_commits_is_good) {
  for (std::uint64_t round = 0; round < rounds_of(60); ++round) {
    write_some(20);
    ASSERT_EQ(wrong(), 0U);
    keep_text("cut");
    stop();
    put_text_back("cut");
    // Nothing of SQLite's log is synced before it is moved into the file.
    if (const auto log = file("-wal"); !log.empty()) damage(log);
    if (below(2) == 0) fs::remove(file("-shm"));
    start();
    ASSERT_EQ(wrong(), 0U) << "round " << round;
  }
}

TEST_F(TextDamage, what_is_damaged_is_made_anew) {
  write_some(300);
  for (std::uint64_t round = 0; round < rounds_of(60); ++round) {
    write_some(20);
    ASSERT_EQ(wrong(), 0U);
    stop();
    damage(file(".fts"));
    start();
    ASSERT_EQ(wrong(), 0U) << "round " << round;
  }
}

/// Without a checksum it is only noticed where SQLite finds a contradiction: a search may miss what is there, and that is all.
TEST_F(TextDamage, what_is_damaged_and_was_not_closed_finds_nothing_that_is_not_there) {
  write_some(300);
  for (std::uint64_t round = 0; round < rounds_of(60); ++round) {
    write_some(20);
    ASSERT_EQ(wrong(), 0U);
    keep_text("cut");
    stop();
    put_text_back("cut");
    damage(file(".fts"));
    start();
    for (std::uint64_t word = 0; word < words; ++word) {
      const auto by_reading = found(word, true);
      for (const auto& id : found(word, false)) ASSERT_TRUE(std::ranges::binary_search(by_reading, id)) << "round " << round << ": " << id;
    }
    stop();
    fs::remove_all(text());
    start();
  }
}

}  // namespace
}  // namespace headrace::engine::embedded
