#include "rest/api_fixture.h"

// The numbers are those of the checklist in docs/spec/rest-conventions.md 17.

namespace headrace::rest {
namespace {

using RootTest = ApiFixture;

TEST_F(RootTest, the_root_says_what_clients_check) {  // 1
  const auto response = send("GET", "/");
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.header("X-elastic-product"), "Elasticsearch");
  const auto body = body_of(response);
  EXPECT_EQ(body.text("tagline"), "You Know, for Search");
  EXPECT_EQ(body.text("cluster_uuid"), "test-cluster-uuid-0001");
  const auto* version = body.find("version");
  ASSERT_NE(version, nullptr);
  EXPECT_EQ(version->text("number"), "9.6.0");
  EXPECT_EQ(version->text("build_flavor"), "default");
  EXPECT_EQ(version->text("build_hash").size(), 40U);
  EXPECT_EQ(version->as_object().size(), 9U);
}

TEST_F(RootTest, head_of_the_root_has_the_length_of_the_body) {  // 2; http/ leaves the bytes away
  const auto response = send("HEAD", "/");
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.body, send("GET", "/").body);
}

TEST_F(RootTest, the_license_is_active_and_of_a_known_type) {  // 55
  const auto license = *got("/_license?accept_enterprise=true&local").find("license");
  EXPECT_EQ(license.text("status"), "active");
  EXPECT_EQ(license.text("type"), "enterprise");
  EXPECT_EQ(license.text("uid").size(), 36U);
  EXPECT_EQ(license.text("issue_date"), "2026-03-04T00:00:00.000Z");
  EXPECT_EQ(license.find("issue_date_in_millis")->integer(), 1772582400000);
}

TEST_F(RootTest, xpack_has_its_own_tagline) {  // 12.4
  EXPECT_EQ(got("/_xpack?categories=features").text("tagline"), "You know, for X");
  EXPECT_EQ(got("/_xpack?human=false").find("tagline"), nullptr);
}

TEST_F(RootTest, ready_names_the_fault) {
  EXPECT_EQ(send("GET", "/readyz").status, 200U);
  fault = "the store has stopped: disk is gone";
  const auto response = send("GET", "/readyz");
  EXPECT_EQ(response.status, 503U);
  EXPECT_EQ(response.body, "the store has stopped: disk is gone\n");
  EXPECT_EQ(send("GET", "/healthz").status, 200U);
}

TEST_F(RootTest, metrics_count_answers_by_class) {
  send("GET", "/");
  send("GET", "/_connector/nope");
  const auto response = send("GET", "/metrics");
  EXPECT_EQ(response.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_TRUE(response.body.contains("headrace_http_requests_total{status=\"2xx\"} 1\n")) << response.body;
  EXPECT_TRUE(response.body.contains("headrace_http_requests_total{status=\"4xx\"} 1\n")) << response.body;
  EXPECT_FALSE(response.body.contains("process_resident_memory_bytes 0\n"));
}

}  // namespace
}  // namespace headrace::rest
