#include "backup/partial_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "base/strings.h"

namespace headrace::backup {
namespace {

namespace fs = std::filesystem;

class Partial : public ::testing::Test {
 protected:
  Partial() : root_(fs::temp_directory_path() / ("headrace-partial-" + base::random_hex(8))), target_(root_ / "made") {
    fs::create_directories(root_);
  }
  ~Partial() override { fs::remove_all(root_); }

  static void write(const fs::path& path, std::string_view text) {
    OutputFile file;
    ASSERT_TRUE(file.open(path));
    ASSERT_TRUE(file.write(text));
    ASSERT_TRUE(file.close());
  }
  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(root_)) found.push_back(fs::relative(entry.path(), root_).string());
    std::ranges::sort(found);
    return found;
  }
  std::string refusal() const {
    const auto made = PartialFolder::make(target_);
    if (made) return "no refusal";
    EXPECT_EQ(std::ranges::count(made.error().reason, '\n'), 2) << made.error().reason;
    return made.error().reason;
  }

  fs::path root_, target_;
};

TEST_F(Partial, is_there_as_a_whole_after_its_commit) {
  auto folder = PartialFolder::make(target_);
  ASSERT_TRUE(folder) << folder.error().reason;
  write(folder->path() / "a/b", "x");
  EXPECT_FALSE(fs::exists(target_));
  ASSERT_TRUE(folder->commit());
  EXPECT_EQ(names(), (std::vector<std::string>{"made", "made/a", "made/a/b"}));
}

TEST_F(Partial, is_gone_without_one) {
  {
    auto folder = PartialFolder::make(target_.string() + "/");
    ASSERT_TRUE(folder);
    write(folder->path() / "a/b", "x");
  }
  EXPECT_EQ(names(), std::vector<std::string>{});
}

TEST_F(Partial, takes_the_place_of_an_empty_folder_and_of_no_other) {
  fs::create_directories(target_);
  ASSERT_TRUE(PartialFolder::make(target_)->commit());
  EXPECT_EQ(names(), std::vector<std::string>{"made"});
  std::ofstream(target_ / "mine") << "x";
  EXPECT_TRUE(refusal().contains("not an empty folder"));
  fs::remove_all(target_);
  std::ofstream(target_) << "a file";
  EXPECT_TRUE(refusal().contains("not an empty folder"));
}

TEST_F(Partial, is_put_in_place_of_one_that_a_killed_process_left) {
  const auto left = root_ / "made.partial";
  fs::create_directories(left / "state");
  std::ofstream(left / "headrace.partial") << "";
  std::ofstream(left / "state" / "half") << "x";
  ASSERT_TRUE(PartialFolder::make(target_)->commit());
  EXPECT_EQ(names(), std::vector<std::string>{"made"});
}

TEST_F(Partial, removes_nothing_that_is_not_its_own) {
  fs::create_directories(root_ / "made.partial");
  std::ofstream(root_ / "made.partial" / "mine") << "x";
  EXPECT_TRUE(refusal().contains("nothing says that it may be removed"));
  EXPECT_TRUE(fs::exists(root_ / "made.partial" / "mine"));
}

TEST_F(Partial, has_one_maker) {
  const auto folder = PartialFolder::make(target_);
  ASSERT_TRUE(folder);
  EXPECT_TRUE(refusal().contains("Another process is making it right now"));
}

}  // namespace
}  // namespace headrace::backup
