#include "control/connector_features.h"

#include "control/store_fixture.h"

// The numbers in names are cases of docs/spec/connectors.md 5.7.

namespace headrace::control {
namespace {

using enum UpdateResult;

Result<json::Value> read(std::string_view features) { return read_features(json_of(features), features); }
std::string kept(std::string_view features) { return json::write(value_of(read(features))); }

std::vector<std::string> chain_of(std::string_view features) {
  const auto refused = read(features);
  std::vector<std::string> reasons;
  if (refused) return {"accepted"};
  for (const auto* error = &refused.error();; error = &error->caused_by.front()) {
    reasons.push_back(error->reason);
    if (error->caused_by.empty()) return reasons;
  }
}

TEST(ConnectorFeatures, all_known_features_are_kept) {
  constexpr std::string_view all =
      R"({"document_level_security":{"enabled":true},"incremental_sync":{"enabled":false},"native_connector_api_keys":{"enabled":true},)"
      R"("sync_rules":{"advanced":{"enabled":true},"basic":{"enabled":false}}})";
  EXPECT_EQ(kept(all), all);
  EXPECT_EQ(kept(R"({"sync_rules":{}})"), R"({"sync_rules":{}})");
}

TEST(ConnectorFeatures, unknown_keys_are_dropped_at_every_depth) {  // 214
  EXPECT_EQ(kept(R"({"telepathy":{"enabled":true}})"), "{}");
  EXPECT_EQ(kept(R"({"sync_rules":{"basic":{"enabled":"true","note":1},"third":{}}})"), R"({"sync_rules":{"basic":{"enabled":true}}})");
}

TEST(ConnectorFeatures, a_feature_without_enabled_tells_where) {  // 216
  EXPECT_EQ(chain_of(R"({"sync_rules":{"basic":{}}})"),
            (std::vector<std::string>{"[1:24] [connector_features] failed to parse field [sync_rules]",
                                      "[1:24] [sync_rules_features] failed to parse field [basic]",
                                      "[1:24] Failed to build [connector_feature_enabled] after last required field arrived"}));
}

TEST(ConnectorFeatures, a_feature_is_on_or_off_and_an_object) {  // 217
  EXPECT_EQ(chain_of(R"({"incremental_sync":{"enabled":"maybe"}})").back(),
            "Failed to parse value [maybe] as only [true] or [false] are allowed.");
  EXPECT_TRUE(chain_of(R"({"incremental_sync":true})").back().ends_with("incremental_sync doesn't support values of type: VALUE_BOOLEAN"));
  EXPECT_TRUE(chain_of(R"({"incremental_sync":{"enabled":null}})").back().ends_with("enabled doesn't support values of type: VALUE_NULL"));
}

class ConnectorFeaturesTest : public StoreFixture {
 protected:
  ConnectorFeaturesTest() { value_of(run(connectors().create("a", {}))); }
  Result<UpdateResult> set(std::string_view features, const std::string& id = "a") {
    return run(connectors().set_features(id, json_of(features)));
  }
  std::string stored() { return json::write(*connector("a").find("features")); }
};

TEST_F(ConnectorFeaturesTest, features_join_those_that_are_there) {  // 210 to 213
  EXPECT_EQ(set(R"({"incremental_sync":{"enabled":true}})"), updated);
  EXPECT_EQ(set(R"({"incremental_sync":{"enabled":true}})"), noop);
  EXPECT_EQ(set(R"({"sync_rules":{"basic":{"enabled":true}}})"), updated);
  EXPECT_EQ(set(R"({"sync_rules":{"advanced":{"enabled":false}}})"), updated);
  EXPECT_EQ(stored(), R"({"incremental_sync":{"enabled":true},"sync_rules":{"basic":{"enabled":true},"advanced":{"enabled":false}}})");
}

TEST_F(ConnectorFeaturesTest, no_features_are_stored_once) {  // 215
  EXPECT_EQ(set("{}"), updated);
  EXPECT_EQ(set("{}"), noop);
  EXPECT_EQ(stored(), "{}");
}

TEST_F(ConnectorFeaturesTest, the_update_is_blind) {  // 220
  EXPECT_EQ(reason_of(set("{}", "x"), ErrorKind::document_missing), "[x]: document missing");
  ASSERT_TRUE(run(connectors().remove("a", false, false)));
  EXPECT_EQ(set("{}"), updated);
}

}  // namespace
}  // namespace headrace::control
