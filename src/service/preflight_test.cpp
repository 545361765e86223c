#include "service/preflight.h"

#include <gtest/gtest.h>

#include "service/canned_target.h"
#include "service/memory_backend.h"

namespace headrace::service {
namespace {

const base::Instant start = *base::parse_instant("2026-08-20T10:00:00Z");

http::Response root_of(std::string_view version) {
  return {.status = 200, .body = json::write(json::object({{"version", json::object({{"number", version}})}}))};
}

json::Value root(std::string_view text) { return *json::parse(text); }

/// Whoever waits on it finds that the time has come.
class JumpingClock final : public base::Clock {
 public:
  explicit JumpingClock(base::Instant begin) : now_(begin) {}
  base::Instant now() override { return now_; }
  bool wait_until(std::unique_lock<std::mutex>&, std::condition_variable&, base::Instant until) override {
    now_ = std::max(now_, until);
    return false;
  }

 private:
  base::Instant now_;
};

class PreflightTest : public ::testing::Test {
 protected:
  Result<bool> fly(const std::string& url) { return preflight({.base_url = url}, backend_, settings_, interruption_, clock_); }
  JumpingClock clock_{start};
  MemoryBackend backend_{clock_};
  PreflightSettings settings_;
  Interruption interruption_;
};

TEST_F(PreflightTest, a_target_that_answers_is_good_at_once) {
  CannedTarget target([](const http::Request&) { return root_of("9.6.0"); });
  const auto flown = fly(target.url());
  ASSERT_TRUE(flown) << flown.error().reason;
  EXPECT_TRUE(*flown);
  EXPECT_EQ(target.asked(), std::vector<std::string>{"GET /"});
}

TEST_F(PreflightTest, the_pauses_grow_until_the_target_answers) {
  std::atomic<int> times = 0;
  CannedTarget target([&](const http::Request&) { return ++times < 5 ? http::Response{.status = 503} : root_of("9.6.0"); });
  const auto flown = fly(target.url());
  ASSERT_TRUE(flown) << flown.error().reason;
  EXPECT_TRUE(*flown);
  EXPECT_EQ(times, 5);
  EXPECT_EQ(clock_.now() - start, std::chrono::seconds(1 + 2 + 4 + 8));
}

TEST_F(PreflightTest, a_target_that_never_answers_is_given_up_with_advice) {
  CannedTarget target([](const http::Request&) { return http::Response{.status = 503}; });
  settings_.max_wait = std::chrono::seconds(7);
  const auto flown = fly(target.url());
  ASSERT_FALSE(flown);
  EXPECT_EQ(flown.error().kind, ErrorKind::connection);
  EXPECT_TRUE(flown.error().reason.contains("within 7 s")) << flown.error().reason;
  EXPECT_TRUE(flown.error().reason.contains("elasticsearch.max_wait_duration")) << flown.error().reason;
  EXPECT_EQ(target.asked().size(), 4U) << "after 0, 1, 3 and 7 s";
}

TEST_F(PreflightTest, a_signal_ends_the_wait) {
  CannedTarget target([&](const http::Request&) {
    interruption_.interrupt();
    return http::Response{.status = 503};
  });
  const auto flown = fly(target.url());
  ASSERT_TRUE(flown) << flown.error().reason;
  EXPECT_FALSE(*flown);
}

TEST_F(PreflightTest, refused_credentials_are_told_at_once) {
  CannedTarget target([](const http::Request&) { return http::Response{.status = 401, .body = "{}"}; });
  const auto flown = fly(target.url());
  ASSERT_FALSE(flown);
  EXPECT_EQ(flown.error().kind, ErrorKind::authentication);
  EXPECT_TRUE(flown.error().reason.contains("elasticsearch.api_key")) << flown.error().reason;
}

TEST_F(PreflightTest, another_kind_of_server_is_told) {
  CannedTarget target([](const http::Request&) { return http::Response{.status = 200, .body = "<html>"}; });
  const auto flown = fly(target.url());
  ASSERT_FALSE(flown);
  EXPECT_TRUE(flown.error().reason.contains("does not answer like")) << flown.error().reason;
}

TEST_F(PreflightTest, indices_that_cannot_be_made_are_tried_so_often_and_then_told) {
  CannedTarget target([](const http::Request&) { return root_of("9.6.0"); });
  backend_.is_reachable = false;
  settings_.tries = 3;
  const auto flown = fly(target.url());
  ASSERT_FALSE(flown);
  EXPECT_TRUE(flown.error().reason.starts_with("The indices of the connectors cannot be made")) << flown.error().reason;
  EXPECT_EQ(clock_.now() - start, 2 * settings_.pause);
}

TEST_F(PreflightTest, a_version_without_the_api_is_refused) {
  CannedTarget target([](const http::Request&) { return root_of("8.11.4"); });
  const auto flown = fly(target.url());
  ASSERT_FALSE(flown);
  EXPECT_TRUE(flown.error().reason.contains("8.11.4")) << flown.error().reason;
}

TEST(CheckVersion, what_has_the_connector_api_is_good) {
  for (const auto* number : {"8.12.0", "8.19.3-SNAPSHOT", "9.6.0"}) {
    const auto finding = check_version(root(fmt::format(R"({{"version":{{"number":"{}"}}}})", number)));
    EXPECT_EQ(finding.error + finding.warning, "") << number;
  }
  const auto serverless = check_version(root(R"({"version":{"number":"1.0","build_flavor":"serverless"}})"));
  EXPECT_EQ(serverless.error + serverless.warning, "");
}

TEST(CheckVersion, older_ones_are_refused_and_unknown_ones_warned_of) {
  for (const auto* number : {"7.17.0", "8.11.9"}) {
    EXPECT_NE(check_version(root(fmt::format(R"({{"version":{{"number":"{}"}}}})", number))).error, "") << number;
  }
  for (const auto* version : {R"({"number":"10.0.0"})", R"({"number":"soon"})", R"({"number":"2.11.0","distribution":"opensearch"})"}) {
    const auto finding = check_version(root(fmt::format(R"({{"version":{}}})", version)));
    EXPECT_EQ(finding.error, "") << version;
    EXPECT_NE(finding.warning, "") << version;
  }
}

}  // namespace
}  // namespace headrace::service
