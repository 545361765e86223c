#include "engine/embedded/list_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "engine/embedded/engine_fixture.h"

namespace headrace::engine::embedded {
namespace {

namespace fs = std::filesystem;

const ListFileTitle title{.index = 7, .uuid = "uuid", .file = "f00d", .seq_no = 9};

class ListFile : public ::testing::Test {
 protected:
  ListFile() { fs::create_directories(folder_.path()); }

  static rocksdb::FileSystem& files() { return *rocksdb::FileSystem::Default(); }
  [[nodiscard]] std::string store() const { return folder_.path().string(); }
  [[nodiscard]] fs::path path() const { return fs::path(list_folder(store())) / list_file_name(title.index, title.seq_no); }

  /// Three documents in two segments.
  void write() {
    auto writer = ListFileWriter::create(files(), store(), title);
    ASSERT_TRUE(writer) << writer.error().reason;
    const auto done = (*writer)->add_keywords({{"completed"}, {}, {"a", "b"}, {"c-1"}, {}, {}});
    const auto failed = (*writer)->add_keywords({{"error"}, {}, {}, {"c-1"}, {}, {}});
    (*writer)->add({.id = "b", .seq_no = 3, .order = "1", .creation = 1}, done);
    (*writer)->add({.id = "c", .seq_no = 300, .order = "2", .creation = 0}, failed);
    ASSERT_TRUE((*writer)->write_segment());
    (*writer)->add({.id = std::string("\0/", 2), .seq_no = 4, .order = "3", .creation = 2}, done);
    ASSERT_TRUE((*writer)->finish());
  }

  /// The ids with a status, or why the file is refused.
  std::string read(const std::vector<KeywordFilter>& filters = {}, const ListFileTitle& wanted = title) {
    ListIndex list(layout_of(sync_jobs_index));
    if (const auto done = read_list_file(files(), store(), wanted, list); !done) return "refused: " + done.error().reason;
    std::string ids;
    for (const auto& place : list.page({.filters = filters}).places) ids += place.id + fmt::format("@{} ", place.seq_no);
    return ids;
  }

  void put(std::string_view bytes) { std::ofstream(path(), std::ios::binary | std::ios::trunc) << bytes; }
  std::string bytes() {
    std::ifstream file(path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  TemporaryFolder folder_;
};

TEST_F(ListFile, what_was_written_comes_back) {
  write();
  EXPECT_EQ(read(), std::string("b@3 c@300 \0/@4 ", 15));
  EXPECT_EQ(read({{"status", {"error"}}}), "c@300 ");
  EXPECT_EQ(read({{"trigger_method", {"b"}}}), std::string("b@3 \0/@4 ", 9));
}

TEST_F(ListFile, an_empty_list_is_one_too) {
  auto writer = ListFileWriter::create(files(), store(), title);
  ASSERT_TRUE((*writer)->finish());
  EXPECT_EQ(read(), "");
}

TEST_F(ListFile, no_beginning_of_a_file_is_taken_for_a_list) {
  write();
  const auto whole = bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    put(whole.substr(0, size));
    ASSERT_TRUE(read().starts_with("refused: it is not whole")) << size << ": " << read();
  }
  put(whole + "x");
  EXPECT_TRUE(read().starts_with("refused: "));
}

TEST_F(ListFile, no_changed_byte_is_taken_for_a_list) {
  write();
  const auto whole = bytes();
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const int bit : {0, 3, 7}) {
      auto changed = whole;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      put(changed);
      ASSERT_TRUE(read().starts_with("refused: ")) << i;
    }
  }
  put(whole);
  EXPECT_EQ(read({{"status", {"error"}}}), "c@300 ");
}

TEST_F(ListFile, the_file_of_another_index_or_state_is_refused) {
  write();
  auto other = title;
  other.uuid = "another";
  EXPECT_EQ(read({}, other), "refused: it is another one than was written last");
  other = title;
  other.file = "cafe";
  EXPECT_EQ(read({}, other), "refused: it is another one than was written last");
  fs::rename(path(), path().parent_path() / list_file_name(8, 9));
  other = title;
  other.index = 8;
  EXPECT_EQ(read({}, other), "refused: it is another one than was written last");
  EXPECT_TRUE(read().starts_with("refused: IO error: No such file"));
}

TEST_F(ListFile, what_was_not_finished_leaves_nothing) {
  {
    auto writer = ListFileWriter::create(files(), store(), title);
    (*writer)->add({.id = "b", .order = "1"}, (*writer)->add_keywords({{}, {}, {}, {}, {}, {}}));
    ASSERT_TRUE((*writer)->write_segment());
    ASSERT_FALSE(fs::exists(path()));
  }
  EXPECT_TRUE(fs::is_empty(list_folder(store())));
}

}  // namespace
}  // namespace headrace::engine::embedded
