#include "control/connector_filtering_fields.h"
#include "control/store_fixture.h"

// The numbers are cases of docs/spec/configuration-filtering-secrets.md 7.

namespace headrace::control {
namespace {

using namespace std::chrono_literals;
using enum UpdateResult;

const std::string rule_a = R"({"id":"a","field":"f","order":4,"policy":"exclude","rule":"equals","value":"v"})";
const std::string snippet_q = R"({"value":{"q":1},"created_at":"2024-05-14T09:00:00Z","updated_at":"2024-05-14T09:00:00Z"})";
const std::string edited = R"({"errors":[],"state":"edited"})";
const std::string valid = R"({"errors":[],"state":"valid"})";

class ConnectorFilteringTest : public StoreFixture {
 protected:
  ConnectorFilteringTest() {
    value_of(run(connectors().create("a", {})));
    advance(1s);
  }

  Result<UpdateResult> update(const std::string& rules, const std::string& snippet = "", const std::string& id = "a") {
    FilteringUpdate update;
    if (!rules.empty()) update.rules = value_of(read_filtering_rules(json_of(rules), rules));
    if (!snippet.empty()) update.advanced_snippet = value_of(read_advanced_snippet(json_of(snippet), snippet));
    return run(connectors().update_filtering(id, std::move(update)));
  }
  Result<UpdateResult> update_whole(const std::string& filtering, const std::string& id = "a") {
    return run(connectors().update_filtering(id, {.filtering = value_of(read_filtering(json_of(filtering), filtering))}));
  }
  Result<UpdateResult> validate(const std::string& validation, const std::string& id = "a") {
    return run(connectors().set_filtering_validation(id, json_of(validation)));
  }
  Result<UpdateResult> activate(const std::string& id = "a") { return run(connectors().activate_filtering(id)); }

  json::Value entry() { return connector("a").find("filtering")->as_array().at(0); }
  json::Value active() { return *entry().find("active"); }
  json::Value draft() { return *entry().find("draft"); }
};

TEST_F(ConnectorFilteringTest, rules_go_into_the_draft_alone) {  // F02, F03
  const auto before = entry();
  EXPECT_EQ(update("[" + rule_a + "]"), updated);
  EXPECT_EQ(active(), *before.find("active"));
  EXPECT_EQ(*draft().find("advanced_snippet"), *before.at_path("draft.advanced_snippet"));
  EXPECT_EQ(*draft().find("validation"), json_of(edited));
  const auto rules = *draft().find("rules");
  ASSERT_EQ(rules.as_array().size(), 2U);
  EXPECT_EQ(json::write(rules.as_array()[0]),
            fmt::format(R"({{"created_at":"{0}","field":"f","id":"a","order":4,"policy":"exclude","rule":"equals","updated_at":"{0}",)"
                        R"("value":"v"}})",
                        now_text()));
  EXPECT_EQ(rules.as_array()[1].find("order")->integer(), 5);
}

TEST_F(ConnectorFilteringTest, a_snippet_goes_into_the_draft_alone) {  // F32
  const auto before = entry();
  EXPECT_EQ(update("", R"({"value":{"q":1}})"), updated);
  EXPECT_EQ(active(), *before.find("active"));
  EXPECT_EQ(*draft().find("rules"), *before.at_path("draft.rules"));
  EXPECT_EQ(json::write(*draft().find("advanced_snippet")),
            fmt::format(R"({{"created_at":"{0}","updated_at":"{0}","value":{{"q":1}}}})", now_text()));
}

TEST_F(ConnectorFilteringTest, both_are_one_write) {  // F39
  EXPECT_EQ(update("[]", snippet_q), updated);
  EXPECT_EQ(draft().at_path("advanced_snippet.value.q")->integer(), 1);
  EXPECT_EQ(draft().find("rules")->as_array().at(0).text("created_at"), now_text());
}

TEST_F(ConnectorFilteringTest, every_draft_is_to_be_validated_again) {  // F44 to F46
  EXPECT_EQ(update("", snippet_q), updated);
  EXPECT_EQ(validate(valid), updated);
  EXPECT_EQ(update("", snippet_q), updated);
  EXPECT_EQ(*draft().find("validation"), json_of(edited));
  EXPECT_EQ(update("", snippet_q), noop);
  EXPECT_EQ(validate(R"({"errors":[{"ids":["r"],"messages":["m"]}],"state":"invalid"})"), updated);
  EXPECT_EQ(update("[]"), updated);
  EXPECT_EQ(*draft().find("validation"), json_of(edited));
}

TEST_F(ConnectorFilteringTest, forms_that_do_not_go_together_fail_validation_before_anything_else) {  // F40, G08
  constexpr auto kind = ErrorKind::action_request_validation;
  EXPECT_EQ(reason_of(run(connectors().update_filtering("ghost", {})), kind),
            "Validation Failed: 1: [advanced_snippet] and [rules] cannot be both [null].;");
  for (const auto& update : {FilteringUpdate{.filtering = json::Array(), .rules = json::Array()},
                             FilteringUpdate{.filtering = json::Array(), .advanced_snippet = json::Object()}}) {
    EXPECT_EQ(reason_of(run(connectors().update_filtering("ghost", update)), kind),
              "Validation Failed: 1: If [filtering] is specified, [rules] and [advanced_snippet] should not be present in the request "
              "body.;");
  }
  constexpr auto no_id = R"(Validation Failed: 1: [connector_id] cannot be [null] or [""].;)";
  EXPECT_EQ(reason_of(update("[]", "", ""), kind), no_id);
  EXPECT_EQ(reason_of(validate(valid, ""), kind), no_id);
  EXPECT_EQ(reason_of(activate(""), kind), no_id);
}

const std::string stamps = R"("created_at":"2024-05-14T09:00:00Z","updated_at":"2024-05-14T09:00:00Z")";
const std::string whole_state = R"({"advanced_snippet":{"value":{},)" + stamps + R"(},"rules":[{"id":"b","field":"f","order":5,)" +
                                R"("policy":"include","rule":"equals","value":"v",)" + stamps + R"(},{"id":"a","field":"f","order":1,)" +
                                R"("policy":"include","rule":"equals","value":"v",)" + stamps + R"(}],"validation":)" + valid + "}";
const std::string whole_entry = R"({"domain":"EU","active":)" + whole_state + R"(,"draft":)" + whole_state + "}";

TEST_F(ConnectorFilteringTest, the_full_form_replaces_everything_as_it_was_sent) {  // G01, G03, G05, G13
  EXPECT_EQ(update_whole("[" + whole_entry + "]"), updated);
  EXPECT_EQ(update_whole("[" + whole_entry + "]"), noop);
  EXPECT_EQ(names_of(entry()), (std::vector<std::string>{"active", "domain", "draft"}));
  EXPECT_EQ(entry().text("domain"), "DEFAULT");
  ASSERT_EQ(draft().find("rules")->as_array().size(), 2U);
  EXPECT_EQ(draft().find("rules")->as_array()[0].text("id"), "b");
  EXPECT_EQ(activate(), noop);
}

TEST_F(ConnectorFilteringTest, further_entries_do_not_survive_a_change_and_none_is_as_new) {  // G12, G14
  EXPECT_EQ(update_whole("[" + whole_entry + "," + whole_entry + "]"), updated);
  EXPECT_EQ(connector("a").find("filtering")->as_array().size(), 2U);
  EXPECT_EQ(update("[]"), updated);
  EXPECT_EQ(connector("a").find("filtering")->as_array().size(), 1U);
  EXPECT_EQ(active().find("rules")->as_array().size(), 2U);
  EXPECT_EQ(update_whole("[]"), updated);
  EXPECT_EQ(update("[]"), updated);
  EXPECT_EQ(*active().find("validation"), json_of(valid));
}

TEST_F(ConnectorFilteringTest, what_the_index_of_the_original_refuses_is_not_written) {  // F20
  const auto before = connector("a");
  const auto refused = update(R"([{"id":"a","field":"f","order":32767,"policy":"exclude","rule":"equals","value":"v"}])");
  EXPECT_EQ(reason_of(refused, ErrorKind::document_parsing),
            "[1:1] failed to parse field [filtering.draft.rules.order] of type [short] in document with id 'a'");
  EXPECT_EQ(connector("a"), before);
}

TEST_F(ConnectorFilteringTest, a_valid_draft_becomes_active_and_stays) {  // A01, A04 to A06
  EXPECT_EQ(activate(), noop);
  value_of(update("", snippet_q));
  value_of(validate(valid));
  EXPECT_EQ(activate(), updated);
  EXPECT_EQ(active(), draft());
  EXPECT_EQ(active().at_path("advanced_snippet.value.q")->integer(), 1);
  EXPECT_EQ(activate(), noop);
  const auto before = active();
  value_of(update("[" + rule_a + "]"));
  EXPECT_EQ(active(), before);
}

TEST_F(ConnectorFilteringTest, any_other_draft_is_refused) {  // A02, A03
  const auto reason = [](std::string_view state) {
    return fmt::format(
        "Filtering draft needs to be validated by the connector service before activation. Current filtering draft validation state [{}] "
        "is not equal to [valid].",
        state);
  };
  value_of(update("[]"));
  EXPECT_EQ(reason_of(activate(), ErrorKind::status_bad_request), reason("edited"));
  value_of(validate(R"({"errors":[],"state":"invalid"})"));
  EXPECT_EQ(reason_of(activate(), ErrorKind::status_bad_request), reason("invalid"));
}

TEST_F(ConnectorFilteringTest, a_validation_changes_nothing_but_itself) {  // D02, D10, D12
  EXPECT_EQ(validate(valid), noop);
  value_of(update("[" + rule_a + "]", snippet_q));
  auto expected = entry();
  const auto validation = json_of(R"({"errors":[{"ids":["a"],"messages":["m1","m2"]}],"state":"valid"})");
  expected.find("draft")->set("validation", validation);
  EXPECT_EQ(validate(json::write(validation)), updated);
  EXPECT_EQ(entry(), expected);
  EXPECT_EQ(activate(), updated);
}

TEST_F(ConnectorFilteringTest, connectors_that_are_not_there_or_deleted_are_not_found) {  // F42, F43, G10, G11, A07, D13
  ASSERT_TRUE(run(connectors().remove("a", false, false)));
  for (const std::string id : {"a", "ghost"}) {
    constexpr auto kind = ErrorKind::resource_not_found;
    const auto reason = "connector [" + id + "] not found";
    EXPECT_EQ(reason_of(update("[]", "", id), kind), reason);
    EXPECT_EQ(reason_of(update_whole("[" + whole_entry + "]", id), kind), reason);
    EXPECT_EQ(reason_of(validate(valid, id), kind), reason);
    EXPECT_EQ(reason_of(activate(id), kind), reason);
  }
}

TEST_F(ConnectorFilteringTest, of_edits_at_the_same_moment_none_is_lost) {  // 9, 9
  std::vector<Awaitable<Result<UpdateResult>>> edits;
  edits.push_back(connectors().update_filtering("a", {.rules = json::Array()}));
  edits.push_back(connectors().update_filtering("a", {.advanced_snippet = json_of(snippet_q)}));
  for (const auto& edit : run_all(std::move(edits))) EXPECT_EQ(edit, updated);
  EXPECT_EQ(draft().at_path("advanced_snippet.value.q")->integer(), 1);
  EXPECT_EQ(draft().find("rules")->as_array().at(0).text("created_at"), now_text());
}

TEST_F(ConnectorFilteringTest, a_job_carries_the_filtering_that_was_active_when_it_was_made) {  // 3.7
  make_connector("b", "ib");
  value_of(run(connectors().update_filtering("b", {.advanced_snippet = json_of(R"({"value":{"q":1}})")})));
  const auto before = make_job("b");
  value_of(validate(valid, "b"));
  value_of(activate("b"));
  const auto after = make_job("b");
  EXPECT_EQ(json::write(*job(before).at_path("connector.filtering.advanced_snippet.value")), "{}");
  EXPECT_EQ(json::write(*job(after).at_path("connector.filtering.advanced_snippet.value")), R"({"q":1})");
}

}  // namespace
}  // namespace headrace::control
