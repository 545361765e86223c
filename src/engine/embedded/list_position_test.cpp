#include "engine/embedded/list_position.h"

#include <gtest/gtest.h>

namespace headrace::engine::embedded {
namespace {

IndexDefinition named(std::string uuid) {
  IndexDefinition index;
  index.name = "jobs";
  index.uuid = std::move(uuid);
  return index;
}

const IndexDefinition jobs = named("0123456789012345678901");
const ListPlace place{.id = std::string("a\0b", 3), .seq_no = 5, .order = std::string("\0\1\2", 3), .creation = 300};

TEST(ListPosition, a_place_comes_back_without_its_version) {
  const auto read = decode_position(encode_position(jobs, ListOrder::ascending, place), jobs, ListOrder::ascending);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->id, place.id);
  EXPECT_EQ(read->order, place.order);
  EXPECT_EQ(read->creation, 300U);
  EXPECT_EQ(read->seq_no, 0U);
}

TEST(ListPosition, another_index_or_order_is_refused) {
  const auto bytes = encode_position(jobs, ListOrder::ascending, place);
  EXPECT_FALSE(decode_position(bytes, jobs, ListOrder::descending));
  EXPECT_FALSE(decode_position(bytes, named("another"), ListOrder::ascending));
}

TEST(ListPosition, damaged_bytes_are_refused) {
  const auto bytes = encode_position(jobs, ListOrder::ascending, place);
  const auto end_of_creation = bytes.size() - place.id.size();
  for (std::size_t length = 0; length < end_of_creation; ++length)
    EXPECT_FALSE(decode_position(bytes.substr(0, length), jobs, ListOrder::ascending)) << length;
}

}  // namespace
}  // namespace headrace::engine::embedded
