#include "control/sync_job_snapshot.h"

#include "control/connector_state.h"
#include "control/store_fixture.h"

namespace headrace::control {
namespace {

const base::Instant now = *base::parse_instant("2026-03-04T05:06:07.089Z");

json::Value fresh() {
  NewConnector wanted;
  wanted.index_name = "idx-alpha";
  wanted.service_type = "pg";
  wanted.language = "en";
  return new_connector(wanted, now);
}

json::Value snapshot(const json::Value& connector, SyncJobType type = SyncJobType::full) {
  return connector_snapshot("c-alpha", connector, type, now);
}

TEST(SyncJobSnapshot, a_new_job_is_the_example_of_the_specification) {
  const auto job = value_of(new_sync_job({.connector_id = "c-alpha"}, fresh(), now));
  constexpr std::string_view t = R"("2026-03-04T05:06:07.089Z")";
  const auto rule = fmt::format(
      R"({{"created_at":{0},"field":"_","id":"DEFAULT","order":0,"policy":"include","rule":"regex","updated_at":{0},"value":".*"}})", t);
  EXPECT_EQ(
      json::write(job),
      fmt::format(R"({{"connector":{{"id":"c-alpha","filtering":{{"advanced_snippet":{{"created_at":{0},"updated_at":{0},"value":{{}}}},)"
                  R"("rules":[{1}],"validation":{{"errors":[],"state":"valid"}}}},"index_name":"idx-alpha","language":"en",)"
                  R"("service_type":"pg","configuration":{{}}}},"created_at":{0},"deleted_document_count":0,"indexed_document_count":0,)"
                  R"("indexed_document_volume":0,"job_type":"full","last_seen":{0},"metadata":{{}},"status":"pending",)"
                  R"("total_document_count":0,"trigger_method":"on_demand"}})",
                  t, rule));
}

TEST(SyncJobSnapshot, keys_stand_in_the_order_of_the_specification_and_nothing_else_is_copied) {
  auto connector = fresh();
  json::merge(connector, json_of(R"({"name":"n","description":"d","features":{},"sync_cursor":{"a":1},"last_sync_status":"completed",
    "pipeline":{"run_ml_inference":true,"name":"p","extra":1,"reduce_whitespace":false,"extract_binary_content":true}})"));
  const auto taken = snapshot(connector);
  EXPECT_EQ(names_of(taken),
            (std::vector<std::string>{"id", "filtering", "index_name", "language", "pipeline", "service_type", "configuration"}));
  EXPECT_EQ(names_of(*taken.find("pipeline")),
            (std::vector<std::string>{"extract_binary_content", "name", "reduce_whitespace", "run_ml_inference"}));
}

TEST(SyncJobSnapshot, absent_and_null_values_leave_no_key) {
  const auto taken = snapshot(json_of(R"({"index_name":"i","language":null,"filtering":[],"pipeline":null})"));
  EXPECT_EQ(names_of(taken), (std::vector<std::string>{"id", "index_name"}));
}

TEST(SyncJobSnapshot, only_the_active_part_of_the_first_filtering_entry_is_taken) {
  auto connector = fresh();
  connector.set("filtering", json_of(R"([
    {"domain":"A","active":{"rules":[{"id":"R-A","order":1,"x":2}],"validation":{"state":"valid","errors":[{"messages":["m"],"ids":["i"]}]},
      "advanced_snippet":{"value":[{"z":1}],"created_at":"2024-05-14T09:00:00Z","updated_at":"2024-05-14T09:00:00+02:00"}},"draft":{"rules":[]}},
    {"domain":"B","active":{"rules":[{"id":"R-B"}]}}])"));
  const auto taken = snapshot(connector);
  EXPECT_EQ(json::write(*taken.find("filtering")),
            R"({"advanced_snippet":{"created_at":"2024-05-14T09:00:00.000Z","updated_at":"2024-05-14T07:00:00.000Z","value":[{"z":1}]},)"
            R"("rules":[{"created_at":"2026-03-04T05:06:07.089Z","id":"R-A","order":1,"updated_at":"2026-03-04T05:06:07.089Z"}],)"
            R"("validation":{"errors":[{"ids":["i"],"messages":["m"]}],"state":"valid"}})");
}

TEST(SyncJobSnapshot, configuration_entries_are_normalised_and_secrets_stay) {
  auto connector = fresh();
  connector.set("configuration", json_of(R"({"pw":{"value":"s3cret","sensitive":true,"label":"P","odd":1,"type":"str","tooltip":null},
    "host":{"order":2,"display":"textbox"}})"));
  EXPECT_EQ(json::write(*snapshot(connector).find("configuration")),
            R"({"pw":{"default_value":null,"label":"P","required":false,"sensitive":true,"type":"str","value":"s3cret"},)"
            R"("host":{"default_value":null,"display":"textbox","label":null,"order":2,"required":false,"sensitive":false,"value":null}})");
}

TEST(SyncJobSnapshot, odd_documents_of_other_writers_never_break_it) {
  for (const auto* odd : {R"({"index_name":"i","filtering":"x","configuration":null,"pipeline":7})",
                          R"({"index_name":"i","filtering":[5],"configuration":{"a":"b"}})",
                          R"({"index_name":"i","filtering":[{"active":{"rules":"x","advanced_snippet":[],"validation":1}}]})",
                          R"({"index_name":"i","filtering":[{"active":{"rules":[1,{"created_at":5,"updated_at":"soon"}]}}]})"}) {
    EXPECT_EQ(snapshot(json_of(odd)).text("index_name"), "i");
  }
}

TEST(SyncJobSnapshot, access_control_jobs_go_to_an_index_of_their_own) {
  EXPECT_EQ(snapshot(fresh(), SyncJobType::access_control).text("index_name"), ".search-acl-filter-idx-alpha");
  const auto without = json_of(R"({"service_type":"pg"})");
  EXPECT_EQ(snapshot(without, SyncJobType::access_control).text("index_name"), ".search-acl-filter-null");
  EXPECT_TRUE(new_sync_job({.connector_id = "c", .type = SyncJobType::access_control}, without, now));
}

TEST(SyncJobSnapshot, a_connector_needs_an_index_and_a_service_type) {
  const auto refusal = [](std::string_view connector) {
    return reason_of(new_sync_job({.connector_id = "c-x"}, json_of(connector), now), ErrorKind::status_bad_request);
  };
  constexpr auto no_index =
      "Cannot start a sync for connector [c-x] with no index attached. Set the [index_name] property for the connector to enable syncing "
      "data.";
  constexpr auto no_type =
      "Cannot start a sync for connector [c-x] with [service_type] not defined. Set the service type of your connector before starting the "
      "sync.";
  for (const auto* connector :
       {R"({"service_type":"s"})", R"({"service_type":"s","index_name":null})", R"({"service_type":"s","index_name":""})", R"({})"}) {
    EXPECT_EQ(refusal(connector), no_index) << connector;
  }
  for (const auto* connector :
       {R"({"index_name":"i"})", R"({"index_name":"i","service_type":null})", R"({"index_name":"i","service_type":""})"}) {
    EXPECT_EQ(refusal(connector), no_type) << connector;
  }
}

}  // namespace
}  // namespace headrace::control
