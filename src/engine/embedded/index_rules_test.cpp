#include "engine/embedded/index_rules.h"

#include <gtest/gtest.h>

namespace headrace::engine::embedded {
namespace {

TEST(IndexRules, usual_names_are_fine) {
  for (const auto* name : {"a", "search-x", ".search-acl-filter-x", "a.b_c-d", "...", "ü", "1"})
    EXPECT_EQ(fault_of_index_name(name), std::nullopt);
  EXPECT_EQ(fault_of_index_name(std::string(255, 'a')), std::nullopt);
}

TEST(IndexRules, the_first_fault_is_told) {
  EXPECT_EQ(fault_of_index_name(""), "must not be empty");
  EXPECT_EQ(fault_of_index_name("Abc"), "must be lowercase");
  for (const auto* name : {"_a", "-a", "+a"}) EXPECT_EQ(fault_of_index_name(name), "must not start with '_', '-', or '+'");
  for (const auto* name : {".", ".."}) EXPECT_EQ(fault_of_index_name(name), "must not be '.' or '..'");
  for (const auto* name : {"a b", "a*", "a,b", "a/b", "a\\b", "a|b", "a?", "a\"", "<a", "A>"})
    EXPECT_TRUE(fault_of_index_name(name)->starts_with("must not contain the following characters ")) << name;
  EXPECT_EQ(fault_of_index_name("a#"), "must not contain '#'");
  EXPECT_EQ(fault_of_index_name("a:b"), "must not contain ':'");
  EXPECT_EQ(fault_of_index_name(std::string(256, 'a')), "index name is too long, (256 > 255)");
}

TEST(IndexRules, no_two_uuids_are_the_same) {
  EXPECT_EQ(make_uuid().size(), 22U);
  EXPECT_NE(make_uuid(), make_uuid());
}

}  // namespace
}  // namespace headrace::engine::embedded
