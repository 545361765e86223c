#include "control/configuration.h"

#include "control/store_fixture.h"

namespace headrace::control {
namespace {

/// The stored form of one field; the words in names are cases of docs/spec/configuration-filtering-secrets.md 7.1.
Result<json::Value> read_field(std::string_view properties) {
  const auto text = fmt::format(R"({{"h":{{{}}}}})", properties);
  auto read = read_configuration(json_of(text), text);
  if (!read) return fail(read.error());
  return *read->find("h");
}

std::string stored(std::string_view properties) {
  const auto field = read_field(R"("label":"L",)" + std::string(properties));
  return field ? json::write(*field) : field.error().reason;
}

/// The stored property, as text; "absent" without one.
std::string property(std::string_view name, std::string_view json) {
  const auto field = read_field(fmt::format(R"("label":"L","{}":{})", name, json));
  if (!field) return "refused: " + field.error().reason;
  const auto* found = field->find(name);
  return found == nullptr ? "absent" : json::write(*found);
}

bool refused(std::string_view name, std::string_view json) { return property(name, json).starts_with("refused"); }

/// The reason at the end of the chain of causes.
std::string innermost(std::string_view properties) {
  const auto field = read_field(properties);
  if (field) return "accepted";
  const Error* error = &field.error();
  while (!error->caused_by.empty()) error = &error->caused_by[0];
  return error->reason;
}

TEST(Configuration, C01_the_smallest_field_gets_its_defaults) {
  EXPECT_EQ(json::write(value_of(read_field(R"("label":"Host")"))),
            R"({"default_value":null,"label":"Host","required":false,"sensitive":false,"value":null})");
}

TEST(Configuration, properties_are_stored_in_one_order_and_unknown_ones_are_dropped) {
  EXPECT_EQ(stored(R"("value":"v","validations":[{"type":"LESS_THAN","constraint":9}],"ui_restrictions":[],"type":"str","tooltip":"t",
                     "sensitive":true,"required":true,"placeholder":"p","order":1,"options":[{"value":10,"label":"ten"}],"display":"TextBox",
                     "depends_on":{"value":null,"field":"f"},"default_value":3,"category":"net","colour":"red")"),
            R"({"category":"net","default_value":3,"depends_on":[{"field":"f","value":null}],"display":"textbox","label":"L",)"
            R"("options":[{"label":"ten","value":10}],"order":1,"placeholder":"p","required":true,"sensitive":true,"tooltip":"t",)"
            R"("type":"str","ui_restrictions":[],"validations":[{"constraint":9,"type":"less_than"}],"value":"v"})");
}

TEST(Configuration, C10_a_field_needs_a_label) {
  EXPECT_EQ(innermost(R"("value":"x")"), "Required [label]");
  EXPECT_TRUE(innermost(R"("label":null)").ends_with("label doesn't support values of type: VALUE_NULL"));
  EXPECT_TRUE(innermost(R"("label":7)").ends_with("label doesn't support values of type: VALUE_NUMBER"));
  EXPECT_TRUE(read_field(R"("label":"")"));
}

TEST(Configuration, C14_display_is_an_enumeration_without_case) {
  EXPECT_EQ(property("display", R"("NUMERIC")"), R"("numeric")");
  EXPECT_EQ(property("display", R"("text")"), R"("text")");
  EXPECT_EQ(property("display", R"("textbox")"), R"("textbox")");
  EXPECT_EQ(innermost(R"("label":"L","display":"slider")"), "Unknown ConfigurationDisplayType [slider].");
  EXPECT_TRUE(innermost(R"("label":"L","display":null)").starts_with("Expected text at 1:"));
}

TEST(Configuration, C18_type_is_an_enumeration_with_case) {
  EXPECT_EQ(property("type", R"("bool")"), R"("bool")");
  EXPECT_EQ(property("type", "null"), "absent");
  EXPECT_EQ(innermost(R"("label":"L","type":"Bool")"), "Unknown ConfigurationFieldType [Bool].");
}

TEST(Configuration, C21_nulls) {
  EXPECT_EQ(property("tooltip", "null"), "absent");
  EXPECT_EQ(property("placeholder", "null"), "absent");
  for (const auto* name : {"category", "order", "required", "sensitive", "depends_on", "options", "validations", "ui_restrictions"}) {
    EXPECT_TRUE(refused(name, "null")) << name;
  }
}

TEST(Configuration, C24_booleans_may_be_texts) {
  EXPECT_EQ(property("required", R"("true")"), "true");
  EXPECT_EQ(property("sensitive", R"("false")"), "false");
  EXPECT_EQ(property("required", R"("")"), "false");
  EXPECT_TRUE(refused("required", R"("yes")"));
  EXPECT_TRUE(refused("required", "1"));
}

TEST(Configuration, C28_order_is_cut_to_an_integer) {
  EXPECT_EQ(property("order", R"("4")"), "4");
  EXPECT_EQ(property("order", "4.9"), "4");
  EXPECT_TRUE(refused("order", "3000000000"));
}

TEST(Configuration, C31_default_values_are_scalars) {
  for (const auto* value : {R"("a")", "1", "2.5", "true", "null"}) EXPECT_EQ(property("default_value", value), value);
  EXPECT_TRUE(refused("default_value", "{}"));
  EXPECT_TRUE(refused("default_value", "[]"));
}

TEST(Configuration, C33_values_are_anything_but_lists) {
  EXPECT_EQ(property("value", R"({"seed_urls":["https://h.example/"],"n":3})"), R"({"seed_urls":["https://h.example/"],"n":3})");
  EXPECT_EQ(property("value", "12345678901234567890"), "12345678901234567890");
  EXPECT_EQ(property("value", "1e2"), "100.0");
  EXPECT_EQ(property("value", "2.50"), "2.5");
  EXPECT_EQ(innermost(R"("label":"L","value":["a"])"), "Unsupported token [START_ARRAY]");
  EXPECT_TRUE(refused("value", "1e400"));
}

TEST(Configuration, C36_dependencies) {
  EXPECT_EQ(property("depends_on", R"({"field":"p","value":true})"), R"([{"field":"p","value":true}])");
  EXPECT_EQ(property("depends_on", R"([{"field":"p","value":null}])"), R"([{"field":"p","value":null}])");
  EXPECT_EQ(innermost(R"("label":"L","depends_on":[{"field":"p"}])"), "Required [value]");
  EXPECT_TRUE(refused("depends_on", R"(["p"])"));
}

TEST(Configuration, C39_empty_lists_stay) {
  for (const auto* name : {"depends_on", "options", "validations", "ui_restrictions"}) EXPECT_EQ(property(name, "[]"), "[]");
}

TEST(Configuration, C40_options) {
  constexpr auto both = R"([{"label":"ten","value":10},{"label":"two","value":"2"}])";
  EXPECT_EQ(property("options", both), both);
  EXPECT_EQ(innermost(R"("label":"L","options":[{"label":"on","value":true}])"), "Unsupported token [VALUE_BOOLEAN]");
  EXPECT_EQ(innermost(R"("label":"L","options":[{"label":"on","value":null}])"), "Unsupported token [VALUE_NULL]");
}

TEST(Configuration, C42_validations) {
  EXPECT_EQ(innermost(R"("label":"L","validations":[{"type":"between","constraint":9}])"),
            "Unknown ConfigurationValidationType [between].");
  for (const auto* constraint : {R"("\\d+")", R"([1,"b"])", "0"}) {
    const auto list = fmt::format(R"([{{"constraint":{},"type":"regex"}}])", constraint);
    EXPECT_EQ(property("validations", list), list);
  }
  for (const auto& [constraint, token] :
       {std::pair("true", "VALUE_BOOLEAN"), std::pair("null", "VALUE_NULL"), std::pair("{}", "START_OBJECT")}) {
    EXPECT_EQ(innermost(fmt::format(R"("label":"L","validations":[{{"type":"regex","constraint":{}}}])", constraint)),
              fmt::format("Unsupported token [{}]", token));
  }
}

TEST(Configuration, C46_ui_restrictions_are_texts) {
  EXPECT_EQ(property("ui_restrictions", R"("advanced")"), R"(["advanced"])");
  EXPECT_EQ(property("ui_restrictions", R"(["advanced",5])"), R"(["advanced","5"])");
}

TEST(Configuration, C50_a_field_must_be_an_object) {
  for (const auto* text : {R"({"h":"x"})", R"({"h":[{"label":"H"}]})", R"({"h":null})"}) {
    EXPECT_TRUE(reason_of(read_configuration(json_of(text), text), ErrorKind::x_content_parse).contains("Expected START_OBJECT")) << text;
  }
}

TEST(Configuration, names_that_no_index_can_hold_are_refused) {
  for (const auto* name : {"", "  ", ".a", "a."}) {
    const auto text = fmt::format(R"({{"{}":{{"label":"L"}}}})", name);
    EXPECT_FALSE(read_configuration(json_of(text), text)) << name;
  }
  EXPECT_TRUE(read_configuration(json_of(R"({"a.b":{"label":"L"}})"), ""));
}

TEST(Configuration, errors_tell_where) {
  constexpr auto text = R"({"configuration":{"host":{"label":"Host","display":"slider"}}})";
  const auto read = read_configuration(*json_of(text).find("configuration"), text);
  EXPECT_TRUE(reason_of(read, ErrorKind::x_content_parse).ends_with("] [connector_configuration] failed to parse field [display]"));
}

}  // namespace
}  // namespace headrace::control
