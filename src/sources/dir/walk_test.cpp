#include "sources/dir/walk.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>

#include "sources/dir/descriptor.h"
#include "sources/dir/temporary_folder.h"

namespace headrace::sources::dir {
namespace {

using Paths = std::vector<std::string>;

class WalkTest : public ::testing::Test {
 protected:
  Walk open(std::string_view pattern = "**/*.*") {
    auto walk = Walk::open(folder_.path(), *PathPattern::parse(pattern), stop_);
    EXPECT_TRUE(walk) << walk.error().reason;
    return std::move(*walk);
  }

  /// The files of the walk relative to the folder, sorted; failures go to failures_.
  Paths files_of(Walk walk) {
    Paths files;
    while (true) {
      auto found = walk.next();
      EXPECT_TRUE(found) << found.error().reason;
      if (!found || !*found) break;
      if (const auto* file = std::get_if<FoundFile>(&**found)) {
        files.push_back(file->path.substr(folder_.path().size() + 1));
      } else {
        failures_.push_back(std::get<WalkFailure>(**found));
      }
    }
    complete_ = walk.is_complete();
    std::ranges::sort(files);
    return files;
  }
  Paths files(std::string_view pattern = "**/*.*") { return files_of(open(pattern)); }

  TemporaryFolder folder_;
  StopFlag stop_ = false;
  std::vector<WalkFailure> failures_;
  bool complete_ = false;
};

TEST_F(WalkTest, the_default_pattern_finds_files_with_a_dot_at_any_depth) {
  for (const auto* name : {"a.txt", "Makefile", ".hidden", "x/b.md", "x/.git/config", "x/.git/c.d", "x/y.d/z/e.txt"}) folder_.write(name);
  EXPECT_EQ(files(), (Paths{".hidden", "a.txt", "x/.git/c.d", "x/b.md", "x/y.d/z/e.txt"}));
  EXPECT_TRUE(complete_);
  EXPECT_TRUE(failures_.empty());
}

TEST_F(WalkTest, patterns_select_names_and_folders) {
  for (const auto* name : {"a.txt", "x/a.txt", "x/y/a.txt", "z/y/a.txt", "z/y/A.TXT", "z/plain"}) folder_.write(name);
  EXPECT_EQ(files("*.txt"), (Paths{"a.txt"}));
  EXPECT_EQ(files("*/*.txt"), (Paths{"x/a.txt"}));
  EXPECT_EQ(files("**/y/*.txt"), (Paths{"x/y/a.txt", "z/y/a.txt"}));
  EXPECT_EQ(files("[!x]/**/*"), (Paths{"z/plain", "z/y/A.TXT", "z/y/a.txt"}));
  EXPECT_EQ(files("z/plain"), (Paths{"z/plain"}));
  EXPECT_EQ(files("nothing/*"), Paths{});
  EXPECT_TRUE(complete_);
}

TEST_F(WalkTest, an_empty_folder_is_complete) {
  EXPECT_EQ(files(), Paths{});
  EXPECT_TRUE(complete_);
}

TEST_F(WalkTest, links_to_files_are_files_and_circles_of_folders_have_an_end) {
  folder_.write("x/a.txt");
  folder_.link("to_a.txt", folder_ / "x/a.txt");
  folder_.link("nowhere.txt", folder_ / "missing");
  folder_.link("itself.txt", folder_ / "itself.txt");
  folder_.link("through_a_file.txt", folder_ / "x/a.txt/b");
  folder_.link("x/up.d", folder_.path());
  EXPECT_EQ(files(), (Paths{"to_a.txt", "x/a.txt"}));
  EXPECT_EQ(files("*/*/*/*.txt"), (Paths{"x/up.d/x/a.txt"}));
  EXPECT_TRUE(complete_);
  EXPECT_TRUE(failures_.empty());
}

TEST_F(WalkTest, only_regular_files_are_found_and_nothing_is_waited_for) {
  ASSERT_EQ(mkfifo((folder_ / "pipe.txt").c_str(), 0600), 0);
  const Descriptor listener(::socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  (folder_ / "socket.txt").copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  folder_.link("device.txt", "/dev/null");
  folder_.link("to_pipe.txt", folder_ / "pipe.txt");
  EXPECT_EQ(files(), Paths{});
  EXPECT_EQ(files("*/*"), Paths{});
  EXPECT_TRUE(complete_);
}

TEST_F(WalkTest, what_vanishes_on_the_way_is_left_out) {
  folder_.write("x/a.txt");
  folder_.write("y/b.txt");
  auto walk = open();
  const auto first = walk.next();
  ASSERT_TRUE(first && *first);
  const auto path = std::get<FoundFile>(**first).path;
  std::filesystem::remove_all(folder_ / (path.ends_with("a.txt") ? "y" : "x"));
  EXPECT_EQ(files_of(std::move(walk)), Paths{});
  EXPECT_TRUE(complete_);
}

TEST_F(WalkTest, a_folder_that_was_moved_away_while_it_was_read_is_an_error) {
  const auto moved = folder_ / "moved";
  const auto inner = folder_ / "inner";
  std::filesystem::create_directory(inner);
  auto walk = *Walk::open(inner, *PathPattern::parse("*"), stop_);
  std::filesystem::rename(inner, moved);
  std::filesystem::create_directory(inner);
  const auto next = walk.next();
  ASSERT_FALSE(next);
  EXPECT_EQ(next.error().reason, "the directory [" + inner + "] was moved, replaced or removed while it was read; sync again");
  EXPECT_FALSE(walk.is_complete());
}

TEST_F(WalkTest, a_stopped_walk_ends_before_the_next_file_and_is_not_complete) {
  folder_.write("a.txt");
  folder_.write("b.txt");
  auto walk = open();
  ASSERT_TRUE(walk.next());
  stop_ = true;
  const auto next = walk.next();
  ASSERT_FALSE(next);
  EXPECT_EQ(next.error().kind, ErrorKind::unavailable);
  EXPECT_FALSE(walk.is_complete());
}

// Names are opened relative to their folder, so that no path is too long for the system.
TEST_F(WalkTest, paths_longer_than_the_system_allows_are_walked_and_levels_have_a_bound) {
  Descriptor here(::open(folder_.path().c_str(), O_RDONLY | O_DIRECTORY));
  const std::string name(50, 'x');
  for (int depth = 0; depth < 300; ++depth) {
    ASSERT_EQ(mkdirat(here.get(), name.c_str(), 0700), 0);
    const Descriptor file(openat(here.get(), "a.txt", O_CREAT | O_WRONLY, 0600));
    here = Descriptor(openat(here.get(), name.c_str(), O_RDONLY | O_DIRECTORY));
    ASSERT_TRUE(here.is_open());
  }
  const auto found = files();
  EXPECT_EQ(found.size(), 256U);
  EXPECT_GT(std::ranges::max(found, {}, &std::string::size).size(), std::size_t{PATH_MAX});
  ASSERT_EQ(failures_.size(), 1U);
  EXPECT_EQ(failures_[0].what, WalkFailure::What::folder);
  EXPECT_EQ(failures_[0].reason, "deeper than 256 levels");
  EXPECT_FALSE(complete_);
}

TEST_F(WalkTest, names_that_cannot_be_shown_get_escapes) {
  EXPECT_EQ(readable("/a/\xFFü\xC3"), "/a/\\xffü\\xc3");
  EXPECT_EQ(readable(""), "");
}

}  // namespace
}  // namespace headrace::sources::dir
