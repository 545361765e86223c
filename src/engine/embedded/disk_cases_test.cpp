// What the simulated disk keeps and loses.
#include <gtest/gtest.h>

#include <fstream>

#include "base/strings.h"
#include "engine/embedded/simulated_disk.h"

namespace headrace::engine::embedded {

namespace fs = std::filesystem;

namespace {

class Disk : public ::testing::Test {
 protected:
  ~Disk() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::unique_ptr<rocksdb::FSWritableFile> created(const std::string& name) {
    std::unique_ptr<rocksdb::FSWritableFile> file;
    EXPECT_TRUE(disk_.NewWritableFile(path(name), {}, &file, nullptr).ok());
    return file;
  }
  void write_synced(const std::string& name, const std::string& text) {
    auto file = created(name);
    EXPECT_TRUE(file->Append(text, {}, nullptr).ok());
    EXPECT_TRUE(file->Sync({}, nullptr).ok());
  }
  void sync_folder() {
    std::unique_ptr<rocksdb::FSDirectory> folder;
    EXPECT_TRUE(disk_.NewDirectory(folder_.string(), {}, &folder, nullptr).ok());
    EXPECT_TRUE(folder->Fsync({}, nullptr).ok());
  }
  [[nodiscard]] std::string text_of(const std::string& name) const {
    std::ifstream in(path(name), std::ios::binary);
    if (!in) return "none";
    return {std::istreambuf_iterator<char>(in), {}};
  }
  /// All that a file can be after a cut, over many of them; `prepare` makes the same state each time.
  template <class Prepare>
  std::set<std::string> seen(const std::string& name, const Prepare& prepare, SimulatedDisk::Tear tear = SimulatedDisk::Tear::cuts_off) {
    std::set<std::string> texts;
    for (int i = 0; i < 200; ++i) {
      prepare();
      disk_.power_up(random_, tear);
      texts.insert(text_of(name));
    }
    return texts;
  }

  fs::path folder_ = [] {
    auto folder = folder_for_disks() / ("headrace-disk-" + base::random_hex(8));
    fs::create_directories(folder);
    return folder;
  }();
  SimulatedDisk disk_{folder_};
  std::mt19937 random_{20260304};
};

using Texts = std::set<std::string>;

TEST_F(Disk, what_was_synced_outlives_a_cut_and_of_the_rest_any_begin) {
  const auto texts = seen("f", [&] {
    auto file = created("f");
    EXPECT_TRUE(file->Append("ab", {}, nullptr).ok());
    EXPECT_TRUE(file->Sync({}, nullptr).ok());
    EXPECT_TRUE(file->Append("cd", {}, nullptr).ok());
    sync_folder();
  });
  EXPECT_EQ(texts, (Texts{"ab", "abc", "abcd"}));
}

TEST_F(Disk, a_damaged_sector_is_one_of_those_that_were_not_synced) {
  const auto texts = seen(
      "f.log",
      [&] {
        auto file = created("f.log");
        EXPECT_TRUE(file->Append(std::string(700, 'a'), {}, nullptr).ok());
        EXPECT_TRUE(file->Sync({}, nullptr).ok());
        EXPECT_TRUE(file->Append(std::string(700, 'b'), {}, nullptr).ok());
        sync_folder();
      },
      SimulatedDisk::Tear::damages);
  for (const auto& text : texts) ASSERT_TRUE(text.starts_with(std::string(700, 'a')));
  EXPECT_TRUE(std::ranges::any_of(texts, [](const auto& text) { return text.contains('\0'); }));
}

TEST_F(Disk, a_file_whose_folder_was_not_synced_may_be_gone) {
  EXPECT_EQ(seen("f",
                 [&] {
                   std::ignore = disk_.DeleteFile(path("f"), {}, nullptr);
                   sync_folder();
                   write_synced("f", "x");
                 }),
            (Texts{"none", "x"}));
}

TEST_F(Disk, a_rename_may_be_undone_and_what_it_replaced_comes_back) {
  EXPECT_EQ(seen("f",
                 [&] {
                   write_synced("f", "old");
                   write_synced("new", "new");
                   sync_folder();
                   EXPECT_TRUE(disk_.RenameFile(path("new"), path("f"), {}, nullptr).ok());
                   EXPECT_EQ(text_of("f"), "new");
                 }),
            (Texts{"old", "new"}));
}

TEST_F(Disk, a_removal_may_be_undone) {
  EXPECT_EQ(seen("f",
                 [&] {
                   write_synced("f", "x");
                   sync_folder();
                   EXPECT_TRUE(disk_.DeleteFile(path("f"), {}, nullptr).ok());
                   EXPECT_EQ(text_of("f"), "none");
                 }),
            (Texts{"none", "x"}));
}

TEST_F(Disk, a_folder_that_its_parent_does_not_know_is_lost_with_all_that_is_in_it) {
  int lost = 0;
  for (int i = 0; i < 50; ++i) {
    const auto inner = "inner" + std::to_string(i);
    EXPECT_TRUE(disk_.CreateDirIfMissing(path(inner), {}, nullptr).ok());
    write_synced(inner + "/f", "x");
    std::unique_ptr<rocksdb::FSDirectory> names;
    EXPECT_TRUE(disk_.NewDirectory(path(inner), {}, &names, nullptr).ok());
    EXPECT_TRUE(names->Fsync({}, nullptr).ok());
    disk_.power_up(random_, SimulatedDisk::Tear::cuts_off);
    lost += text_of(inner + "/f") == "none" ? 1 : 0;
    EXPECT_EQ(fs::exists(path(inner)), text_of(inner + "/f") == "x");
  }
  EXPECT_GT(lost, 5);
  EXPECT_LT(lost, 45);
}

TEST_F(Disk, after_a_cut_nothing_is_written_until_the_power_is_back) {
  auto file = created("f");
  sync_folder();
  disk_.lose_power_at(2);
  EXPECT_TRUE(file->Append("a", {}, nullptr).ok());
  EXPECT_FALSE(disk_.is_off());
  EXPECT_FALSE(file->Append("b", {}, nullptr).ok());
  EXPECT_TRUE(disk_.is_off());
  EXPECT_FALSE(file->Append("c", {}, nullptr).ok());
  EXPECT_FALSE(file->Sync({}, nullptr).ok());
  EXPECT_FALSE(disk_.DeleteFile(path("f"), {}, nullptr).ok());
  file.reset();
  disk_.power_up(random_, SimulatedDisk::Tear::cuts_off);
  EXPECT_TRUE(std::string("ab").starts_with(text_of("f"))) << text_of("f");
  write_synced("f", "d");
  EXPECT_EQ(text_of("f"), "d");
}

TEST_F(Disk, fails_once_where_it_was_told_to) {
  auto file = created("f");
  disk_.fail_once_at(2, SimulatedDisk::Fault::short_write);
  EXPECT_TRUE(file->Append("ab", {}, nullptr).ok());
  EXPECT_FALSE(disk_.failed());
  EXPECT_FALSE(file->Append("cd", {}, nullptr).ok());
  EXPECT_EQ(disk_.failed(), "append");
  EXPECT_TRUE(file->Append("ef", {}, nullptr).ok());
  EXPECT_EQ(text_of("f"), "abcef");
  disk_.fail_once_at(1, SimulatedDisk::Fault::no_space);
  EXPECT_TRUE(file->Sync({}, nullptr).IsNoSpace());
  EXPECT_TRUE(file->Sync({}, nullptr).ok());
}

}  // namespace
}  // namespace headrace::engine::embedded
