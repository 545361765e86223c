#include "crypto/key_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "base/strings.h"

namespace headrace::crypto {
namespace {

class KeyFileTest : public ::testing::Test {
 protected:
  ~KeyFileTest() override { std::filesystem::remove_all(folder_); }

  void put(const std::string& text, mode_t mode = 0600) {
    std::filesystem::create_directories(path_.parent_path());
    std::ofstream(path_) << text;
    ::chmod(path_.c_str(), mode);
  }

  std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("headrace-key-" + base::random_hex(8));
  std::filesystem::path path_ = folder_ / "config/sealing.key";
};

TEST_F(KeyFileTest, is_made_at_first_need_for_its_owner_alone) {
  KeyFile file(path_);
  EXPECT_EQ(*file.load(), nullptr);
  EXPECT_FALSE(std::filesystem::exists(path_));
  const auto made = file.load_or_make();
  ASSERT_TRUE(made) << made.error().reason;
  struct ::stat status{};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  EXPECT_EQ(KeyFile(path_).load_or_make().value()->all().front().text(), (*made)->all().front().text());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(path_.parent_path()), {}), 1);
}

TEST_F(KeyFileTest, that_cannot_be_used_says_why_and_stays) {
  for (const auto& [text, mode, why] : {std::tuple{std::string("abc\n"), mode_t{0600}, "64 hexadecimal digits"},
                                        {"", 0600, "holds no key"},
                                        {SealingKey::make().text(), 0644, "chmod 600"}}) {
    put(text, mode);
    KeyFile file(path_);
    for (const auto& outcome : {file.load(), file.load_or_make(), file.add_key()}) {
      ASSERT_FALSE(outcome);
      EXPECT_TRUE(outcome.error().reason.contains(why)) << outcome.error().reason;
      EXPECT_TRUE(outcome.error().reason.contains(path_.string()));
    }
    std::ifstream kept(path_);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(kept), {}), text);
  }
}

TEST_F(KeyFileTest, keys_are_added_in_front) {
  KeyFile file(path_);
  const auto first = file.load_or_make().value()->all().front().text();
  const auto second = file.add_key().value();
  ASSERT_EQ(second->all().size(), 2U);
  EXPECT_EQ(second->all().back().text(), first);
  EXPECT_EQ(KeyFile(path_).load().value()->all().front().text(), second->all().front().text());
}

}  // namespace
}  // namespace headrace::crypto
