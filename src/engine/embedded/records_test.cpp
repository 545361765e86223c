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

TEST(Records, what_an_index_is_besides_is_read_back_too) {
  IndexDefinition index;
  index.name = "i";
  index.mappings = index.settings = json::Value(json::Object{});
  index.is_closed = true;
  index.maps_documents = true;
  Alias alias("a");
  alias.is_write_index = false;
  alias.is_hidden = true;
  alias.index_routing = "1";
  alias.search_routing = "2";
  index.aliases = {alias, "b"};
  const auto read = decode_definition(encode(index));
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->is_closed);
  EXPECT_TRUE(read->maps_documents);
  EXPECT_EQ(read->aliases, index.aliases);
}

TEST(Records, an_index_of_the_first_version_is_read) {
  // number 5, name, uuid, two aliases, a time, mappings, settings
  const auto read = decode_definition(
      "\x01\x05\x01i\x04uuid\x02\x01"
      "a\x01"
      "b\x07\x02{}\x02{}"s);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->name, "i");
  EXPECT_EQ(read->aliases, (std::vector<Alias>{"a", "b"}));
  EXPECT_FALSE(read->aliases.front().is_write_index);
  EXPECT_FALSE(read->is_closed);
  EXPECT_FALSE(read->maps_documents);
  EXPECT_EQ(read->created_at, base::Instant(base::Nanoseconds(7)));
}

TEST(Records, an_index_of_the_second_version_is_read) {
  // number 5, name, uuid, no alias, a time, mappings, settings, closed
  const auto read = decode_definition("\x02\x05\x01i\x04uuid\x00\x07\x02{}\x02{}\x01"s);
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->is_closed);
  EXPECT_FALSE(read->maps_documents) << "its documents were taken whatever they held";
}

TEST(Records, an_index_template_is_read_back) {
  const IndexTemplate made{.name = "t",
                           .patterns = {"a*", "b"},
                           .priority = 300,
                           .aliases = {"x"},
                           .mappings = json::object({{"dynamic", "strict"}}),
                           .settings = json::Object{},
                           .shown = json::object({{"priority", 300}})};
  const auto read = decode_template(encode(made));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->patterns, made.patterns);
  EXPECT_EQ(read->priority, 300U);
  EXPECT_EQ(read->aliases, made.aliases);
  EXPECT_EQ(read->mappings, made.mappings);
  EXPECT_EQ(read->shown, made.shown);
  EXPECT_FALSE(decode_template("\x01\x05x"));
}

TEST(Records, a_list_record_is_read_back) {
  const ListRecord record{"o\0"s, 4, 2, {{"pending"}, {}, {"a", "b"}}};
  const auto read = decode_list_record(encode(record));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->order, record.order);
  EXPECT_EQ(read->seq_no, 4U);
  EXPECT_EQ(read->keywords, record.keywords);
}

TEST(Records, a_document_whose_source_lies_apart_tells_how_long_it_is) {
  const StoredDocument document{.version = 3,
                                .seq_no = 300,
                                .primary_term = 1,
                                .creation = 9,
                                .source = std::make_shared<const std::string>(700, 'x'),
                                .routing = "r",
                                .tag = std::string("\0t", 2)};
  const auto read = decode_document(encode_apart(document));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->source, nullptr);
  EXPECT_EQ(read->bytes_apart, 700U);
  EXPECT_EQ(source_bytes(*read), 700U);
  EXPECT_EQ(std::tuple(read->version, read->seq_no, read->creation), std::tuple(3U, 300U, 9U));
  EXPECT_EQ(read->routing, "r");
  EXPECT_EQ(read->tag, document.tag);
  EXPECT_FALSE(decode_document(encode_apart(document).substr(0, 6)));
}

TEST(Records, damage_and_unknown_versions_are_told_and_not_guessed_at) {
  EXPECT_FALSE(decode_document(""));
  EXPECT_FALSE(decode_document("\x01\x05"));
  const auto newer = decode_document("\x04\x01\x01\x01\x01{}");
  ASSERT_FALSE(newer);
  EXPECT_EQ(newer.error().kind, ErrorKind::unavailable);
  EXPECT_TRUE(newer.error().reason.contains("unknown version [4]"));
  EXPECT_FALSE(decode_counters("\x01"));
  EXPECT_FALSE(decode_definition("\x01\x01\x05x"));
  EXPECT_FALSE(decode_list_record("\x01\x7Fx"));
}

}  // namespace
}  // namespace headrace::engine::embedded
