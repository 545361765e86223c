#include "service/dry_run.h"

#include <gtest/gtest.h>

#include "service/memory_backend.h"
#include "service/test_source.h"

namespace headrace::service {
namespace {

class DryRunTest : public ::testing::Test {
 protected:
  DryRunReport run(std::size_t limit = 10) {
    const auto report = result(limit);
    EXPECT_TRUE(report) << report.error().reason;
    return report ? *report : DryRunReport{};
  }
  Result<DryRunReport> result(std::size_t limit = 10) {
    const Context context{backend_, settings_, clock_, [this](std::string_view) { return &type_; }};
    return dry_run(context, "c", connector_, control::SyncJobType::full,
                   {.limit = limit, .show = [this](std::string_view body) { shown_.emplace_back(body); }});
  }

  base::ManualClock clock_{*base::parse_instant("2026-08-20T15:00:00Z")};
  MemoryBackend backend_{clock_};
  Settings settings_;
  std::shared_ptr<TestScript> script_ = std::make_shared<TestScript>();
  sources::SourceType type_ = test_source_type(script_);
  json::Value connector_ = *json::parse(
      R"({"id":"c","service_type":"test","index_name":"content","configuration":{"place":{"value":"here"}},
          "features":{"sync_rules":{"basic":{"enabled":true}}}})");
  std::vector<std::string> shown_;
};

using Bodies = std::vector<std::string>;

TEST_F(DryRunTest, shows_documents_as_they_would_be_written_and_writes_nothing) {
  script_->add("1", json::object({{"title", "one"}}));
  script_->add("2", json::object({{"_timestamp", "t"}}));
  const auto report = run();
  EXPECT_EQ(shown_, Bodies({R"({"title":"one","_timestamp":"2026-08-20T15:00:00+00:00","id":"1"})", R"({"_timestamp":"t","id":"2"})"}));
  EXPECT_TRUE(report.is_whole);
  EXPECT_EQ(report.shown, 2);
  EXPECT_EQ(report.read, 2);
  EXPECT_EQ(backend_.bulks, 0);
  EXPECT_EQ(backend_.job_ids(), Bodies());
}

TEST_F(DryRunTest, stops_when_enough_is_shown) {
  for (int i = 0; i < 10'000; ++i) script_->add(std::to_string(i), json::object({{"_timestamp", "t"}}));
  const auto report = run(2);
  EXPECT_EQ(shown_, Bodies({R"({"_timestamp":"t","id":"0"})", R"({"_timestamp":"t","id":"1"})"}));
  EXPECT_FALSE(report.is_whole);
  EXPECT_EQ(report.shown, 2);
}

TEST_F(DryRunTest, tells_what_the_rules_leave_out) {
  json::merge(connector_, *json::parse(R"({"filtering":[{"domain":"DEFAULT","active":{"validation":{"state":"valid"},"rules":[
    {"id":"r","policy":"exclude","field":"secret","rule":"equals","value":"true","order":0},
    {"id":"DEFAULT","policy":"include","field":"_","rule":"regex","value":".*","order":1}]}}]})"));
  script_->add("1", json::object({{"secret", true}}));
  script_->add("2");
  const auto report = run();
  EXPECT_EQ(report.filtered, 1);
  EXPECT_EQ(report.shown, 1);
}

TEST_F(DryRunTest, tells_of_scopes_and_documents_that_cannot_be_read) {
  script_->add_event(sources::ScopeEvent::Kind::skipped, "log", "it has no primary key");
  script_->add_failure("7", "the row is damaged");
  script_->add("1");
  const auto report = run();
  EXPECT_EQ(report.failed, 1);
  ASSERT_EQ(report.notes.size(), 2U);
  EXPECT_TRUE(report.notes[0].contains("[log]") && report.notes[0].contains("no primary key")) << report.notes[0];
  EXPECT_EQ(report.notes[1], "document [7]: the row is damaged");
}

TEST_F(DryRunTest, an_error_of_the_source_is_that_of_the_run) {
  script_->add_error("the wire is cut");
  const auto report = result();
  ASSERT_FALSE(report);
  EXPECT_TRUE(report.error().reason.contains("the wire is cut"));
}

TEST_F(DryRunTest, a_connector_without_index_is_refused_as_a_job_would_be) {
  connector_.set("index_name", nullptr);
  const auto report = result();
  ASSERT_FALSE(report);
  EXPECT_TRUE(report.error().reason.contains("index_name")) << report.error().reason;
}

}  // namespace
}  // namespace headrace::service
