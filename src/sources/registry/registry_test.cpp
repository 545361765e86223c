#include "sources/registry/registry.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace headrace::sources {
namespace {

TEST(Registry, every_source_is_found_by_its_type_and_they_are_in_order) {
  ASSERT_FALSE(source_types().empty());
  EXPECT_TRUE(std::ranges::is_sorted(source_types(), {}, &SourceType::service_type));
  for (const auto& type : source_types()) EXPECT_EQ(find_source_type(type.service_type), &type);
  EXPECT_NE(find_source_type("dir"), nullptr);
  EXPECT_EQ(find_source_type("no_such_source"), nullptr);
  EXPECT_EQ(find_source_type("DIR"), nullptr);
}

// docs/spec/connector-service.md 16.1: what every field of a configuration has.
TEST(Registry, every_configuration_field_is_whole) {
  for (const auto& type : source_types()) {
    for (const auto& [name, field, offset] : type.configuration.as_object()) {
      for (const auto* property : {"default_value", "depends_on", "display", "label", "options", "order", "required", "sensitive",
                                   "tooltip", "type", "ui_restrictions", "validations", "value"}) {
        EXPECT_NE(field.find(property), nullptr) << type.service_type << " " << name << " " << property;
      }
      EXPECT_FALSE(field.text("label").empty());
    }
    EXPECT_NE(type.features.at_path("sync_rules.basic.enabled"), nullptr);
  }
}

}  // namespace
}  // namespace headrace::sources
