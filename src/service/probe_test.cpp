#include "service/probe.h"

#include <gtest/gtest.h>

#include "service/test_source.h"

namespace headrace::service {
namespace {

class ProbeTest : public ::testing::Test {
 protected:
  std::vector<sources::Finding> probe(std::string_view connector) {
    return probe_connector(*json::parse(connector), [this](std::string_view name) { return name == "test" ? &type_ : nullptr; });
  }
  sources::SourceType type_ = test_source_type(std::make_shared<TestScript>());
};

TEST_F(ProbeTest, a_good_connector_is_good_to_its_last_line) {
  const auto findings = probe(R"({"service_type":"test","configuration":{"place":{"value":"here"}}})");
  ASSERT_EQ(findings.size(), 3U);
  for (const auto& finding : findings) EXPECT_TRUE(finding.is_good) << finding.text;
  EXPECT_EQ(findings[0].text, "Test [test]");
}

TEST_F(ProbeTest, an_unknown_service_type_is_named) {
  const auto findings = probe(R"({"service_type":"nosuch"})");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_FALSE(findings[0].is_good);
  EXPECT_TRUE(findings[0].text.contains("[nosuch]"));
  EXPECT_FALSE(probe("{}").front().is_good);
}

TEST_F(ProbeTest, missing_fields_are_named) {
  const auto findings = probe(R"({"service_type":"test","configuration":{}})");
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_FALSE(findings[1].is_good);
  EXPECT_TRUE(findings[1].text.contains("missing configuration fields: place")) << findings[1].text;
  EXPECT_FALSE(probe(R"({"service_type":"test","configuration":null})").back().is_good);
}

TEST_F(ProbeTest, a_value_that_is_hidden_is_not_tried) {
  const auto findings = probe(R"({"service_type":"test","configuration":{"place":{"value":"********","sensitive":true}}})");
  EXPECT_FALSE(findings.back().is_good);
  EXPECT_TRUE(findings.back().text.contains("[place]") && findings.back().text.contains("manage_connector")) << findings.back().text;
  EXPECT_TRUE(probe(R"({"service_type":"test","configuration":{"place":{"value":"********"}}})").back().is_good);
}

}  // namespace
}  // namespace headrace::service
