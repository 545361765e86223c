#include "rest/api_fixture.h"

// The numbers are those of the cases in docs/spec/connectors.md 5.

namespace headrace::rest {
namespace {

const std::string updated = R"({"result":"updated"})";
const std::string noop = R"({"result":"noop"})";

class ConnectorUpdatesTest : public ApiFixture {
 protected:
  ConnectorUpdatesTest() { make_connector("a", R"({"name":"x"})"); }

  std::string update(const std::string& action, std::string body, const std::string& id = "a") {
    const auto response = send("PUT", "/_connector/" + id + "/" + action, std::move(body));
    return response.status == 200 ? response.body : error_of(response);
  }
  json::Value connector() { return got("/_connector/a"); }
};

TEST_F(ConnectorUpdatesTest, check_in) {  // 129, 131, 132
  EXPECT_EQ(update("_check_in", ""), updated);
  EXPECT_EQ(connector().text("last_seen"), "2026-03-04T05:06:07.089Z");
  EXPECT_TRUE(update("_check_in", "{}").contains("does not support having a body"));
  const auto missing = body_of(send("PUT", "/_connector/nope/_check_in"));
  EXPECT_EQ(missing.at_path("error")->text("reason"), "[nope]: document missing");
  EXPECT_EQ(missing.at_path("error")->text("index"), ".elastic-connectors-v1");
  EXPECT_EQ(error_of(send("PUT", "/_connector//_check_in")),
            R"(400 action_request_validation_exception: Validation Failed: 1: [connector_id] cannot be [null] or [""].;)");
}

TEST_F(ConnectorUpdatesTest, name) {  // 133 to 142
  EXPECT_EQ(update("_name", R"({"description":"d"})"), updated);
  EXPECT_EQ(update("_name", R"({"name":"x"})"), noop);
  EXPECT_EQ(update("_name", R"({"name":"y","description":null})"), updated);
  EXPECT_EQ(connector().text("description"), "d");
  EXPECT_TRUE(update("_name", "{}").contains("[name] and [description] cannot both be [null]."));
  EXPECT_EQ(update("_name", ""), "400 parse_exception: request body is required");
  EXPECT_EQ(update("_name", R"({"name":"x"})", "nope"), "404 document_missing_exception: [nope]: document missing");
}

TEST_F(ConnectorUpdatesTest, index_name) {  // 143 to 151
  EXPECT_EQ(update("_index_name", R"({"index_name":"i"})"), updated);
  EXPECT_EQ(update("_index_name", R"({"index_name":"i"})", "ghost"), "400 status_exception: Index name [i] is used by another connector.");
  EXPECT_EQ(update("_index_name", R"({"index_name":null})"), updated);
  EXPECT_TRUE(connector().find("index_name")->is_null());
  EXPECT_EQ(update("_index_name", "{}"), "400 illegal_argument_exception: Required [index_name]");
  EXPECT_TRUE(update("_index_name", R"({"index_name":"x:y"})").contains("must not contain ':'"));
}

TEST_F(ConnectorUpdatesTest, service_type_and_native) {  // 155 to 169
  EXPECT_EQ(update("_service_type", R"({"service_type":"s3"})"), updated);
  EXPECT_EQ(update("_service_type", R"({"service_type":"s3"})"), noop);
  EXPECT_TRUE(update("_service_type", R"({"service_type":""})").contains(R"([service_type] cannot be [null] or [""].)"));
  EXPECT_EQ(update("_native", R"({"is_native":"true"})"), updated);
  EXPECT_EQ(update("_native", "{}"), "400 illegal_argument_exception: Required [is_native]");
}

TEST_F(ConnectorUpdatesTest, status_and_error) {  // 170 to 197
  EXPECT_EQ(update("_status", R"({"status":"NEEDS_CONFIGURATION"})"), updated);
  EXPECT_TRUE(update("_status", R"({"status":"connected"})").contains("from [needs_configuration] to [connected]"));
  EXPECT_TRUE(update("_status", R"({"status":"running"})").contains("failed to parse field [status]"));
  EXPECT_EQ(update("_status", "{}"), "400 action_request_validation_exception: Validation Failed: 1: [status] cannot be [null].;");
  EXPECT_TRUE(update("_status", R"({"status":null})").contains("VALUE_NULL"));
  EXPECT_EQ(update("_status", R"({"status":"error"})", "nope"), "404 resource_not_found_exception: connector [nope] not found");
  EXPECT_EQ(update("_error", R"({"error":"disk full"})"), updated);
  EXPECT_EQ(connector().text("status"), "error");
  EXPECT_EQ(update("_error", R"({"error":null})"), updated);
  EXPECT_EQ(connector().text("status"), "connected");
  EXPECT_EQ(update("_error", "{}"), "400 illegal_argument_exception: Required [error]");
}

TEST_F(ConnectorUpdatesTest, last_sync) {  // 221 to 240
  EXPECT_EQ(update("_last_sync", R"({"last_sync_status":"COMPLETED","last_indexed_document_count":12})"), updated);
  EXPECT_EQ(connector().text("last_sync_status"), "completed");
  EXPECT_EQ(update("_last_sync", "{}"), noop);
  EXPECT_EQ(update("_last_sync", ""), "400 parse_exception: request body is required");
  EXPECT_TRUE(update("_last_sync", R"({"last_seen":"2025-11-02T03:04:05Z"})").contains("unknown field [last_seen]"));
}

TEST_F(ConnectorUpdatesTest, scheduling) {  // 241 to 270
  EXPECT_EQ(update("_scheduling", R"({"scheduling":{"full":{"enabled":true,"interval":"0 30 8 ? * mon-fri"}}})"), updated);
  EXPECT_EQ(connector().at_path("scheduling.full")->text("interval"), "0 30 8 ? * MON-FRI");
  EXPECT_TRUE(update("_scheduling", R"({"scheduling":{}})").contains("needs to define at least one schedule type"));
  EXPECT_EQ(update("_scheduling", "{}"), "400 illegal_argument_exception: Required [scheduling]");
  const auto bad =
      body_of(send("PUT", "/_connector/a/_scheduling", R"({"scheduling":{"full":{"enabled":true,"interval":"61 0 0 * * ?"}}})"));
  EXPECT_TRUE(bad.at_path("error")->text("reason").contains("[connector_update_scheduling_request] failed to parse field [scheduling]"));
  EXPECT_TRUE(bad.at_path("error.root_cause")->as_array().at(0).text("reason").contains("Failed to build [schedule_config]"));
  EXPECT_EQ(bad.at_path("error.caused_by.caused_by.caused_by.caused_by")->text("reason"), "invalid cron expression [61 0 0 * * ?]");
}

TEST_F(ConnectorUpdatesTest, configuration) {  // docs/spec/configuration-filtering-secrets.md 2
  EXPECT_EQ(update("_configuration", R"({"configuration":{"depth":{"label":"Depth","type":"int","value":null}}})"), updated);
  EXPECT_EQ(connector().at_path("configuration.depth")->text("type"), "int");
  EXPECT_EQ(update("_configuration", R"({"values":{"depth":5}})"), updated);
  EXPECT_EQ(update("_configuration", R"({"values":{"depth":5}})"), noop);
  EXPECT_EQ(connector().at_path("configuration.depth.value")->integer(), 5);
  EXPECT_TRUE(update("_configuration", R"({"values":{"nope":5}})").starts_with("400 status_exception: Unknown [configuration] fields"));
  EXPECT_TRUE(update("_configuration", "{}").contains("[configuration] and [values] cannot both be null."));
  EXPECT_TRUE(update("_configuration", R"({"value":{}})").contains("unknown field [value] did you mean [values]?"));
  EXPECT_TRUE(update("_configuration", R"({"configuration":{},"values":{}})").contains("cannot both be provided in the same request."));
}

TEST_F(ConnectorUpdatesTest, api_key_ids) {  // 198 to 203
  EXPECT_EQ(update("_api_key_id", R"({"api_key_id":"k1"})"), updated);
  EXPECT_EQ(update("_api_key_id", R"({"api_key_secret_id":"s1","api_key_id":null})"), updated);
  EXPECT_EQ(connector().text("api_key_id"), "k1");
  EXPECT_EQ(connector().text("api_key_secret_id"), "s1");
  EXPECT_TRUE(update("_api_key_id", "{}").contains("[api_key_id] and [api_key_secret_id] cannot both be [null]."));
}

TEST_F(ConnectorUpdatesTest, pipeline) {  // 204 to 209
  const std::string whole =
      R"({"pipeline":{"extract_binary_content":true,"name":"p","reduce_whitespace":false,"run_ml_inference":false,"x":1}})";
  EXPECT_EQ(update("_pipeline", whole), updated);
  EXPECT_EQ(update("_pipeline", whole), noop);
  EXPECT_EQ(connector().at_path("pipeline")->text("name"), "p");
  EXPECT_EQ(connector().at_path("pipeline.x"), nullptr);
  EXPECT_EQ(update("_pipeline", "{}"), "400 illegal_argument_exception: Required [pipeline]");
  EXPECT_TRUE(send("PUT", "/_connector/a/_pipeline", R"({"pipeline":{"name":"p"}})")
                  .body.contains("Required [extract_binary_content, reduce_whitespace, run_ml_inference]"));
}

TEST_F(ConnectorUpdatesTest, features) {  // 210 to 220
  EXPECT_EQ(update("_features", R"({"features":{"sync_rules":{"basic":{"enabled":true}}}})"), updated);
  EXPECT_EQ(update("_features", R"({"features":{"incremental_sync":{"enabled":false}}})"), updated);
  EXPECT_TRUE(connector().at_path("features.sync_rules.basic.enabled")->as_bool());
  EXPECT_EQ(update("_features", "{}"), "400 illegal_argument_exception: Required [features]");
}

TEST_F(ConnectorUpdatesTest, filtering) {  // docs/spec/configuration-filtering-secrets.md 3
  EXPECT_EQ(update("_filtering", R"({"rules":[],"advanced_snippet":{"value":{"q":1}}})"), updated);
  EXPECT_TRUE(update("_filtering/_activate", "").contains("validation state [edited] is not equal to [valid]."));
  EXPECT_EQ(update("_filtering/_validation", R"({"validation":{"state":"valid","errors":[]}})"), updated);
  EXPECT_EQ(update("_filtering/_activate", ""), updated);
  EXPECT_EQ(connector().find("filtering")->as_array().at(0).at_path("active.advanced_snippet.value.q")->integer(), 1);
  EXPECT_TRUE(update("_filtering", "{}").contains("[advanced_snippet] and [rules] cannot be both [null]."));
  EXPECT_EQ(update("_filtering", ""), "400 parse_exception: request body is required");
  EXPECT_EQ(update("_filtering/_validation", "{}"), "400 illegal_argument_exception: Required [validation]");
}

}  // namespace
}  // namespace headrace::rest
