#include "sources/dir/file_content.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "sources/dir/temporary_folder.h"

namespace headrace::sources::dir {
namespace {

constexpr std::uint64_t limit = 1 << 20;

std::string reason(const Result<std::string>& bytes) { return bytes ? "read" : bytes.error().reason; }

TEST(FileContent, all_bytes_are_read) {
  const TemporaryFolder folder;
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += static_cast<char>(i);
  FileContent content(folder.write("x/a.bin", bytes), bytes.size());
  EXPECT_EQ(content.name(), "a.bin");
  EXPECT_EQ(content.size(), bytes.size());
  EXPECT_EQ(*content.read(limit), bytes);
  EXPECT_EQ(*FileContent(folder.write("empty"), 0).read(limit), "text");
  EXPECT_EQ(*FileContent(folder.write("empty", ""), 0).read(0), "");
}

TEST(FileContent, the_bytes_come_piece_by_piece_too) {
  const TemporaryFolder folder;
  const auto stream = FileContent(folder.write("a.txt", "0123456789"), 10).open();
  ASSERT_TRUE(stream);
  std::array<char, 4> piece{};
  std::string all;
  for (auto got = (*stream)->read(piece); got && *got > 0; got = (*stream)->read(piece)) all.append(piece.data(), *got);
  EXPECT_EQ(all, "0123456789");
  EXPECT_FALSE(FileContent(folder / "none", 1).open());
}

TEST(FileContent, the_limit_is_the_largest_size_that_is_read) {
  const TemporaryFolder folder;
  FileContent content(folder.write("a.txt", std::string(5000, 'x')), 5000);
  EXPECT_EQ(content.read(5000)->size(), 5000U);
  EXPECT_EQ(reason(content.read(4999)), "the file [" + folder.path() + "/a.txt] cannot be read: it has more than 4999 bytes");
}

TEST(FileContent, a_file_that_grew_since_it_was_listed_is_read_as_it_is) {
  const TemporaryFolder folder;
  FileContent content(folder.write("a.log", "one"), 3);
  folder.write("a.log", "one and two");
  EXPECT_EQ(*content.read(limit), "one and two");
}

// Such a file says that it has no bytes, which is also how a file looks that grows while it is read.
TEST(FileContent, the_size_that_a_file_claims_is_no_promise) {
  EXPECT_GT(FileContent("/proc/self/maps", 0).read(limit)->size(), 0U);
  EXPECT_EQ(reason(FileContent("/proc/self/maps", 0).read(10)), "the file [/proc/self/maps] cannot be read: it has more than 10 bytes");
}

TEST(FileContent, what_is_no_readable_file_any_more_is_an_error_at_once) {
  const TemporaryFolder folder;
  const auto path = folder / "a.txt";
  FileContent content(path, 4);
  const auto prefix = "the file [" + path + "] cannot be read: ";
  EXPECT_EQ(reason(content.read(limit)), prefix + "No such file or directory");
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(reason(content.read(limit)), prefix + "it is no regular file any more");
  std::filesystem::remove(path);
  std::filesystem::create_directory(path);
  EXPECT_EQ(reason(content.read(limit)), prefix + "it is no regular file any more");
  EXPECT_TRUE(reason(FileContent(folder / std::string(5000, 'x'), 4).read(limit)).ends_with("File name too long"));
}

}  // namespace
}  // namespace headrace::sources::dir
