#include "content/index_body.h"

#include <gtest/gtest.h>

namespace headrace::content {
namespace {

/// What GET shows of the settings, mappings and aliases that a body gives, or the error.
std::string shown(std::string_view body, const std::string& name = "i") {
  const auto index = read_index_body(name, body);
  if (!index) return "error: " + index.error().reason;
  json::Array aliases;
  for (const auto& alias : index->aliases) aliases.emplace_back(alias.name);
  return json::write(index->settings) + " " + json::write(index->mappings) + " " + json::write(json::Value(aliases));
}

TEST(IndexBody, no_body_is_an_index_without_anything) {
  EXPECT_EQ(shown(""), "{} {} []");
  EXPECT_EQ(shown("{}"), "{} {} []");
}

TEST(IndexBody, settings_are_kept_below_index_as_text) {
  EXPECT_EQ(shown(R"({"settings":{"number_of_shards":2,"index":{"hidden":true},"index.analysis.filter":["a",1]}})"),
            R"({"index":{"number_of_shards":"2","hidden":"true","analysis":{"filter":["a","1"]}}} {} [])");
}

TEST(IndexBody, mappings_and_aliases_are_kept) {
  EXPECT_EQ(shown(R"({"mappings":{"properties":{"a":{"type":"keyword"}}},"aliases":{"x":{},"y":{"is_write_index":true}}})"),
            R"({} {"properties":{"a":{"type":"keyword"}}} ["x","y"])");
}

TEST(IndexBody, an_access_control_index_has_its_template) {
  EXPECT_EQ(shown("", ".search-acl-filter-x"),
            R"({"index":{"hidden":"true"}} {"dynamic":"false","properties":{"created_at":{"type":"date"}}} [])");
}

TEST(IndexBody, what_is_not_known_is_refused) {
  EXPECT_EQ(shown(R"({"setings":{}})"), "error: unknown key [setings] for create index");
  EXPECT_EQ(shown(R"({"settings":5})"), "error: key [settings] must be an object");
  EXPECT_EQ(shown("[]"), "error: Failed to parse content to map: expected START_OBJECT but found START_ARRAY");
  EXPECT_EQ(shown(R"({"aliases":{"x":{"filter":{}}}})"), "error: option [filter] of an alias is not supported by this server");
}

TEST(IndexBody, depth_and_number_are_bounded) {
  std::string dotted = "a";
  for (int i = 0; i < 2000; ++i) dotted += ".a";
  EXPECT_EQ(shown(R"({"settings":{")" + dotted + R"(":1}})"), "error: [settings] is nested deeper than 100 levels");
  std::string deep;
  for (int i = 0; i < 500; ++i) deep += R"({"a":)";
  deep += "1" + std::string(500, '}');
  EXPECT_EQ(shown(R"({"mappings":)" + deep + "}"), "error: [mappings] is nested deeper than 100 levels");
  std::string many;
  for (int i = 0; i < 6000; ++i) many += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":{}";
  EXPECT_EQ(shown(R"({"aliases":{)" + many + "}}"), "error: there can be at most 5000 aliases here");
}

TEST(IndexBody, an_index_shows_what_it_was_made_with_and_what_it_is) {
  engine::IndexInfo index;
  index.name = "i";
  index.uuid = "u";
  index.aliases = {"a"};
  index.created_at = base::Instant(std::chrono::milliseconds(1234));
  index.settings = *json::parse(R"({"index":{"number_of_shards":"3"}})");
  EXPECT_EQ(json::write(index_answer(index)),
            R"({"aliases":{"a":{}},"mappings":{},"settings":{"index":{"number_of_shards":"3","number_of_replicas":"1","uuid":"u",)"
            R"("provided_name":"i","creation_date":"1234","version":{"created":"9000000"}}}})");
}

}  // namespace
}  // namespace headrace::content
