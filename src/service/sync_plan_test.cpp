#include "service/sync_plan.h"

#include <gtest/gtest.h>

#include "service/test_source.h"

namespace headrace::service {
namespace {

class SyncPlanTest : public ::testing::Test {
 protected:
  std::string refusal() {
    const auto planned = plan_sync("j", job_, connector_, &source_, {});
    return planned ? "" : planned.error().reason;
  }
  SyncPlan plan() {
    auto planned = plan_sync("j", job_, connector_, &source_, {});
    EXPECT_TRUE(planned) << planned.error().reason;
    return std::move(*planned);
  }

  sources::SourceType source_ = test_source_type(std::make_shared<TestScript>());
  json::Value job_ = *json::parse(R"({"job_type":"full","connector":{"id":"c","index_name":"content","service_type":"test",
      "configuration":{"place":{"value":"there"}},
      "filtering":{"rules":[{"id":"r","policy":"exclude","field":"f","rule":"equals","value":"v","order":1}],"validation":{"state":"valid"}}}})");
  json::Value connector_ = *json::parse(R"({"features":{"sync_rules":{"basic":{"enabled":true}}}})");
};

TEST_F(SyncPlanTest, it_is_made_of_the_snapshot) {
  const auto made = plan();
  EXPECT_EQ(made.connector_id, "c");
  EXPECT_EQ(made.index, "content");
  EXPECT_EQ(made.configuration.text("place"), "there");
  EXPECT_FALSE(made.rules.empty());
  EXPECT_TRUE(made.extracts_text);
}

TEST_F(SyncPlanTest, rules_count_only_when_the_feature_is_on) {
  connector_ = json::object({});
  EXPECT_TRUE(plan().rules.empty());
}

TEST_F(SyncPlanTest, rules_that_are_not_valid_fail_the_job) {
  job_.find("connector")->find("filtering")->find("validation")->set("state", "edited");
  EXPECT_EQ(refusal(), "The sync rules of this job are [edited], not valid. Mend them and start a new sync.");
}

TEST_F(SyncPlanTest, an_incremental_job_needs_the_feature) {
  job_.set("job_type", "incremental");
  EXPECT_EQ(refusal(), "Incremental syncs are not enabled for this connector. Start a full sync.");
  connector_.set("features", *json::parse(R"({"incremental_sync":{"enabled":true}})"));
  EXPECT_EQ(plan().type, control::SyncJobType::incremental);
}

TEST_F(SyncPlanTest, an_unknown_source_is_named) {
  const auto planned = plan_sync("j", job_, connector_, nullptr, {});
  ASSERT_FALSE(planned);
  EXPECT_EQ(planned.error().reason, "There is no source for the service type [test] in this program.");
}

TEST_F(SyncPlanTest, extraction_can_be_switched_off_by_the_pipeline_and_on_by_the_source) {
  job_.find("connector")->set("pipeline", json::object({{"extract_binary_content", false}}));
  EXPECT_FALSE(plan().extracts_text);
  source_.configuration.set("use_text_extraction_service", json::object({{"type", "bool"}, {"value", false}}));
  job_.find("connector")->find("configuration")->set("use_text_extraction_service", json::object({{"value", true}}));
  EXPECT_TRUE(plan().extracts_text);
}

TEST_F(SyncPlanTest, a_job_without_index_is_refused) {
  job_.find("connector")->erase("index_name");
  EXPECT_EQ(refusal(), "The job has no index to write to.");
}

}  // namespace
}  // namespace headrace::service
