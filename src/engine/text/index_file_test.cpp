// What becomes of a file over restarts, crashes and damage.

#include "engine/text/index_file.h"

#include <gtest/gtest.h>

#include <thread>

#include "engine/text/file_seal.h"
#include "engine/text/text_fixture.h"

namespace headrace::engine::text {
namespace {

namespace fs = std::filesystem;

class IndexFile : public ::testing::Test {
 protected:
  /// Documents "0" to count - 1 with the word "x", each its own commit.
  static void fill(TextIndex& index, std::uint64_t count) {
    for (auto i = index.position(); i < count; ++i) {
      const Change change{
          .id = std::to_string(i), .seq_no = i, .source = R"({"t":"x )" + std::string(500, 'a') + std::to_string(i) + R"("})"};
      ASSERT_TRUE(index.apply({&change, 1}, i + 1));
    }
  }
  void fill_and_close(std::uint64_t count) { fill(*opened(folder_.path()), count); }
  [[nodiscard]] fs::path file() const { return file_of(folder_.path(), an_index.number); }
  void remove_seal() const { ASSERT_TRUE(break_seal(file())); }
  void write_over(std::size_t offset, std::string_view bytes) const {
    std::fstream stream(file(), std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(static_cast<std::streamoff>(offset));
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  void run_sql(const char* sql) const {
    auto connection = Connection::open(file(), Connection::Mode::existing);
    ASSERT_TRUE(connection);
    const auto done = connection->execute(sql);
    ASSERT_TRUE(done) << done.error().reason;
  }
  /// Made anew, and as good as ever.
  void expect_empty_and_usable(const IndexIdentity& identity = an_index) const {
    const auto index = opened(folder_.path(), identity);
    ASSERT_TRUE(index);
    EXPECT_EQ(index->position(), 0);
    EXPECT_EQ(found_in(*index, TextQuery{.text = "x"}), Ids{});
    fill(*index, 3);
    EXPECT_EQ(found_in(*index, TextQuery{.text = "x"}), (Ids{"0", "1", "2"}));
  }

  TemporaryFolder folder_;
};

TEST_F(IndexFile, names_tell_the_index) {
  EXPECT_EQ(file_of("data", 12), "data/12.fts");
  EXPECT_EQ(index_of("data/12.fts"), 12);
  EXPECT_EQ(index_of("data/12.fts-wal"), 12);
  EXPECT_EQ(index_of("0.fts-shm"), 0);
  EXPECT_EQ(index_of("0.fts.sum"), 0);
  for (const auto* other : {"12", "12.ft", "x.fts", "-1.fts", "012.fts", ".fts", "12.fts.fts", "lock"})
    EXPECT_EQ(index_of(other), std::nullopt) << other;
}

TEST_F(IndexFile, is_there_after_a_restart) {
  fill_and_close(5);
  const auto index = opened(folder_.path());
  EXPECT_EQ(index->position(), 5);
  EXPECT_EQ(found_in(*index, TextQuery{.text = "x", .fields = {"t"}}), (Ids{"0", "1", "2", "3", "4"}));
  const Change change{.id = "0", .seq_no = 5, .source = R"({"other":"y"})"};
  ASSERT_TRUE(index->apply({&change, 1}, 6));
  EXPECT_EQ(found_in(*index, TextQuery{.text = "y", .fields = {"other"}}), (Ids{"0"}));
  EXPECT_EQ(found_in(*index, TextQuery{.text = "y", .fields = {"t"}}), Ids{});
}

TEST_F(IndexFile, of_another_index_is_made_anew) {
  fill_and_close(5);
  expect_empty_and_usable({.number = an_index.number, .uuid = "another"});
}

TEST_F(IndexFile, of_another_version_is_made_anew) {
  fill_and_close(5);
  run_sql("UPDATE state SET purpose = replace(purpose, '2 ', '1 ')");
  remove_seal();
  expect_empty_and_usable();
}

TEST_F(IndexFile, that_is_something_else_is_made_anew) {
  std::ofstream(file()) << std::string(10'000, 'z');
  expect_empty_and_usable();
}

TEST_F(IndexFile, that_is_empty_is_made_anew) {
  std::ofstream(file()).flush();
  expect_empty_and_usable();
}

TEST_F(IndexFile, without_what_it_should_hold_is_made_anew) {
  fill_and_close(5);
  run_sql("DROP TABLE documents");
  remove_seal();
  expect_empty_and_usable();
}

TEST_F(IndexFile, without_its_state_is_made_anew) {
  fill_and_close(5);
  run_sql("DELETE FROM state");
  remove_seal();
  expect_empty_and_usable();
}

TEST_F(IndexFile, that_was_cut_off_is_made_anew) {
  fill_and_close(200);
  fs::resize_file(file(), fs::file_size(file()) / 2);
  remove_seal();
  expect_empty_and_usable();
}

TEST_F(IndexFile, that_was_written_over_is_made_anew) {
  fill_and_close(5);
  write_over(0, std::string(100, '\0'));
  remove_seal();
  expect_empty_and_usable();
}

TEST_F(IndexFile, is_looked_through_when_it_was_not_closed) {
  fill_and_close(200);
  remove_seal();
  write_over(fs::file_size(file()) / 2, std::string(20'000, '\xEE'));
  expect_empty_and_usable();
}

TEST_F(IndexFile, that_was_changed_since_it_was_closed_is_made_anew) {
  for (const bool is_short : {false, true}) {
    fill_and_close(20);
    const auto size = fs::file_size(file());
    if (is_short) {
      fs::resize_file(file(), size - 1);
    } else {
      write_over(size - 10, "?");  // in the words of a document, where SQLite has nothing to say
    }
    expect_empty_and_usable();
    fs::remove_all(folder_.path());
  }
}

TEST_F(IndexFile, is_sealed_while_nobody_writes) {
  fill_and_close(5);
  EXPECT_EQ(look_at_seal(file()), Seal::good);
  {
    const auto index = opened(folder_.path());
    EXPECT_EQ(look_at_seal(file()), Seal::good);
    fill(*index, 6);
    EXPECT_EQ(look_at_seal(file()), Seal::none);
  }
  EXPECT_EQ(look_at_seal(file()), Seal::good);
  EXPECT_EQ(opened(folder_.path())->position(), 6);
}

TEST_F(IndexFile, that_stands_in_a_place_where_none_can_be_is_an_error_that_may_pass) {
  fs::create_directories(file() / "folder");
  const auto index = TextIndex::open(folder_.path(), an_index);
  ASSERT_FALSE(index);
  EXPECT_EQ(index.error().kind, ErrorKind::unavailable);
}

/// A copy of files that are open is what a process that is killed leaves behind.
TEST_F(IndexFile, after_a_kill_is_as_it_was_after_some_commit) {
  const auto index = opened(folder_.path());
  for (std::uint64_t count = 1; count < 300; count += 37) {
    fill(*index, count);
    const TemporaryFolder copy;
    for (const auto* end : {"", "-wal"}) {
      const auto from = fs::path(file()) += end;
      if (fs::exists(from)) fs::copy_file(from, copy.path() / from.filename());
    }
    const auto left = opened(copy.path());
    EXPECT_EQ(left->position(), count);
    EXPECT_EQ(found_in(*left, TextQuery{.text = "x"}).size(), count);
  }
}

TEST_F(IndexFile, after_a_kill_within_a_commit_is_as_before_it) {
  const auto index = opened(folder_.path());
  fill(*index, 10);
  const auto log = fs::path(file()) += "-wal";
  const auto size = fs::file_size(log);
  std::vector<Change> many;
  for (std::uint64_t i = 10; i < 200; ++i) many.push_back({.id = std::to_string(i), .seq_no = i, .source = R"({"t":"x"})"});
  ASSERT_TRUE(index->apply(many, 200));
  for (auto cut = size; cut < fs::file_size(log); cut += 3'001) {
    const TemporaryFolder copy;
    fs::copy_file(file(), copy.path() / file().filename());
    fs::copy_file(log, copy.path() / log.filename());
    fs::resize_file(copy.path() / log.filename(), cut);
    const auto left = opened(copy.path());
    EXPECT_EQ(left->position(), 10);
    EXPECT_EQ(found_in(*left, TextQuery{.text = "x"}).size(), 10);
  }
}

TEST_F(IndexFile, a_discarded_one_is_empty_and_goes_on) {
  const auto index = opened(folder_.path());
  fill(*index, 5);
  EXPECT_EQ(found_in(*index, TextQuery{.text = "x"}).size(), 5);
  ASSERT_TRUE(index->discard());
  EXPECT_EQ(index->position(), 0);
  EXPECT_EQ(found_in(*index, TextQuery{.text = "x"}), Ids{});
  fill(*index, 2);
  EXPECT_EQ(found_in(*index, TextQuery{.text = "x"}), (Ids{"0", "1"}));
}

TEST_F(IndexFile, a_removed_one_leaves_nothing) {
  const auto index = opened(folder_.path());
  fill(*index, 5);
  EXPECT_EQ(found_in(*index, TextQuery{.text = "x"}).size(), 5);
  ASSERT_TRUE(index->remove());
  EXPECT_TRUE(fs::is_empty(folder_.path()));
  const auto found = index->find({{.text = "x"}}, [](const Candidate&) { return true; });
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::unavailable);
}

TEST_F(IndexFile, searches_go_on_while_it_is_written_and_discarded) {
  const auto index = opened(folder_.path());
  std::atomic<bool> is_over = false;
  std::vector<std::thread> searches;
  for (int i = 0; i < 3; ++i) {
    searches.emplace_back([&] {
      while (!is_over) {
        std::uint64_t count = 0;
        const auto position = index->find({{.text = "x"}}, [&](const Candidate&) { return ++count > 0; });
        ASSERT_TRUE(position) << position.error().reason;
        EXPECT_EQ(count, *position);  // one state, whatever is written meanwhile
      }
    });
  }
  for (int round = 0; round < 5; ++round) {
    fill(*index, 40);
    ASSERT_TRUE(index->discard());
  }
  is_over = true;
  for (auto& search : searches) search.join();
}

}  // namespace
}  // namespace headrace::engine::text
