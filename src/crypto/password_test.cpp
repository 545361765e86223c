#include "crypto/password.h"

#include <gtest/gtest.h>

namespace headrace::crypto {
namespace {

TEST(Password, is_known_by_its_hash) {
  const auto hash = hash_password("open sesame");
  EXPECT_TRUE(hash.starts_with("scrypt$15$8$1$"));
  EXPECT_FALSE(hash.contains("sesame"));
  EXPECT_TRUE(is_password("open sesame", hash));
  for (const auto* other : {"open sesam", "open sesame ", "", "Open sesame"}) EXPECT_FALSE(is_password(other, hash)) << other;
  EXPECT_NE(hash_password("open sesame"), hash);  // salted
}

TEST(Password, may_be_anything) {
  const std::string odd("a\0b", 3);
  EXPECT_TRUE(is_password(odd, hash_password(odd)));
  EXPECT_FALSE(is_password("a", hash_password(odd)));
}

TEST(Password, no_other_text_is_a_hash) {
  for (const auto* text : {"", "scrypt", "scrypt$15$8$1$$", "md5$15$8$1$AAAA$AAAA", "scrypt$x$8$1$AAAA$AAAA", "scrypt$99$8$1$AAAA$AAAA",
                           "scrypt$15$999999$999$AAAA$AAAA", "scrypt$15$8$1$AAAA$!"})
    EXPECT_FALSE(is_password("", text)) << text;
}

TEST(EqualInConstantTime, is_equality) {
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
}

}  // namespace
}  // namespace headrace::crypto
