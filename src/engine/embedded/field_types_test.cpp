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
