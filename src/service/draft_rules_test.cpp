#include "service/draft_rules.h"

#include <gtest/gtest.h>

#include "control/connector_filtering_rules.h"
#include "service/memory_backend.h"
#include "service/test_source.h"

namespace headrace::service {
namespace {

/// Advanced rules with `"good"` are good, with `"away"` the source does not answer.
class RuledSource final : public sources::Source {
 public:
  Result<void> validate() override { return {}; }
  Result<void> ping() override { return {}; }
  Result<void> check_advanced_rules(const json::Value& rules) override {
    if (rules.find("away") != nullptr) return fail(ErrorKind::internal, "the source does not answer");
    return rules.find("good") != nullptr ? Result<void>() : fail(ErrorKind::illegal_argument, "table [nope] does not exist");
  }
  Result<std::unique_ptr<sources::DocumentStream>> read(const sources::ReadRequest&) override { return fail(ErrorKind::internal, ""); }
};

class DraftRulesTest : public ::testing::Test {
 protected:
  DraftRulesTest() {
    source_.make = [this](const json::Value&) -> Result<std::unique_ptr<sources::Source>> {
      ++asked_;
      return std::make_unique<RuledSource>();
    };
    backend_.put_connector("c", *json::parse(R"({"service_type":"test","configuration":{"place":{"value":"here"}},
        "features":{"sync_rules":{"basic":{"enabled":true},"advanced":{"enabled":true}}}})"));
  }
  /// A draft that somebody has edited, as the API stores it.
  void edit(const std::string& rules, const std::string& advanced = "{}") {
    auto filtering = control::filtering_of(backend_.stored_connector("c"), clock_.now());
    filtering.draft.set("rules", *json::parse(rules));
    filtering.draft.set("advanced_snippet", json::object({{"value", *json::parse(advanced)}}));
    filtering.draft.set("validation", *json::parse(R"({"state":"edited","errors":[]})"));
    backend_.merge_connector("c", json::object({{"filtering", json::Array{filtering.entry()}}}));
  }
  void look() {
    const auto looked = drafts_.look_at(**backend_.connector("c"), source_);
    EXPECT_TRUE(looked) << looked.error().reason;
  }
  json::Value state(std::string_view name) { return *backend_.stored_connector("c").find("filtering")->as_array().front().find(name); }
  std::string validity(std::string_view name) { return state(name).at_path("validation.state")->as_string(); }

  const std::string rule_ =
      R"({"id":"r","policy":"include","field":"name","rule":"equals","value":"x","order":1,"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"})";
  base::ManualClock clock_{*base::parse_instant("2026-08-20T10:00:00Z")};
  MemoryBackend backend_{clock_};
  Settings settings_;
  int asked_ = 0;
  sources::SourceType source_ = test_source_type(std::make_shared<TestScript>());
  DraftRules drafts_{Context{backend_, settings_, clock_, {}}, [] {}, [](const std::function<void()>& work) { work(); }};
};

TEST_F(DraftRulesTest, valid_rules_become_active_at_once) {
  edit("[" + rule_ + "]", R"({"good":1})");
  look();
  EXPECT_EQ(validity("draft"), "valid");
  EXPECT_EQ(state("active"), state("draft"));
  EXPECT_EQ(state("active").find("rules")->as_array().front().text("id"), "r");
  EXPECT_EQ(asked_, 1);
}

TEST_F(DraftRulesTest, basic_rules_with_problems_are_told_and_the_active_ones_stay) {
  edit("[" + rule_ + R"(,{"id":"all","policy":"include","field":"name","rule":"regex","value":".*","order":2}])");
  look();
  EXPECT_EQ(validity("draft"), "invalid");
  EXPECT_EQ(validity("active"), "valid");
  EXPECT_EQ(state("active").find("rules")->as_array().front().text("id"), "DEFAULT");
  const auto draft = state("draft");
  const auto& errors = draft.at_path("validation.errors")->as_array();
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].find("ids")->as_array().front().as_string(), "all");
  EXPECT_EQ(asked_, 0) << "an empty snippet needs no source";
}

TEST_F(DraftRulesTest, advanced_rules_that_the_source_refuses_are_told_in_its_words) {
  edit("[]", R"({"tables":["nope"]})");
  look();
  EXPECT_EQ(validity("draft"), "invalid");
  const auto draft = state("draft");
  const auto& error = draft.at_path("validation.errors")->as_array().front();
  EXPECT_EQ(error.find("ids")->as_array().front().as_string(), "advanced_snippet");
  EXPECT_EQ(error.find("messages")->as_array().front().as_string(), "table [nope] does not exist");
}

TEST_F(DraftRulesTest, a_source_that_does_not_answer_is_asked_again_later) {
  edit("[]", R"({"away":1})");
  look();
  look();
  EXPECT_EQ(validity("draft"), "edited");
  EXPECT_EQ(asked_, 1);
  clock_.advance(settings_.poll_interval);
  look();
  EXPECT_EQ(asked_, 2);
}

TEST_F(DraftRulesTest, a_draft_that_is_edited_while_it_is_checked_waits_for_its_own_check) {
  edit("[" + rule_ + "]", R"({"good":1})");
  const auto seen = **backend_.connector("c");
  edit("[]", R"({"bad":1})");
  EXPECT_TRUE(drafts_.look_at(seen, source_));
  EXPECT_EQ(validity("draft"), "edited");
  look();
  EXPECT_EQ(validity("draft"), "invalid");
}

TEST_F(DraftRulesTest, what_is_not_edited_or_has_no_rules_is_left_alone) {
  edit("[]");
  look();
  EXPECT_EQ(validity("draft"), "valid");
  const auto before = (*backend_.connector("c"))->guard.seq_no;
  look();
  EXPECT_EQ((*backend_.connector("c"))->guard.seq_no, before);
  backend_.merge_connector("c", *json::parse(R"({"features":{"sync_rules":{"basic":{"enabled":false},"advanced":{"enabled":false}}}})"));
  edit("[]", R"({"bad":1})");
  look();
  EXPECT_EQ(validity("draft"), "edited");
}

}  // namespace
}  // namespace headrace::service
