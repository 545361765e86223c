#include "service/yaml_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace headrace::service {
namespace {

class YamlFile : public ::testing::Test {
 protected:
  YamlFile() : path_(testing::TempDir() + "headrace-yaml-" + std::to_string(getpid()) + ".yml") {}
  ~YamlFile() override { std::filesystem::remove(path_); }

  /// Why `text` cannot be loaded, or "loaded".
  std::string reason(const std::string& text) {
    std::ofstream(path_) << text;
    const auto root = load_yaml(path_);
    return root ? "loaded" : root.error().reason;
  }

  std::string path_;
};

TEST_F(YamlFile, is_a_map_of_keys_or_empty) {
  EXPECT_EQ(reason("a: 1\n"), "loaded");
  EXPECT_EQ(reason(""), "loaded");
  EXPECT_EQ(reason("- a\n"), "it is no map of keys");
  EXPECT_EQ(reason("text"), "it is no map of keys");
  EXPECT_NE(reason("a: [\n").find("line"), std::string::npos);
}

TEST_F(YamlFile, that_is_none_is_an_error_and_no_exception) {
  EXPECT_EQ(load_yaml("/does/not/exist.yml").error().reason, "it does not exist");
  EXPECT_EQ(load_yaml(testing::TempDir()).error().reason, "it is a folder");
}

TEST_F(YamlFile, a_section_is_a_map_too) {
  std::ofstream(path_) << "map: {a: 1}\nlist: [1, 2]\nempty:\n";
  const auto root = load_yaml(path_);
  ASSERT_TRUE(root);
  EXPECT_TRUE(yaml_section(*root, "map")->IsMap());
  EXPECT_TRUE(yaml_section(*root, "empty")->IsNull());
  EXPECT_TRUE(yaml_section(*root, "absent")->IsNull());
  EXPECT_EQ(yaml_section(*root, "list").error().reason, "list is no map of keys");
}

}  // namespace
}  // namespace headrace::service
