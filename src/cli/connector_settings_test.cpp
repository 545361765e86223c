#include "cli/connector_settings.h"

#include <gtest/gtest.h>

namespace headrace::cli {
namespace {

TEST(ConnectorSettings, of_a_known_type_are_the_full_form_with_all_fields) {
  const auto body = configuration_body("dir", {"directory=/data=1"});
  ASSERT_TRUE(body);
  const auto* fields = body->find("configuration");
  ASSERT_NE(fields, nullptr);
  EXPECT_EQ(fields->at_path("directory")->text("value"), "/data=1");
  EXPECT_NE(fields->find("pattern"), nullptr);
  EXPECT_FALSE(fields->at_path("pattern")->text("label").empty());
}

TEST(ConnectorSettings, of_an_unknown_type_are_the_values_form) {
  const auto body = configuration_body("elsewhere", {"host=h", "port=1"});
  ASSERT_TRUE(body);
  EXPECT_EQ(json::write(*body), R"({"values":{"host":"h","port":"1"}})");
}

TEST(ConnectorSettings, a_wrong_field_gets_the_nearest_match) {
  const auto body = configuration_body("dir", {"directori=/data"});
  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().exit, Exit::usage);
  EXPECT_EQ(body.error().advice, "Did you mean `directory`?");
}

TEST(ConnectorSettings, want_field_and_value) {
  for (const auto* text : {"directory", "=x", ""}) EXPECT_FALSE(configuration_body("dir", {text})) << text;
}

}  // namespace
}  // namespace headrace::cli
