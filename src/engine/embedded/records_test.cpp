#include "engine/embedded/records.h"

#include <gtest/gtest.h>

namespace headrace::engine::embedded {
namespace {

using namespace std::string_literals;

TEST(Records, a_document_keeps_its_source_to_the_byte) {
  const auto source = "{ \"a\" : 1.10,\n\"b\":null }"s;
  const StoredDocument document{3, 300, 1, 7, std::make_shared<const std::string>(source)};
  const auto read = decode_document(encode(document));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read->source, source);
  EXPECT_EQ(read->version, 3U);
  EXPECT_EQ(read->seq_no, 300U);
  EXPECT_EQ(read->creation, 7U);
}

TEST(Records, a_routing_is_kept_and_costs_nothing_where_there_is_none) {
  StoredDocument document{3, 300, 1, 7, std::make_shared<const std::string>("{}")};
  EXPECT_EQ(encode(document).front(), 1);
  document.routing = "r\0s"s;
  EXPECT_EQ(encode(document).front(), 2);
  const auto read = decode_document(encode(document));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->routing, document.routing);
  EXPECT_EQ(*read->source, "{}");
}

TEST(Records, an_index_is_read_back) {
  IndexDefinition index{
      5, "i", "uuid", {"a", "b"}, base::Instant(base::Nanoseconds(-5)), json::object({{"properties", json::Object{}}}), json::Object{}};
  const auto read = decode_definition(encode(index));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->number, 5U);
  EXPECT_EQ(read->aliases, index.aliases);
  EXPECT_EQ(read->created_at, index.created_at);
  EXPECT_EQ(read->mappings, index.mappings);
}

TEST(Records, a_list_record_is_read_back) {
  const ListRecord record{"o\0"s, 4, 2, {{"pending"}, {}, {"a", "b"}}};
  const auto read = decode_list_record(encode(record));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->order, record.order);
  EXPECT_EQ(read->seq_no, 4U);
  EXPECT_EQ(read->keywords, record.keywords);
}

TEST(Records, damage_and_unknown_versions_are_told_and_not_guessed_at) {
  EXPECT_FALSE(decode_document(""));
  EXPECT_FALSE(decode_document("\x01\x05"));
  const auto newer = decode_document("\x02\x01\x01\x01\x01{}");
  ASSERT_FALSE(newer);
  EXPECT_EQ(newer.error().kind, ErrorKind::unavailable);
  EXPECT_TRUE(newer.error().reason.contains("unknown version [2]"));
  EXPECT_FALSE(decode_counters("\x01"));
  EXPECT_FALSE(decode_definition("\x01\x01\x05x"));
  EXPECT_FALSE(decode_list_record("\x01\x7Fx"));
}

}  // namespace
}  // namespace headrace::engine::embedded
