#include "engine/embedded/field_types.h"

#include <gtest/gtest.h>

#include "engine/embedded/state_mappings.h"

namespace headrace::engine::embedded {
namespace {

IndexFieldTypes types_of(std::string_view mappings) {
  IndexDefinition index;
  index.mappings = *json::parse(mappings);
  return IndexFieldTypes(index);
}

TEST(FieldTypes, are_those_of_the_mappings) {
  const auto types = types_of(R"({"properties":{"a":{"type":"keyword"},"b":{"properties":{"c":{"type":"date"}}},
      "t":{"type":"text","fields":{"raw":{"type":"keyword"}}},"n":{"type":"half_float"},"f":{"type":"boolean"},"v":{"type":"dense_vector"}}})");
  EXPECT_EQ(types.type_of("a"), FieldType::keyword);
  EXPECT_EQ(types.type_of("b.c"), FieldType::date);
  EXPECT_EQ(types.type_of("t"), FieldType::text);
  EXPECT_EQ(types.type_of("t.raw"), FieldType::keyword);
  EXPECT_EQ(types.type_of("n"), FieldType::number);
  EXPECT_EQ(types.type_of("f"), FieldType::boolean);
  EXPECT_EQ(types.type_of("v"), FieldType::dynamic);
}

TEST(FieldTypes, fields_without_a_mapping_are_dynamic_unless_that_is_turned_off) {
  EXPECT_EQ(types_of("{}").type_of("x"), FieldType::dynamic);
  EXPECT_EQ(types_of(R"({"dynamic":true})").type_of("x"), FieldType::dynamic);
  for (const auto* off : {R"({"dynamic":false})", R"({"dynamic":"false"})", R"({"dynamic":"strict"})"})
    EXPECT_EQ(types_of(off).type_of("x"), FieldType::unmapped);
}

TEST(FieldTypes, where_documents_are_mapped_a_field_without_a_mapping_is_none) {
  IndexDefinition index;
  index.maps_documents = true;
  index.mappings = *json::parse(R"({"dynamic":true,"properties":{"o":{"dynamic":true,"properties":{"k":{"type":"keyword"}}}},
      "runtime":{"r.s":{"type":"long"}}})");
  const IndexFieldTypes types(index);
  EXPECT_EQ(types.type_of("x"), FieldType::unmapped);
  EXPECT_EQ(types.type_of("o.x"), FieldType::unmapped);
  EXPECT_EQ(types.type_of("o.k"), FieldType::keyword);
  EXPECT_EQ(types.type_of("r.s"), FieldType::number);
}

TEST(FieldTypes, have_the_rules_of_their_mapping) {
  const auto types = types_of(R"({"properties":{
      "k":{"type":"keyword","ignore_above":"5","null_value":"none","normalizer":"lowercase"},
      "d":{"type":"date","format":"dd/MM/yyyy"},"n":{"type":"unsigned_long"},"s":{"type":"scaled_float","scaling_factor":100},
      "t":{"type":"text","index":false,"fields":{"raw":{"type":"keyword"}}},
      "other":{"type":"alias","path":"k"},"lost":{"type":"alias","path":"x"},"f":{"type":"flattened"}}})");
  EXPECT_EQ(types.rules_of("k")->ignore_above, 5U);
  EXPECT_EQ(types.rules_of("k")->null_value, json::Value("none"));
  EXPECT_TRUE(types.rules_of("k")->lower_case);
  EXPECT_EQ(types.rules_of("d")->format.text(), "dd/MM/yyyy");
  EXPECT_EQ(types.rules_of("n")->number, NumberKind::integer);
  EXPECT_EQ(types.rules_of("s")->scaling_factor, 100);
  EXPECT_FALSE(types.rules_of("t")->is_searchable);
  EXPECT_EQ(types.rules_of("t.raw")->source_path, "t");
  EXPECT_EQ(types.rules_of("other")->source_path, "k");
  EXPECT_EQ(types.type_of("other"), FieldType::keyword);
  EXPECT_EQ(types.type_of("lost"), FieldType::unmapped);
  EXPECT_EQ(types.type_of("f.any.thing"), FieldType::keyword);
  EXPECT_EQ(types.rules_of("x"), nullptr);
}

TEST(FieldTypes, objects_say_what_their_fields_without_mapping_are) {
  const auto types = types_of(R"({"dynamic":false,"properties":{"open":{"dynamic":true,"properties":{"shut":{"enabled":false}}}}})");
  EXPECT_EQ(types.type_of("x"), FieldType::unmapped);
  EXPECT_EQ(types.type_of("open.x"), FieldType::dynamic);
  EXPECT_EQ(types.type_of("open.shut.x"), FieldType::unmapped);
}

TEST(FieldTypes, nested_objects_are_apart_unless_they_are_included) {
  const auto types = types_of(R"({"properties":{"a":{"type":"nested","properties":{"b":{"type":"nested","include_in_parent":true}}},
      "r":{"type":"nested","include_in_root":true}}})");
  EXPECT_TRUE(types.is_nested("a"));
  EXPECT_FALSE(types.is_nested("x"));
  EXPECT_TRUE(types.is_within("a.x", "a"));
  EXPECT_FALSE(types.is_within("a.x", ""));
  EXPECT_TRUE(types.is_within("a.b.x", "a.b"));
  EXPECT_TRUE(types.is_within("a.b.x", "a"));
  EXPECT_FALSE(types.is_within("a.b.x", ""));
  EXPECT_TRUE(types.is_within("r.x", ""));
  EXPECT_FALSE(types.is_within("x", "a"));
}

TEST(FieldTypes, of_the_state_are_those_of_the_original) {
  IndexDefinition job;
  job.mappings = state_indices().at(1).mappings;
  const IndexFieldTypes types(job);
  EXPECT_EQ(types.type_of("connector.id"), FieldType::keyword);
  EXPECT_EQ(types.type_of("created_at"), FieldType::date);
  EXPECT_EQ(types.type_of("total_document_count"), FieldType::number);
  EXPECT_EQ(types.type_of("connector.filtering.rules.policy"), FieldType::keyword);
  EXPECT_EQ(types.type_of("metadata.x"), FieldType::unmapped);
}

}  // namespace
}  // namespace headrace::engine::embedded
