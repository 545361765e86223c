#include "engine/embedded/keys.h"

#include <gtest/gtest.h>

namespace headrace::engine::embedded {
namespace {

using namespace std::string_literals;

TEST(Keys, every_id_of_an_index_lies_in_its_range_and_in_no_other) {
  for (const auto& id : {""s, "a"s, "\0"s, "a\0b"s, "\xFF\xFF"s, std::string(512, '\xFF')}) {
    const auto key = document_key(7, id);
    const auto range = documents_range(7);
    EXPECT_LE(range.first, key);
    EXPECT_LT(key, range.last);
    EXPECT_LT(key, documents_range(8).first + "x");
    EXPECT_GE(key, documents_range(6).last);
    EXPECT_EQ(id_of(key), id);
  }
}

TEST(Keys, kinds_of_keys_do_not_meet) {
  EXPECT_NE(document_key(1, "x"), list_key(1, "x"));
  EXPECT_LT(index_key("a"), indices_range().last);
  EXPECT_GE(index_key(""), indices_range().first);
  EXPECT_GE(list_key(1, ""), indices_range().last);
}

}  // namespace
}  // namespace headrace::engine::embedded
