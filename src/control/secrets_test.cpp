#include "control/secrets.h"

#include "base/strings.h"
#include "control/store_fixture.h"

// The cases of docs/spec/configuration-filtering-secrets.md 7.7 are in tests/api/secrets; here is what no client sees.

namespace headrace::control {
namespace {

class SecretsTest : public StoreFixture {
 protected:
  ~SecretsTest() override { std::filesystem::remove_all(folder_); }

  std::string value_of(const std::string& id) {
    const auto value = run(secrets_.get(id));
    return value ? *value : value.error().reason;
  }
  std::string sealed(const std::string& id) { return std::string(stored(engine::secrets_index, id).text("value")); }

  std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("headrace-secrets-" + base::random_hex(8));
  crypto::KeyFile key_file_{folder_ / "sealing.key"};
  Secrets secrets_{store(), key_file_};
};

TEST_F(SecretsTest, what_is_stored_is_sealed) {
  EXPECT_TRUE(*run(secrets_.put("a", "first")));
  EXPECT_FALSE(*run(secrets_.put("a", "open sesame")));
  EXPECT_FALSE(sealed("a").contains("sesame"));
  EXPECT_EQ(value_of("a"), "open sesame");
}

TEST_F(SecretsTest, a_sealed_value_is_good_in_its_place_alone) {
  ASSERT_TRUE(run(secrets_.put("a", "one")));
  ASSERT_TRUE(run(secrets_.put("b", "two")));
  seed(engine::secrets_index, "b", R"({"value":")" + sealed("a") + "\"}");
  EXPECT_TRUE(value_of("b").contains("cannot be opened"));
}

TEST_F(SecretsTest, a_lost_key_is_told_and_nothing_is_overwritten) {
  ASSERT_TRUE(run(secrets_.put("a", "one")));
  const auto before = sealed("a");
  std::filesystem::rename(key_file_.path(), folder_ / "aside");
  crypto::KeyFile lost(key_file_.path());
  Secrets without(store(), lost);
  for (const auto& outcome : {run(without.get("a")), run(without.create("two"))}) {
    ASSERT_FALSE(outcome);
    EXPECT_TRUE(outcome.error().reason.contains(key_file_.path().string())) << outcome.error().reason;
  }
  EXPECT_FALSE(run(without.put("a", "two")));
  EXPECT_FALSE(run(without.rotate()));
  EXPECT_FALSE(std::filesystem::exists(key_file_.path()));
  EXPECT_EQ(sealed("a"), before);

  ASSERT_TRUE(run(without.remove("a")));  // with the last of them the lost key is no longer missed
  EXPECT_TRUE(run(without.create("two")));
}

TEST_F(SecretsTest, what_another_key_sealed_is_not_overwritten) {
  ASSERT_TRUE(run(secrets_.put("a", "one")));
  const auto before = sealed("a");
  crypto::KeyFile other(folder_ / "other.key");
  ASSERT_TRUE(other.load_or_make());
  Secrets with_other(store(), other);
  const auto outcome = run(with_other.put("a", "two"));
  ASSERT_FALSE(outcome);
  EXPECT_TRUE(outcome.error().reason.contains("needs the sealing key with id")) << outcome.error().reason;
  EXPECT_EQ(sealed("a"), before);
  EXPECT_EQ(value_of("a"), "one");
}

TEST_F(SecretsTest, a_new_key_seals_all_of_them_and_the_old_one_stays_for_others) {
  constexpr int count = 250;
  for (int i = 0; i < count; ++i) ASSERT_TRUE(run(secrets_.put("s" + std::to_string(i), "value " + std::to_string(i))));
  const auto before = sealed("s7");
  EXPECT_EQ(run(secrets_.rotate())->secrets, static_cast<std::uint64_t>(count));
  EXPECT_NE(sealed("s7"), before);
  const auto keys = crypto::KeyFile(key_file_.path()).load().value();
  ASSERT_EQ(keys->all().size(), 2U);
  for (int i = 0; i < count; ++i) {
    EXPECT_TRUE(keys->is_current(sealed("s" + std::to_string(i))));
    EXPECT_EQ(value_of("s" + std::to_string(i)), "value " + std::to_string(i));
  }
}

TEST_F(SecretsTest, a_rotation_that_was_cut_off_is_made_whole_by_the_next) {
  ASSERT_TRUE(run(secrets_.put("a", "one")));
  ASSERT_TRUE(key_file_.add_key());  // as far as a server came that was killed then
  EXPECT_EQ(value_of("a"), "one");
  EXPECT_EQ(run(secrets_.rotate())->secrets, 1U);
  EXPECT_TRUE(crypto::KeyFile(key_file_.path()).load().value()->is_current(sealed("a")));
  EXPECT_EQ(value_of("a"), "one");
}

}  // namespace
}  // namespace headrace::control
