#include "content/mapping.h"

#include "content/engine_fixture.h"

namespace headrace::content {
namespace {

/// The form that is kept, or the error with its cause.
std::string kept(std::string_view mappings) {
  const auto read = read_mappings(json_of(mappings));
  return read ? json::write(*read) : "error: " + read.error().reason;
}

std::string merged(std::string_view into, std::string_view part) {
  const auto both = merge_mappings(value_of(read_mappings(json_of(into))), value_of(read_mappings(json_of(part))));
  return both ? json::write(*both) : "error: " + both.error().reason;
}

TEST(Mappings, names_with_dots_are_objects) {
  EXPECT_EQ(kept(R"({"properties":{"a.b":{"type":"long"},"a":{"properties":{"c":{"type":"date"}}}}})"),
            R"({"properties":{"a":{"properties":{"b":{"type":"long"},"c":{"type":"date"}}}}})");
  EXPECT_EQ(kept(R"({"subobjects":false,"properties":{"a.b":{"type":"long"}}})"),
            R"({"subobjects":false,"properties":{"a.b":{"type":"long"}}})");
  EXPECT_EQ(kept(R"({"properties":{"a.b":{"type":"long"},"a":{"type":"keyword"}}})"),
            "error: can't merge a non object mapping [a] with an object mapping");
}

TEST(Mappings, flags_and_dynamic_are_shown_in_one_way) {
  EXPECT_EQ(
      kept(
          R"({"dynamic":false,"date_detection":"true","properties":{"a":{"type":"keyword","index":"false"},"o":{"type":"object","properties":{}}}})"),
      R"({"dynamic":"false","date_detection":true,"properties":{"a":{"type":"keyword","index":false},"o":{"properties":{}}}})");
}

TEST(Mappings, what_is_no_mapping_is_refused) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases{
      {R"({"properties":{"a":{"type":"x"}}})", "No handler for type [x] declared on field [a]"},
      {R"({"properties":{"o":{"properties":{"a":{"type":"x"}}}}})", "No handler for type [x] declared on field [o.a]"},
      {R"({"properties":{"a":{"type":"keyword","fields":{"b":{"type":"x"}}}}})", "No handler for type [x] declared on field [a.b]"},
      {R"({"properties":{"a":{"type":"keyword","analyzer":"x"}}})", "unknown parameter [analyzer] on mapper [a] of type [keyword]"},
      {R"({"properties":{"a":{}}})", "No type specified for field [a]"},
      {R"({"properties":{"a":"text"}})", "Expected map for property [properties] on field [a] but got a class java.lang.String"},
      {R"({"properties":{"":{"type":"long"}}})", "field name cannot be an empty string"},
      {R"({"properties":{"a.":{"type":"long"}}})", "field name starting or ending with a [.] makes object resolution ambiguous: [a.]"},
      {R"({"foo":{"type":"text"}})", R"(Root mapping definition has unsupported parameters:  [foo : {"type":"text"}])"},
      {R"({"properties":{"o":{"type":"nested","foo":1}}})", "Mapping definition for [o] has unsupported parameters:  [foo : 1]"},
      {R"({"properties":{"a":{"type":"long","index":"no"}}})", "Could not convert [a.index] to boolean"},
      {R"({"properties":{"a":{"type":"keyword","fields":{"o":{"type":"object"}}}}})", "Type [object] cannot be used in multi field"},
      {R"({"properties":{"a":{"type":"scaled_float"}}})", "Field [scaling_factor] is required"},
      {R"({"properties":{"a":{"type":"alias"}}})", "The [path] property must be specified for field [a]."},
      {R"({"dynamic":"sometimes"})", R"([dynamic] must be one of [true, false, strict, runtime] but was ["sometimes"])"},
      {R"({"dynamic_templates":{}})", "Dynamic template syntax error. An array of named objects is expected."},
      {R"({"dynamic_templates":[{"a":{"foo":1}}]})", "Illegal dynamic template parameter: [foo]"},
  };
  for (const auto& [mappings, reason] : cases) {
    const auto read = read_mappings(json_of(mappings));
    ASSERT_FALSE(read) << mappings;
    EXPECT_EQ(read.error().kind, ErrorKind::mapper_parsing);
    EXPECT_EQ(read.error().reason, "Failed to parse mapping: " + std::string(reason));
    EXPECT_EQ(read.error().caused_by.front().reason, reason);
  }
}

TEST(Mappings, a_body_with_a_type_around_it_is_refused) {
  EXPECT_EQ(reason_of(read_mapping_body(R"({"_doc":{"properties":{}}})")), "Types cannot be provided in put mapping requests");
  EXPECT_EQ(reason_of(read_mapping_body("[]")), "Failed to parse content to map: expected START_OBJECT but found START_ARRAY");
}

TEST(Mappings, fields_and_levels_are_limited) {
  std::string fields;
  for (int i = 0; i < 501; ++i)
    fields += (i == 0 ? "\"f" : ",\"f") + std::to_string(i) + R"(":{"type":"text","fields":{"k":{"type":"keyword"}}})";
  const auto many = value_of(read_mappings(json_of(R"({"properties":{)" + fields + "}}")));
  EXPECT_EQ(reason_of(check_mapping_limits(many, {})), "Limit of total fields [1000] has been exceeded");
  EXPECT_TRUE(check_mapping_limits(many, json_of(R"({"index":{"mapping":{"total_fields":{"limit":"2000"}}}})")));
  std::string name = "a";
  for (int i = 1; i < 20; ++i) name += ".a";
  const auto mappings_of = [](const std::string& field) {
    return value_of(read_mappings(json_of(R"({"properties":{")" + field + R"(":{"type":"long"}}})")));
  };
  EXPECT_TRUE(check_mapping_limits(mappings_of(name), {}));
  EXPECT_EQ(reason_of(check_mapping_limits(mappings_of(name + ".a"), {})),
            "Limit of mapping depth [20] has been exceeded due to object field [" + name + "]");
  std::string most;
  for (int i = 0; i < 10'001; ++i) most += (i == 0 ? "\"f" : ",\"f") + std::to_string(i) + R"(":{"type":"long"})";
  EXPECT_EQ(kept(R"({"properties":{)" + most + "}}"), "error: Limit of total fields [10000] has been exceeded");
  std::string deep_meta;
  for (int i = 0; i < 500; ++i) deep_meta += R"({"a":)";
  EXPECT_EQ(kept(R"({"_meta":)" + deep_meta + "1" + std::string(500, '}') + "}"), "error: [mappings] is nested deeper than 100 levels");
  std::string deep = "a";
  for (int i = 0; i < 5000; ++i) deep += ".a";
  EXPECT_EQ(kept(R"({"properties":{")" + deep + R"(":{"type":"long"}}})"), "error: [mappings] is nested deeper than 100 levels");
}

TEST(MappingMerge, new_fields_come_in_and_old_ones_stay) {
  EXPECT_EQ(merged(R"({"properties":{"a":{"type":"text"}}})", R"({"properties":{"o.x":{"type":"long"},"b":{"type":"keyword"}}})"),
            R"({"properties":{"a":{"type":"text"},"o":{"properties":{"x":{"type":"long"}}},"b":{"type":"keyword"}}})");
  EXPECT_EQ(merged(R"({"properties":{"o":{"properties":{"x":{"type":"long"}}}}})",
                   R"({"properties":{"o":{"dynamic":"strict","properties":{"y":{"type":"long"}}}}})"),
            R"({"properties":{"o":{"properties":{"x":{"type":"long"},"y":{"type":"long"}},"dynamic":"strict"}}})");
  EXPECT_EQ(merged(R"({"properties":{"a":{"type":"text","fields":{"x":{"type":"keyword"}}}}})",
                   R"({"properties":{"a":{"type":"text","fields":{"y":{"type":"long"}}}}})"),
            R"({"properties":{"a":{"type":"text","fields":{"x":{"type":"keyword"},"y":{"type":"long"}}}}})");
}

TEST(MappingMerge, members_of_the_root_are_replaced) {
  EXPECT_EQ(merged(R"({"dynamic":"true","_meta":{"a":1},"runtime":{"r":{"type":"long"},"s":{"type":"long"}}})",
                   R"({"dynamic":"strict","_meta":{"b":2},"date_detection":false,"runtime":{"r":null}})"),
            R"({"dynamic":"strict","_meta":{"b":2},"runtime":{"s":{"type":"long"}},"date_detection":false})");
}

TEST(MappingMerge, a_field_keeps_its_type_and_what_is_for_life) {
  EXPECT_EQ(merged(R"({"properties":{"o":{"properties":{"a":{"type":"long"}}}}})", R"({"properties":{"o.a":{"type":"text"}}})"),
            "error: mapper [o.a] cannot be changed from type [long] to [text]");
  EXPECT_EQ(merged(R"({"properties":{"a":{"type":"long"}}})", R"({"properties":{"a":{"properties":{}}}})"),
            "error: can't merge a non object mapping [a] with an object mapping");
  EXPECT_EQ(merged(R"({"properties":{"a":{"type":"nested"}}})", R"({"properties":{"a":{"type":"object"}}})"),
            "error: can't merge a nested mapping [a] with a non-nested mapping");
  EXPECT_EQ(merged(R"({"properties":{"a":{"properties":{}}}})", R"({"properties":{"a":{"type":"nested"}}})"),
            "error: can't merge a non-nested mapping [a] with a nested mapping");
  EXPECT_EQ(merged(R"({"properties":{"a":{"type":"keyword","index":false}}})", R"({"properties":{"a":{"type":"keyword"}}})"),
            "error: Mapper for [a] conflicts with existing mapper:\n\tCannot update parameter [index] from [false] to [true]");
  EXPECT_EQ(merged(R"({"properties":{"o":{"enabled":false}}})", R"({"properties":{"o":{"enabled":true}}})"),
            "error: the [enabled] parameter can't be updated for the object mapping [o]");
  EXPECT_EQ(merged(R"({"properties":{"a":{"type":"keyword","ignore_above":5}}})",
                   R"({"properties":{"a":{"type":"keyword","doc_values":true,"ignore_above":9}}})"),
            R"({"properties":{"a":{"type":"keyword","doc_values":true,"ignore_above":9}}})");
}

TEST(Mappings, fields_are_found_by_their_full_names) {
  const auto mappings =
      json_of(R"({"properties":{"o":{"properties":{"a":{"type":"text","fields":{"raw":{"type":"keyword"}}}}},"b":{"type":"long"}}})");
  EXPECT_EQ(
      json::write(field_mappings(mappings, {"o.a.*", "b", "o"})),
      R"({"o.a.raw":{"full_name":"o.a.raw","mapping":{"raw":{"type":"keyword"}}},"b":{"full_name":"b","mapping":{"b":{"type":"long"}}}})");
  EXPECT_EQ(json::write(field_mappings(mappings, {"none"})), "{}");
}

}  // namespace
}  // namespace headrace::content
