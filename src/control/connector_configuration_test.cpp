#include "control/configuration.h"
#include "control/store_fixture.h"

namespace headrace::control {
namespace {

using enum UpdateResult;

/// `CFG` of docs/spec/configuration-filtering-secrets.md 7; the numbers in names are its cases.
class ConnectorConfigurationTest : public StoreFixture {
 protected:
  ConnectorConfigurationTest() {
    value_of(run(connectors().create("crm-7", {})));
    set(R"({"host":{"label":"Host","type":"str","value":"a"},"port":{"label":"Port","type":"int","value":80},
            "opts":{"label":"Opts","value":{"x":1,"y":{"z":2}}}})");
  }
  Result<UpdateResult> set(std::string_view configuration, const std::string& id = "crm-7") {
    auto read = read_configuration(json_of(configuration), configuration);
    return run(connectors().set_configuration(id, value_of(std::move(read))));
  }
  Result<UpdateResult> values(std::string_view values, const std::string& id = "crm-7") {
    auto read = read_configuration_values(json_of(values), values);
    return run(connectors().set_configuration_values(id, value_of(std::move(read))));
  }
  std::string value(std::string_view field) {
    return json::write(*connector("crm-7").at_path("configuration")->find(field)->find("value"));
  }
  void set_status(std::string_view status) {
    auto changed = connector("crm-7");
    changed.set("status", status);
    seed(engine::connectors_index, "crm-7", json::write(changed));
  }
  std::string status() { return std::string(connector("crm-7").text("status")); }
};

TEST_F(ConnectorConfigurationTest, the_full_form_replaces_everything_and_is_never_a_noop) {
  EXPECT_EQ(set(R"({"user":{"label":"U","value":"bob"}})"), updated);
  EXPECT_EQ(names_of(*connector("crm-7").find("configuration")), std::vector<std::string>{"user"});
  EXPECT_EQ(set("{}"), updated);
  EXPECT_EQ(set("{}"), updated);
  EXPECT_EQ(*connector("crm-7").find("configuration"), json_of("{}"));
}

TEST_F(ConnectorConfigurationTest, both_forms_configure_from_any_status_and_keep_the_error) {
  value_of(run(connectors().set_error("crm-7", "boom")));
  value_of(set("{}"));
  EXPECT_EQ(status(), "configured");
  EXPECT_EQ(connector("crm-7").text("error"), "boom");
  for (const auto* before : {"created", "needs_configuration", "connected", "error"}) {
    set_status(before);
    EXPECT_EQ(values("{}"), updated);
    EXPECT_EQ(status(), "configured");
  }
  EXPECT_EQ(values("{}"), noop);
}

TEST_F(ConnectorConfigurationTest, V01_values_change_only_the_value) {
  auto expected = connector("crm-7");
  EXPECT_EQ(values(R"({"port":8080})"), updated);
  expected.find("configuration")->find("port")->set("value", 8080);
  EXPECT_EQ(connector("crm-7"), expected);
  EXPECT_EQ(values(R"({"port":8080})"), noop);
}

TEST_F(ConnectorConfigurationTest, V04_unknown_fields_are_named_and_nothing_is_written) {
  const auto before = connector("crm-7");
  EXPECT_EQ(
      reason_of(values(R"({"port":1,"ghost":2,"Port":3})"), ErrorKind::status_bad_request),
      "Unknown [configuration] fields in the request payload: [ghost, Port]. Remove them from request or register their schema first.");
  EXPECT_EQ(connector("crm-7"), before);
  value_of(set("{}"));
  EXPECT_FALSE(values(R"({"a":1})"));
}

TEST_F(ConnectorConfigurationTest, V07_objects_are_merged_and_everything_else_replaced) {
  value_of(values(R"({"opts":{"y":{"w":9}}})"));
  EXPECT_EQ(value("opts"), R"({"x":1,"y":{"z":2,"w":9}})");
  for (const auto* replacement : {R"("plain")", R"({"a":1})", R"(["a","b"])", "null", R"({"value":"x"})", "false"}) {
    value_of(values(R"({"host":"start"})"));
    EXPECT_EQ(run(connectors().set_configuration_values("crm-7", json::object({{"host", json_of(replacement)}}))), updated);
    EXPECT_EQ(value("host"), replacement);
  }
}

TEST_F(ConnectorConfigurationTest, V12_an_integer_is_no_fraction) {
  EXPECT_EQ(values(R"({"port":80.0})"), updated);
  EXPECT_EQ(value("port"), "80.0");
}

TEST_F(ConnectorConfigurationTest, V22_values_that_are_no_object_are_an_empty_one_and_a_list_is_refused) {
  EXPECT_EQ(values("null"), noop);
  EXPECT_EQ(values("7"), noop);
  EXPECT_EQ(reason_of(read_configuration_values(json_of("[]"), "[]"), ErrorKind::x_content_parse),
            "[1:1] [connector_update_configuration_request] values doesn't support values of type: START_ARRAY");
}

TEST_F(ConnectorConfigurationTest, V16_exactly_one_form_must_be_given) {
  const auto update = [&](ConfigurationUpdate wanted) { return run(connectors().update_configuration("nope", std::move(wanted))); };
  constexpr auto kind = ErrorKind::action_request_validation;
  EXPECT_EQ(reason_of(update({}), kind), "Validation Failed: 1: [configuration] and [values] cannot both be null.;");
  EXPECT_EQ(reason_of(update({.configuration = json_of("{}"), .values = json_of("{}")}), kind),
            "Validation Failed: 1: [configuration] and [values] cannot both be provided in the same request.;");
  EXPECT_EQ(reason_of(update({.configuration = json_of("{}")}), ErrorKind::resource_not_found), "connector [nope] not found");
  EXPECT_EQ(reason_of(update({.values = json_of(R"({"a":1})")}), ErrorKind::resource_not_found), "connector [nope] not found");
  EXPECT_EQ(run(connectors().update_configuration("crm-7", {.values = json_of(R"({"port":81})")})), updated);
  EXPECT_EQ(run(connectors().update_configuration("crm-7", {.configuration = json_of("{}")})), updated);
}

TEST_F(ConnectorConfigurationTest, V25_sensitive_values_are_stored_in_clear) {
  value_of(set(R"({"pw":{"label":"P","sensitive":true,"value":"s3cret"}})"));
  EXPECT_EQ(value("pw"), R"("s3cret")");
}

}  // namespace
}  // namespace headrace::control
