#include "control/index_name.h"

#include <gtest/gtest.h>

namespace headrace::control {
namespace {

TEST(IndexName, each_fault_has_the_words_of_the_original) {
  const std::pair<std::string, std::string> faults[] = {
      {"", "must not be empty"},
      {"a b", R"(must not contain the following characters [' ','"','*',',','/','<','>','?','\','|'])"},
      {"bad#x", "must not contain '#'"},
      {"x:y", "must not contain ':'"},
      {"_x", "must not start with '_', '-', or '+'"},
      {"-x", "must not start with '_', '-', or '+'"},
      {"+x", "must not start with '_', '-', or '+'"},
      {std::string(256, 'z'), "index name is too long, (256 > 255)"},
      {".", "must not be '.' or '..'"},
      {"..", "must not be '.' or '..'"},
  };
  for (const auto& [name, what] : faults) {
    EXPECT_EQ(invalid_index_name(name),
              "[" + name + "] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [" + name + "], " + what);
  }
}

TEST(IndexName, every_forbidden_character_is_found) {
  for (const char c : std::string_view(" \"*,/<>?\\|")) EXPECT_TRUE(invalid_index_name(std::string("a") + c)) << c;
}

TEST(IndexName, the_first_fault_is_reported) { EXPECT_TRUE(invalid_index_name("_a#b:c d")->contains("following characters")); }

TEST(IndexName, unusual_names_that_the_original_takes) {
  for (const std::string name : {"UPPER", ".dot", "123", "größe", "a", "...", "x_y-z+1"}) EXPECT_FALSE(invalid_index_name(name)) << name;
  EXPECT_FALSE(invalid_index_name(std::string(255, 'z')));
}

}  // namespace
}  // namespace headrace::control
