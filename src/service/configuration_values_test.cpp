#include "service/configuration_values.h"

#include <gtest/gtest.h>

namespace headrace::service {
namespace {

json::Value json_of(std::string_view text) { return *json::parse(text); }

std::string values(std::string_view configuration, std::string_view defaults) {
  const auto read = configuration_values(json_of(configuration), json_of(defaults));
  return read ? json::write(*read) : read.error().reason;
}

TEST(ConfigurationValues, values_get_the_declared_type) {
  const auto* defaults = R"({"port":{"type":"int"},"tls":{"type":"bool"},"tables":{"type":"list"},"host":{"type":"str"}})";
  EXPECT_EQ(values(R"({"port":{"value":"12"},"tls":{"value":"false"},"tables":{"value":" a, b,,"},"host":{"value":7}})", defaults),
            R"({"port":12,"tls":false,"tables":["a","b"],"host":"7"})");
}

TEST(ConfigurationValues, what_cannot_be_read_is_named_by_its_label) {
  EXPECT_EQ(values(R"({"port":{"value":"abc"}})", R"({"port":{"type":"int","label":"Port","required":false}})"),
            "Field validation errors: 'Port': [abc] is no whole number");
}

TEST(ConfigurationValues, an_empty_optional_field_has_its_default) {
  EXPECT_EQ(values(R"({"n":{"value":""},"l":{"value":[""]}})",
                   R"({"n":{"type":"int","required":false,"default_value":3},"l":{"type":"list","required":false}})"),
            R"({"n":3,"l":[""]})");
}

TEST(ConfigurationValues, all_that_is_wrong_is_told_at_once) {
  EXPECT_EQ(values(R"({"a":{"value":""},"b":{"value":5}})",
                   R"({"a":{"label":"A"},"b":{"type":"int","label":"B","validations":[{"type":"less_than","constraint":5}]}})"),
            "Field validation errors: 'A' cannot be empty.; 'B' must be less than 5");
}

TEST(ConfigurationValues, a_field_whose_condition_does_not_hold_is_not_checked) {
  const auto* defaults = R"({"auth":{"value":"none"},"token":{"depends_on":[{"field":"auth","value":"token"}]}})";
  EXPECT_EQ(values(R"({"auth":{"value":"none"},"token":{"value":""}})", defaults), R"({"auth":"none","token":""})");
  EXPECT_EQ(values(R"({"auth":{"value":"token"},"token":{"value":""}})", defaults), "Field validation errors: 'token' cannot be empty.");
}

TEST(ConfigurationValues, missing_fields_are_named) {
  EXPECT_EQ(values("{}", R"({"a":{},"b":{}})"), "Connector has missing configuration fields: a, b");
}

TEST(ConfigurationValues, validations) {
  const auto check = [](std::string_view value, std::string_view validation) {
    return values(std::string(R"({"f":{"value":)") + std::string(value) + "}}",
                  std::string(R"({"f":{"type":"list","label":"F","validations":[)") + std::string(validation) + "]}}");
  };
  EXPECT_EQ(check(R"(["a"])", R"({"type":"included_in","constraint":["a","b"]})"), R"({"f":["a"]})");
  EXPECT_EQ(check(R"(["c"])", R"({"type":"included_in","constraint":["a","b"]})"),
            "Field validation errors: 'F' has a value that is not allowed");
  EXPECT_EQ(check(R"([1])", R"({"type":"list_type","constraint":"str"})"), "Field validation errors: 'F' must be a list of str");
  EXPECT_EQ(values(R"({"f":{"value":"abc"}})", R"({"f":{"label":"F","validations":[{"type":"regex","constraint":"[0-9]+"}]}})"),
            "Field validation errors: 'F' does not match the required form");
}

}  // namespace
}  // namespace headrace::service
