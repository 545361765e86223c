#include "security/configuration_sealing.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "json/value.h"

namespace headrace::security {
namespace {

class ConfigurationSealingTest : public ::testing::Test {
 protected:
  ConfigurationSealingTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~ConfigurationSealingTest() override { std::filesystem::remove_all(folder_); }

  std::shared_ptr<crypto::KeyFile> key_file() { return std::make_shared<crypto::KeyFile>(folder_ / "key"); }

  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) / ("headrace-sealing-" + std::to_string(getpid()));
};

TEST_F(ConfigurationSealingTest, what_is_sensitive_is_closed_and_opens_to_the_byte) {
  const auto keys = key_file();
  ASSERT_TRUE(keys->load_or_make());
  ConfigurationSealing sealing(keys);
  for (const std::string value : {R"("s3cret")", R"("a\"b\\")", "12.50", "true", R"({ "a" : [ "}" , "s3cret" ] })", R"([1, "s3cret"])"}) {
    for (const auto& [front, back] :
         {std::pair<std::string, std::string>{R"({ "configuration": {"h":{"value":"host"}, "f": {"sensitive": true, "value":)",
                                              R"( } } , "x" : 1.0 })"},
          {R"({"connector":{"configuration":{"f":{"value" :)", R"(,"sensitive":true}}},"status":"pending"})"}}) {
      const auto source = front + value + back;
      const auto sealed = sealing.seal(source, "place");
      EXPECT_TRUE(sealed.starts_with(front) && sealed.ends_with(back)) << sealed;
      EXPECT_FALSE(sealed.contains("s3cret")) << sealed;
      EXPECT_TRUE(json::parse(sealed)) << sealed;
      ASSERT_TRUE(sealing.may_be_sealed(sealed));
      EXPECT_EQ(sealing.open(sealed, "place"), source);
      EXPECT_EQ(sealing.open(sealed, "elsewhere"), sealed) << "good at its own place alone";
      EXPECT_EQ(sealing.seal(sealed, "place"), sealed) << "what is closed is not closed again";
    }
  }
}

TEST_F(ConfigurationSealingTest, everything_else_stays_as_it_is) {
  const auto keys = key_file();
  ASSERT_TRUE(keys->load_or_make());
  ConfigurationSealing sealing(keys);
  for (const std::string source :
       {R"({"configuration":{"f":{"sensitive":false,"value":"v"}}})", R"({"configuration":{"f":{"sensitive":true,"value":""}}})",
        R"({"configuration":{"f":{"sensitive":true,"value":null}}})", R"({"configuration":{"f":{"sensitive":true}}})",
        R"({"f":{"sensitive":true,"value":"v"}})", "sensitive", "{}"}) {
    EXPECT_EQ(sealing.seal(source, "place"), source);
    EXPECT_FALSE(sealing.may_be_sealed(source));
  }
}

TEST_F(ConfigurationSealingTest, without_a_key_nothing_is_sealed_and_nothing_is_lost) {
  const std::string source = R"({"configuration":{"f":{"sensitive":true,"value":"v"}}})";
  EXPECT_EQ(ConfigurationSealing(key_file()).seal(source, "place"), source);
  const auto keys = key_file();
  ASSERT_TRUE(keys->load_or_make());
  const auto sealed = ConfigurationSealing(keys).seal(source, "place");
  std::filesystem::rename(folder_ / "key", folder_ / "aside");
  ConfigurationSealing lost(key_file());
  EXPECT_EQ(lost.open(sealed, "place"), sealed);
  EXPECT_EQ(lost.seal(sealed, "place"), sealed);
  std::filesystem::rename(folder_ / "aside", folder_ / "key");
  EXPECT_EQ(ConfigurationSealing(key_file()).open(sealed, "place"), source);
}

TEST_F(ConfigurationSealingTest, a_turned_key_opens_what_the_older_one_closed) {
  const auto keys = key_file();
  ASSERT_TRUE(keys->load_or_make());
  ConfigurationSealing sealing(keys);
  const std::string source = R"({"configuration":{"f":{"sensitive":true,"value":"v"}}})";
  const auto sealed = sealing.seal(source, "place");
  ASSERT_TRUE(keys->add_key());
  EXPECT_EQ(sealing.open(sealed, "place"), source);
}

}  // namespace
}  // namespace headrace::security
