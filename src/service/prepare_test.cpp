#include "service/prepare.h"

#include <gtest/gtest.h>

namespace headrace::service {
namespace {

json::Value json_of(std::string_view text) { return *json::parse(text); }

sources::SourceType source() {
  return {.service_type = "dir",
          .name = "Directory",
          .configuration =
              json_of(R"({"directory":{"label":"Directory path","order":1},"pattern":{"label":"Pattern","order":2,"value":"**/*.*"}})"),
          .features = json_of(R"({"sync_rules":{"basic":{"enabled":true},"advanced":{"enabled":false}}})"),
          .make = {}};
}

/// The connector after it was prepared.
json::Value prepared(json::Value connector, const std::string& listed_type = "") {
  json::merge(connector, preparation_of(connector, source(), listed_type));
  return connector;
}

TEST(Prepare, a_new_connector_gets_all_fields_and_needs_configuration) {
  const auto connector = prepared(json_of(R"({"configuration":{},"status":"created","service_type":"dir"})"));
  EXPECT_EQ(connector.text("status"), "needs_configuration");
  EXPECT_EQ(connector.at_path("configuration.pattern")->text("value"), "**/*.*");
  EXPECT_EQ(connector.at_path("configuration.directory")->text("label"), "Directory path");
  EXPECT_EQ(connector.at_path("configuration.directory")->text("type"), "str") << "standard properties are filled in";
  EXPECT_EQ(connector.at_path("features.sync_rules.basic.enabled")->as_bool(), true);
}

TEST(Prepare, a_prepared_connector_lacks_nothing) {
  const auto connector = prepared(json_of(R"({"configuration":{},"status":"created","service_type":"dir"})"));
  EXPECT_TRUE(preparation_of(connector, source(), "").is_null());
  EXPECT_TRUE(preparation_of(connector, source(), "dir").is_null());
}

TEST(Prepare, values_and_status_of_a_configured_connector_stay) {
  auto connector = prepared(json_of(R"({"configuration":{},"status":"created","service_type":"dir"})"));
  json::merge(connector, json_of(R"({"status":"connected","configuration":{"pattern":{"value":"*.md","label":"old words"}}})"));
  const auto again = prepared(connector);
  EXPECT_EQ(again.text("status"), "connected");
  EXPECT_EQ(again.at_path("configuration.pattern")->text("value"), "*.md");
  EXPECT_EQ(again.at_path("configuration.pattern")->text("label"), "Pattern");
}

TEST(Prepare, a_field_that_the_source_has_learned_is_added) {
  const auto connector = prepared(json_of(R"({"configuration":{"directory":{"value":"/data"}},"status":"connected"})"));
  EXPECT_EQ(connector.at_path("configuration.directory")->text("value"), "/data");
  EXPECT_EQ(connector.at_path("configuration.pattern")->text("value"), "**/*.*");
  EXPECT_EQ(connector.text("status"), "connected");
}

TEST(Prepare, a_plain_value_becomes_a_field) {
  const auto connector = prepared(json_of(R"({"configuration":{"directory":"/data","pattern":{}},"status":"connected"})"));
  EXPECT_EQ(connector.at_path("configuration.directory")->text("value"), "/data");
}

TEST(Prepare, the_type_of_the_list_is_written_where_there_is_none) {
  EXPECT_EQ(prepared(json_of(R"({"configuration":{},"service_type":null})"), "dir").text("service_type"), "dir");
}

TEST(Prepare, features_of_a_listed_connector_follow_the_source_and_of_a_native_one_only_grow) {
  const auto* stored = R"({"configuration":{},"features":{"sync_rules":{"basic":{"enabled":false}}}})";
  EXPECT_EQ(prepared(json_of(stored), "dir").at_path("features.sync_rules.basic.enabled")->as_bool(), true);
  const auto native = prepared(json_of(stored));
  EXPECT_EQ(native.at_path("features.sync_rules.basic.enabled")->as_bool(), false);
  EXPECT_EQ(native.at_path("features.sync_rules.advanced.enabled")->as_bool(), false);
}

}  // namespace
}  // namespace headrace::service
