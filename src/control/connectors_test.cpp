#include "control/connectors.h"

#include "control/store_fixture.h"

namespace headrace::control {
namespace {

using namespace std::chrono_literals;

class ConnectorsTest : public StoreFixture {
 protected:
  Result<ConnectorCreated> create(std::optional<std::string> id, NewConnector wanted = {}) {
    return run(connectors().create(std::move(id), std::move(wanted)));
  }
  /// The reason why request validation refused.
  std::string refusal(const std::string& id, NewConnector wanted) {
    return reason_of(create(id, std::move(wanted)), ErrorKind::action_request_validation);
  }
  bool is_there(const std::string& id, bool include_deleted = false) { return run(connectors().get(id, include_deleted)).has_value(); }
};

TEST_F(ConnectorsTest, a_new_connector_is_the_example_of_the_specification) {
  // docs/spec/connectors.md 1.10
  value_of(create("invoices", {.index_name = "fin-invoices", .name = "Invoices", .service_type = "mysql"}));
  constexpr std::string_view rules =
      R"({"advanced_snippet":{"created_at":"2026-03-04T05:06:07.089Z","updated_at":"2026-03-04T05:06:07.089Z","value":{}},)"
      R"("rules":[{"created_at":"2026-03-04T05:06:07.089Z","field":"_","id":"DEFAULT","order":0,"policy":"include","rule":"regex",)"
      R"("updated_at":"2026-03-04T05:06:07.089Z","value":".*"}],"validation":{"errors":[],"state":"valid"}})";
  constexpr std::string_view never = R"({"enabled":false,"interval":"0 0 0 * * ?"})";
  EXPECT_EQ(json::write(connector("invoices")),
            fmt::format(R"({{"configuration":{{}},"custom_scheduling":{{}},"filtering":[{{"active":{0},"domain":"DEFAULT","draft":{0}}}],)"
                        R"("index_name":"fin-invoices","is_native":false,"name":"Invoices",)"
                        R"("scheduling":{{"access_control":{1},"full":{1},"incremental":{1}}},)"
                        R"("service_type":"mysql","status":"created","sync_now":false,"deleted":false}})",
                        rules, never));
}

TEST_F(ConnectorsTest, all_given_fields_are_stored_and_native_ones_need_configuration) {
  value_of(create(
      "a", {.description = "D d", .index_name = "content-1", .language = "fr", .name = "N", .service_type = "s3", .is_native = true}));
  const auto made = connector("a");
  EXPECT_EQ(made.text("description"), "D d");
  EXPECT_EQ(made.text("language"), "fr");
  EXPECT_EQ(made.text("status"), "needs_configuration");
  EXPECT_TRUE(made.find("is_native")->as_bool());
}

TEST_F(ConnectorsTest, without_an_id_one_is_made) {
  const auto first = value_of(create(std::nullopt));
  const auto second = value_of(create(std::nullopt));
  EXPECT_TRUE(first.created);
  EXPECT_NE(first.id, second.id);
  EXPECT_TRUE(is_there(first.id));
}

TEST_F(ConnectorsTest, creating_again_replaces_everything) {
  EXPECT_TRUE(value_of(create("a", {.description = "d", .name = "x"})).created);
  value_of(run(connectors().set_error("a", "e")));
  value_of(run(connectors().check_in("a")));
  EXPECT_FALSE(value_of(create("a", {.name = "y"})).created);
  const auto replaced = connector("a");
  EXPECT_EQ(replaced.text("name"), "y");
  EXPECT_EQ(replaced.text("status"), "created");
  for (const auto* field : {"description", "error", "last_seen"}) EXPECT_EQ(replaced.find(field), nullptr) << field;
}

TEST_F(ConnectorsTest, index_names_are_unique_among_live_connectors) {
  value_of(create("a", {.index_name = "i1"}));
  EXPECT_EQ(reason_of(create("b", {.index_name = "i1"}), ErrorKind::status_bad_request), "Index name [i1] is used by another connector.");
  EXPECT_FALSE(create(std::nullopt, {.index_name = "i1"}));
  EXPECT_FALSE(is_there("b"));
  EXPECT_TRUE(create("a", {.index_name = "i1"})) << "its own name";
  EXPECT_TRUE(create("b", {.index_name = "I1"})) << "another case";
  EXPECT_TRUE(create("c"));
  EXPECT_TRUE(create("d")) << "without a name as many as you like";
  ASSERT_TRUE(run(connectors().remove("a", false, false)));
  EXPECT_TRUE(create("e", {.index_name = "i1"})) << "the name of a deleted one";
}

TEST_F(ConnectorsTest, of_eight_creates_with_one_index_name_at_once_one_succeeds) {
  std::vector<Awaitable<Result<ConnectorCreated>>> creates;
  for (int i = 0; i < 8; ++i) creates.push_back(connectors().create("c" + std::to_string(i), {.index_name = "same"}));
  int succeeded = 0;
  for (const auto& result : run_all(std::move(creates))) succeeded += result ? 1 : 0;
  EXPECT_EQ(succeeded, 1);
  EXPECT_EQ(value_of(run(connectors().list({}))).count, 1U);
}

TEST_F(ConnectorsTest, validation_names_all_faults_in_order) {
  EXPECT_EQ(
      refusal("n", {.index_name = "bad#x", .is_native = true}),
      "Validation Failed: 1: [bad#x] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [bad#x], must not contain "
      "'#';2: Index [bad#x] is invalid. Index attached to an Elastic-managed connector must start with the prefix: [content-];");
  EXPECT_EQ(refusal("n", {.index_name = "plain", .is_native = true}),
            "Validation Failed: 1: Index [plain] is invalid. Index attached to an Elastic-managed connector must start with the prefix: "
            "[content-];");
  const std::string long_id(513, 'k');
  EXPECT_EQ(refusal(long_id, {}), "Validation Failed: 1: id [" + long_id + "] is too long, must be no longer than 512 bytes but was: 513;");
  EXPECT_TRUE(create(std::string(512, 'k')));
  EXPECT_EQ(refusal("", {}), R"(Validation Failed: 1: [connector_id] cannot be [null] or [""].;)");
}

TEST_F(ConnectorsTest, a_deleted_connector_is_hidden_and_kept) {
  value_of(create("a", {.index_name = "i", .name = "n"}));
  auto expected = connector("a");
  ASSERT_TRUE(run(connectors().remove("a", false, false)));
  expected.set("deleted", true);
  EXPECT_EQ(connector("a"), expected);
  EXPECT_EQ(reason_of(run(connectors().get("a")), ErrorKind::resource_not_found), "connector [a] not found");
  EXPECT_TRUE(is_there("a", true));
  EXPECT_EQ(reason_of(run(connectors().remove("a", false, false)), ErrorKind::resource_not_found), "connector [a] not found");
  EXPECT_FALSE(value_of(create("a")).created) << "it is replaced";
  EXPECT_TRUE(is_there("a"));
}

TEST_F(ConnectorsTest, a_hard_delete_removes_live_and_deleted_ones) {
  value_of(create("a"));
  ASSERT_TRUE(run(connectors().remove("a", true, false)));
  EXPECT_FALSE(is_there("a", true));
  value_of(create("b"));
  ASSERT_TRUE(run(connectors().remove("b", false, false)));
  ASSERT_TRUE(run(connectors().remove("b", true, false)));
  EXPECT_FALSE(is_there("b", true));
  EXPECT_EQ(reason_of(run(connectors().remove("b", true, false)), ErrorKind::resource_not_found), "connector [b] not found");
}

TEST_F(ConnectorsTest, jobs_go_only_when_asked_for_and_only_those_of_the_connector) {
  make_connector("a", "ia");
  make_connector("b", "ib");
  const auto first = make_job("a");
  const auto second = make_job("a");
  const auto other = make_job("b");
  change_job(second, json_of(R"({"status":"in_progress"})"));
  ASSERT_TRUE(run(connectors().remove("a", false, false)));
  EXPECT_FALSE(job(first).is_null());
  EXPECT_FALSE(run(connectors().remove("a", false, true))) << "deleted already";
  EXPECT_FALSE(job(first).is_null());
  ASSERT_TRUE(run(connectors().remove("a", true, true)));
  EXPECT_TRUE(job(first).is_null());
  EXPECT_TRUE(job(second).is_null());
  EXPECT_FALSE(job(other).is_null());
  EXPECT_FALSE(run(connectors().remove("ghost", true, true)));
}

TEST_F(ConnectorsTest, odd_documents_of_other_writers_are_shown_as_they_are) {
  seed(engine::connectors_index, "odd", R"({"x":1.10,"status":null})");
  EXPECT_EQ(*value_of(run(connectors().get("odd"))).source, R"({"x":1.10,"status":null})");
}

}  // namespace
}  // namespace headrace::control
