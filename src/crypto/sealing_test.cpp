#include "crypto/sealing.h"

#include <gtest/gtest.h>

#include "base/base64.h"

namespace headrace::crypto {
namespace {

SealingKeys one_key() { return SealingKeys({SealingKey::make()}); }

TEST(SealingKey, is_written_as_64_digits) {
  const auto key = SealingKey::make();
  EXPECT_EQ(key.text().size(), 64U);
  EXPECT_EQ(SealingKey::parse(key.text())->bytes(), key.bytes());
  EXPECT_EQ(SealingKey::parse(key.text())->id(), key.id());
  EXPECT_NE(SealingKey::make().text(), key.text());
  for (const auto& text :
       {std::string(), key.text() + "0", key.text().substr(1), "g" + key.text().substr(1), key.text().substr(0, 63) + " "})
    EXPECT_EQ(SealingKey::parse(text).error().kind, ErrorKind::illegal_argument) << text.size();
}

TEST(Sealing, comes_back_as_it_was) {
  const auto keys = one_key();
  for (const auto& plain : {std::string(), std::string("x"), std::string("a\0b", 3), std::string(100'000, 'y')}) {
    const auto sealed = keys.seal(plain, "index/id");
    EXPECT_EQ(keys.open(sealed, "index/id"), plain);
    EXPECT_FALSE(plain.size() > 2 && sealed.contains(plain));
  }
  EXPECT_NE(keys.seal("x", "p"), keys.seal("x", "p"));
}

TEST(Sealing, is_bound_to_its_place_and_its_key) {
  const auto keys = one_key();
  const auto sealed = keys.seal("secret", "index/a");
  EXPECT_FALSE(keys.open(sealed, "index/b"));
  const auto other = one_key().open(sealed, "index/a");
  ASSERT_FALSE(other);
  EXPECT_TRUE(other.error().reason.contains(keys.all().front().id())) << other.error().reason;
}

TEST(Sealing, tells_every_changed_or_missing_byte) {
  const auto keys = one_key();
  const auto bytes = *base::from_base64url(keys.seal("secret", "p"));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(keys.open(base::base64url(changed), "p")) << i;
    EXPECT_FALSE(keys.open(base::base64url(bytes.substr(0, i)), "p")) << i;
  }
  EXPECT_FALSE(keys.open("no base64!", "p"));
}

TEST(Sealing, opens_with_older_keys_and_seals_with_the_first) {
  const auto old = one_key();
  const auto sealed = old.seal("secret", "p");
  const SealingKeys both({SealingKey::make(), old.all().front()});
  EXPECT_EQ(both.open(sealed, "p"), "secret");
  EXPECT_FALSE(both.is_current(sealed));
  EXPECT_TRUE(both.is_current(both.seal("secret", "p")));
  EXPECT_FALSE(both.is_current("rubbish"));
}

}  // namespace
}  // namespace headrace::crypto
