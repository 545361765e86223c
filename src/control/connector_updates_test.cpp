#include "control/store_fixture.h"

namespace headrace::control {
namespace {

using namespace std::chrono_literals;
using enum UpdateResult;

class ConnectorUpdatesTest : public StoreFixture {
 protected:
  ConnectorUpdatesTest() { create("a"); }

  void create(const std::string& id, NewConnector wanted = {}) { value_of(run(connectors().create(id, std::move(wanted)))); }
  void set_stored(const std::string& id, std::string_view part) {
    auto changed = connector(id);
    json::merge(changed, json_of(part));
    seed(engine::connectors_index, id, json::write(changed));
  }
  std::string status() { return std::string(connector("a").text("status")); }
};

TEST_F(ConnectorUpdatesTest, a_check_in_writes_last_seen_and_always_counts_as_updated) {
  auto expected = connector("a");
  advance(3s);
  EXPECT_EQ(run(connectors().check_in("a")), updated);
  EXPECT_EQ(run(connectors().check_in("a")), updated);
  EXPECT_EQ(connector("a"), expected.set("last_seen", now_text()));
}

TEST_F(ConnectorUpdatesTest, name_and_description_are_written_when_given) {
  EXPECT_EQ(run(connectors().set_name("a", "x", std::nullopt)), updated);
  EXPECT_EQ(connector("a").find("description"), nullptr);
  EXPECT_EQ(run(connectors().set_name("a", "x", std::nullopt)), noop);
  EXPECT_EQ(run(connectors().set_name("a", std::nullopt, "d")), updated);
  EXPECT_EQ(connector("a").text("name"), "x");
  EXPECT_EQ(run(connectors().set_name("a", "", "")), updated);
  EXPECT_EQ(reason_of(run(connectors().set_name("ghost", std::nullopt, std::nullopt)), ErrorKind::action_request_validation),
            "Validation Failed: 1: [name] and [description] cannot both be [null]. Please provide a value for at least one of them.;");
}

TEST_F(ConnectorUpdatesTest, an_index_is_attached_and_detached) {
  EXPECT_EQ(run(connectors().set_index_name("a", std::nullopt)), updated) << "an absent name becomes an explicit null";
  EXPECT_EQ(run(connectors().set_index_name("a", std::nullopt)), noop);
  EXPECT_EQ(run(connectors().set_index_name("a", "i")), updated);
  EXPECT_EQ(run(connectors().set_index_name("a", "i")), noop);
  EXPECT_EQ(run(connectors().set_index_name("a", std::nullopt)), updated);
  ASSERT_NE(connector("a").find("index_name"), nullptr);
  EXPECT_TRUE(connector("a").find("index_name")->is_null());
  create("b", {.index_name = "i"});
}

TEST_F(ConnectorUpdatesTest, an_index_of_another_connector_is_refused_before_anything_else_is_looked_up) {
  create("b", {.index_name = "i"});
  constexpr auto used = "Index name [i] is used by another connector.";
  EXPECT_EQ(reason_of(run(connectors().set_index_name("a", "i")), ErrorKind::status_bad_request), used);
  EXPECT_EQ(reason_of(run(connectors().set_index_name("ghost", "i")), ErrorKind::status_bad_request), used);
  EXPECT_EQ(reason_of(run(connectors().set_index_name("ghost", "free")), ErrorKind::resource_not_found), "connector [ghost] not found");
  EXPECT_EQ(
      reason_of(run(connectors().set_index_name("ghost", "x:y")), ErrorKind::action_request_validation),
      "Validation Failed: 1: [x:y] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [x:y], must not contain ':';");
}

TEST_F(ConnectorUpdatesTest, native_connectors_have_indices_with_the_prefix) {
  create("n", {.is_native = true});
  EXPECT_EQ(reason_of(run(connectors().set_index_name("n", "plain")), ErrorKind::status_bad_request),
            "Index attached to an Elastic-managed connector must start with the prefix: [content-]. The index name in the payload [plain] "
            "doesn't comply with this requirement.");
  EXPECT_EQ(run(connectors().set_index_name("n", "content-1")), updated);
  EXPECT_EQ(run(connectors().set_index_name("n", std::nullopt)), updated);
}

TEST_F(ConnectorUpdatesTest, becoming_native_needs_the_prefix_too) {
  EXPECT_EQ(run(connectors().set_native("a", false)), noop);
  EXPECT_EQ(run(connectors().set_native("a", true)), updated) << "no index is fine";
  EXPECT_EQ(status(), "created");
  create("p", {.index_name = "plain"});
  EXPECT_EQ(reason_of(run(connectors().set_native("p", true)), ErrorKind::status_bad_request),
            "The index name [plain] attached to the connector [p] must start with the required prefix: [content-] to be Elastic-managed. "
            "Please update the attached index first to comply with this requirement.");
  create("z", {.index_name = "content-z"});
  EXPECT_EQ(run(connectors().set_native("z", true)), updated);
}

TEST_F(ConnectorUpdatesTest, native_turns_connected_into_configured) {
  value_of(run(connectors().set_error("a", std::nullopt)));
  EXPECT_EQ(run(connectors().set_native("a", true)), updated);
  EXPECT_EQ(status(), "configured");
}

TEST_F(ConnectorUpdatesTest, a_service_type_asks_for_configuration_unless_the_connector_is_new) {
  EXPECT_EQ(run(connectors().set_service_type("a", "s3")), updated);
  EXPECT_EQ(status(), "created");
  EXPECT_EQ(run(connectors().set_service_type("a", "s3")), noop);
  set_stored("a", R"({"configuration":{"x":{}}})");
  for (const auto* before : {"error", "connected", "configured", "needs_configuration"}) {
    set_stored("a", fmt::format(R"({{"status":"{}"}})", before));
    value_of(run(connectors().set_service_type("a", "s3")));
    EXPECT_EQ(status(), "needs_configuration") << before;
  }
  EXPECT_NE(connector("a").at_path("configuration.x"), nullptr);
  EXPECT_EQ(reason_of(run(connectors().set_service_type("a", "")), ErrorKind::action_request_validation),
            R"(Validation Failed: 1: [service_type] cannot be [null] or [""].;)");
}

TEST_F(ConnectorUpdatesTest, status_follows_the_table) {
  using enum ConnectorStatus;
  const auto refused = run(connectors().set_status("a", connected));
  constexpr auto reason =
      "Invalid transition attempt from [created] to [connected]. Such a status transition is not supported by the Connector Protocol.";
  EXPECT_EQ(reason_of(refused, ErrorKind::status_bad_request), reason);
  EXPECT_EQ(refused.error().caused_by.at(0).kind, ErrorKind::connector_invalid_transition);
  EXPECT_EQ(refused.error().caused_by.at(0).reason, reason);
  EXPECT_EQ(run(connectors().set_status("a", needs_configuration)), updated);
  EXPECT_FALSE(run(connectors().set_status("a", needs_configuration)));
  EXPECT_EQ(run(connectors().set_status("a", configured)), updated);
  EXPECT_EQ(run(connectors().set_status("a", configured)), noop);
  EXPECT_EQ(run(connectors().set_status("a", ConnectorStatus::error)), updated);
  EXPECT_EQ(connector("a").find("error"), nullptr);
}

TEST_F(ConnectorUpdatesTest, a_connector_without_a_status_is_as_new) {
  seed(engine::connectors_index, "odd", R"({"name":"odd"})");
  EXPECT_EQ(run(connectors().set_status("odd", ConnectorStatus::needs_configuration)), updated);
  seed(engine::connectors_index, "odd", R"({"status":"weird"})");
  EXPECT_EQ(reason_of(run(connectors().set_status("odd", ConnectorStatus::error)), ErrorKind::illegal_argument),
            "Unknown ConnectorStatus: weird");
}

TEST_F(ConnectorUpdatesTest, an_error_sets_the_status_from_anywhere) {
  EXPECT_EQ(run(connectors().set_error("a", "disk full")), updated);
  EXPECT_EQ(status(), "error");
  EXPECT_EQ(run(connectors().set_error("a", "disk full")), noop);
  EXPECT_EQ(run(connectors().set_error("a", std::nullopt)), updated);
  EXPECT_EQ(status(), "connected");
  EXPECT_TRUE(connector("a").find("error")->is_null());
  EXPECT_EQ(run(connectors().set_error("a", "")), updated);
  EXPECT_EQ(connector("a").text("error"), "");
  EXPECT_EQ(status(), "connected");
}

TEST_F(ConnectorUpdatesTest, last_sync_merges_and_has_no_effect_on_the_status) {
  EXPECT_EQ(run(connectors().set_last_sync("a", json_of("{}"))), noop);
  EXPECT_EQ(run(connectors().set_last_sync("a", json_of(R"({"last_sync_status":"completed","sync_cursor":{"p":1,"q":{"r":2}}})"))),
            updated);
  EXPECT_EQ(run(connectors().set_last_sync("a", json_of(R"({"sync_cursor":{"q":{"s":3}},"last_sync_error":"e"})"))), updated);
  EXPECT_EQ(*connector("a").find("sync_cursor"), json_of(R"({"p":1,"q":{"r":2,"s":3}})"));
  EXPECT_EQ(status(), "created");
  EXPECT_EQ(connector("a").find("error"), nullptr);
}

TEST_F(ConnectorUpdatesTest, schedules_are_merged_in_upper_case) {
  const auto set = [&](std::string_view scheduling) { return run(connectors().set_scheduling("a", json_of(scheduling))); };
  EXPECT_EQ(set(R"({"full":{"enabled":true,"interval":"0 30 8 ? * mon-fri"}})"), updated);
  EXPECT_EQ(connector("a").at_path("scheduling.full.interval")->as_string(), "0 30 8 ? * MON-FRI");
  EXPECT_FALSE(connector("a").at_path("scheduling.incremental.enabled")->as_bool());
  EXPECT_EQ(set(R"({"full":{"enabled":true,"interval":"0 30 8 ? * MON-fri"}})"), noop);
  EXPECT_EQ(
      set(R"({"access_control":{"enabled":true,"interval":"0  0 0 * * ?"},"incremental":{"enabled":false,"interval":"0 0 0 * * ?"}})"),
      updated);
  EXPECT_EQ(connector("a").at_path("scheduling.access_control.interval")->as_string(), "0  0 0 * * ?");
}

TEST_F(ConnectorUpdatesTest, a_schedule_must_be_given_and_access_control_alone_is_none) {
  constexpr auto reason =
      "Validation Failed: 1: [scheduling] object needs to define at least one schedule type: [full | incremental | access_control];";
  for (const auto* scheduling : {"{}", R"({"daily":{"enabled":true,"interval":"0 0 0 * * ?"}})",
                                 R"({"access_control":{"enabled":true,"interval":"0 0 0 * * ?"}})"}) {
    EXPECT_EQ(reason_of(run(connectors().set_scheduling("ghost", json_of(scheduling))), ErrorKind::action_request_validation), reason);
  }
  EXPECT_FALSE(run(connectors().set_scheduling("a", json_of(R"({"full":{"enabled":true,"interval":"0 0 0 * * *"}})"))));
  EXPECT_EQ(connector("a").at_path("scheduling.full.interval")->as_string(), "0 0 0 * * ?");
}

TEST_F(ConnectorUpdatesTest, ids_of_api_keys_are_set_one_by_one_and_never_cleared) {  // 198 to 201
  EXPECT_EQ(run(connectors().set_api_key_ids("a", "k1", "s1")), updated);
  EXPECT_EQ(run(connectors().set_api_key_ids("a", "k2", std::nullopt)), updated);
  EXPECT_EQ(run(connectors().set_api_key_ids("a", std::nullopt, "s1")), noop);
  EXPECT_EQ(connector("a").text("api_key_id"), "k2");
  EXPECT_EQ(connector("a").text("api_key_secret_id"), "s1");
  EXPECT_EQ(run(connectors().set_api_key_ids("a", "", std::nullopt)), updated);
  EXPECT_EQ(reason_of(run(connectors().set_api_key_ids("ghost", std::nullopt, std::nullopt)), ErrorKind::action_request_validation),
            "Validation Failed: 1: [api_key_id] and [api_key_secret_id] cannot both be [null]. Please provide a value for at least one of "
            "them.;");
}

TEST_F(ConnectorUpdatesTest, a_pipeline_is_stored_as_it_is) {  // 203, 204
  const auto pipeline = json_of(R"({"extract_binary_content":false,"name":"p","reduce_whitespace":true,"run_ml_inference":false})");
  EXPECT_EQ(run(connectors().set_pipeline("a", pipeline)), updated);
  EXPECT_EQ(run(connectors().set_pipeline("a", pipeline)), noop);
  EXPECT_EQ(*connector("a").find("pipeline"), pipeline);
}

TEST_F(ConnectorUpdatesTest, soft_deleted_connectors_take_the_blind_updates_only) {
  ASSERT_TRUE(run(connectors().remove("a", false, false)));
  const auto full = json_of(R"({"full":{"enabled":true,"interval":"0 0 1 * * ?"}})");
  EXPECT_EQ(run(connectors().check_in("a")), updated);
  EXPECT_EQ(run(connectors().set_name("a", "m", std::nullopt)), updated);
  EXPECT_EQ(run(connectors().set_error("a", "e")), updated);
  EXPECT_EQ(run(connectors().set_last_sync("a", json_of(R"({"last_sync_error":"x"})"))), updated);
  EXPECT_EQ(run(connectors().set_scheduling("a", full)), updated);
  EXPECT_EQ(run(connectors().set_api_key_ids("a", "k", std::nullopt)), updated);
  EXPECT_EQ(run(connectors().set_pipeline("a", json_of(R"({"name":"p"})"))), updated);
  EXPECT_TRUE(connector("a").find("deleted")->as_bool());
  constexpr auto kind = ErrorKind::resource_not_found;
  constexpr auto reason = "connector [a] not found";
  EXPECT_EQ(reason_of(run(connectors().set_index_name("a", "j")), kind), reason);
  EXPECT_EQ(reason_of(run(connectors().set_service_type("a", "x")), kind), reason);
  EXPECT_EQ(reason_of(run(connectors().set_native("a", false)), kind), reason);
  EXPECT_EQ(reason_of(run(connectors().set_status("a", ConnectorStatus::error)), kind), reason);
  EXPECT_EQ(reason_of(run(connectors().set_configuration("a", json_of("{}"))), kind), reason);
  EXPECT_EQ(reason_of(run(connectors().set_configuration_values("a", json_of("{}"))), kind), reason);
}

TEST_F(ConnectorUpdatesTest, blind_updates_of_nothing_are_missing_documents) {
  constexpr auto kind = ErrorKind::document_missing;
  constexpr auto reason = "[x]: document missing";
  EXPECT_EQ(reason_of(run(connectors().check_in("x")), kind), reason);
  EXPECT_EQ(reason_of(run(connectors().set_name("x", "n", std::nullopt)), kind), reason);
  EXPECT_EQ(reason_of(run(connectors().set_error("x", "e")), kind), reason);
  EXPECT_EQ(reason_of(run(connectors().set_last_sync("x", json_of("{}"))), kind), reason);
  const auto scheduling = json_of(R"({"full":{"enabled":true,"interval":"0 0 1 * * ?"}})");
  EXPECT_EQ(reason_of(run(connectors().set_api_key_ids("x", "k", std::nullopt)), kind), reason);
  EXPECT_EQ(reason_of(run(connectors().set_pipeline("x", json_of("{}"))), kind), reason);
  const auto missing = run(connectors().set_scheduling("x", scheduling));
  EXPECT_EQ(reason_of(missing, kind), reason);
  EXPECT_EQ(missing.error().metadata.at(1), (std::pair<std::string, std::string>("shard", "0")));
  EXPECT_EQ(missing.error().metadata.at(2), (std::pair<std::string, std::string>("index", ".elastic-connectors-v1")));
}

TEST_F(ConnectorUpdatesTest, an_empty_id_fails_validation) {
  constexpr auto reason = R"(Validation Failed: 1: [connector_id] cannot be [null] or [""].;)";
  constexpr auto kind = ErrorKind::action_request_validation;
  EXPECT_EQ(reason_of(run(connectors().check_in("")), kind), reason);
  EXPECT_EQ(reason_of(run(connectors().set_name("", "n", std::nullopt)), kind), reason);
  EXPECT_EQ(reason_of(run(connectors().set_native("", true)), kind), reason);
  EXPECT_EQ(reason_of(run(connectors().set_index_name("", "i")), kind), reason);
  EXPECT_EQ(reason_of(run(connectors().update_configuration("", {.configuration = json_of("{}")})), kind), reason);
}

}  // namespace
}  // namespace headrace::control
