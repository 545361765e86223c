#include "base/base64.h"

#include <gtest/gtest.h>

namespace headrace::base {
namespace {

TEST(Base64, the_examples_of_rfc_4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64url("fo"), "Zm8");
}

TEST(Base64, the_two_alphabets_differ_in_two_letters) {
  EXPECT_EQ(base64("\xfb\xff\xbf"), "+/+/");
  EXPECT_EQ(base64url("\xfb\xff\xbf"), "-_-_");
}

TEST(Base64, all_bytes_come_back) {
  std::string bytes;
  for (int i = 0; i < 600; ++i) {
    EXPECT_EQ(from_base64url(base64url(bytes)), bytes);
    bytes += static_cast<char>(i * 7);
  }
}

TEST(Base64, what_was_never_written_is_not_read) {
  for (const auto* text : {"A", "AAAAA", "Zm8=", "Zm9", "Zh", "Zm 8", "+/+/", "Zm9v\n", "ä"}) EXPECT_FALSE(from_base64url(text)) << text;
}

}  // namespace
}  // namespace headrace::base
