#include "control/connector_filtering_fields.h"

#include "control/store_fixture.h"

// The numbers are cases of docs/spec/configuration-filtering-secrets.md 7.

namespace headrace::control {
namespace {

using Read = Result<json::Value> (*)(const json::Value&, std::string_view);

std::string outcome(Read read, std::string_view text) {
  const auto made = read(json_of(text), text);
  if (made) return json::write(*made);
  const Error* innermost = &made.error();
  while (!innermost->caused_by.empty()) innermost = &innermost->caused_by.front();
  return "refused: " + innermost->reason;
}

/// A list of one rule, with the given members in front of those that it needs.
std::string rule(std::string_view members) {
  std::string text = "[{";
  text += members;
  const auto value = json_of("{" + std::string(members) + "}");
  for (const auto* name : {"field", "id", "value"}) {
    if (value.find(name) == nullptr) text += fmt::format(R"({}"{}":"x")", text.ends_with('{') ? "" : ",", name);
  }
  if (value.find("order") == nullptr) text += R"(,"order":1)";
  if (value.find("policy") == nullptr) text += R"(,"policy":"include")";
  if (value.find("rule") == nullptr) text += R"(,"rule":"equals")";
  return text + "}]";
}

/// The member of the rule that was read, or why it was not.
std::string member(std::string_view name, std::string_view members) {
  const auto text = rule(members);
  const auto made = outcome(read_filtering_rules, text);
  if (made.starts_with("refused")) return made;
  const auto list = json_of(made);
  const auto* found = list.as_array().at(0).find(name);
  return found == nullptr ? "absent" : json::write(*found);
}

TEST(FilteringFields, a_rule_is_kept_in_the_order_of_storage_without_what_is_unknown) {  // F21, F28
  EXPECT_EQ(outcome(read_filtering_rules, rule(R"("value":"v","extra":1,"updated_at":"2024-05-14T09:00:00Z","rule":">")")),
            R"([{"field":"x","id":"x","order":1,"policy":"include","rule":">","updated_at":"2024-05-14T09:00:00.000Z","value":"v"}])");
}

TEST(FilteringFields, names_of_policies_ignore_case_and_those_of_conditions_do_not) {  // F10 to F14
  EXPECT_EQ(member("policy", R"("policy":"Exclude")"), R"("exclude")");
  EXPECT_EQ(member("policy", R"("policy":"allow")"), "refused: Unknown FilteringPolicy [allow].");
  for (const auto* name : {"contains", "ends_with", "equals", ">", "<", "regex", "starts_with"}) {
    EXPECT_EQ(member("rule", fmt::format(R"("rule":"{}")", name)), fmt::format(R"("{}")", name));
  }
  EXPECT_EQ(member("rule", R"("rule":"Regex")"), "refused: Unknown FilteringRuleCondition [Regex].");
  EXPECT_EQ(member("rule", R"("rule":"greater_than")"), "refused: Unknown FilteringRuleCondition [greater_than].");
}

TEST(FilteringFields, missing_members_of_a_rule_are_named_in_order) {  // F15
  EXPECT_EQ(outcome(read_filtering_rules, R"([{"rule":"equals","policy":"include","id":"a","field":"f"}])"),
            "refused: Required [order, value]");
  EXPECT_EQ(outcome(read_filtering_rules, "[{}]"), "refused: Required [field, id, order, policy, rule, value]");
}

TEST(FilteringFields, values_are_texts_and_orders_whole_numbers) {  // F16 to F18
  EXPECT_TRUE(member("value", R"("value":10)").ends_with("[connector_filtering_rule] value doesn't support values of type: VALUE_NUMBER"));
  EXPECT_EQ(member("value", R"("value":"","id":"","field":"")"), R"("")");
  EXPECT_EQ(member("order", R"("order":"3")"), "3");
  EXPECT_EQ(member("order", R"("order":-4.9)"), "-4");
  EXPECT_TRUE(member("order", R"("order":3000000000)").starts_with("refused"));
}

TEST(FilteringFields, dates_are_texts_with_a_time) {  // F22 to F27
  EXPECT_EQ(member("created_at", R"("created_at":"2024-05-14T09:00:00.5+02:00")"), R"("2024-05-14T07:00:00.500Z")");
  EXPECT_EQ(member("created_at", R"("created_at":"1715677200000")"), R"("2024-05-14T09:00:00.000Z")");
  EXPECT_EQ(member("created_at", R"("policy":"include")"), "absent");
  EXPECT_TRUE(member("created_at", R"("created_at":1715677200000)").ends_with("VALUE_NUMBER"));
  EXPECT_TRUE(member("created_at", R"("created_at":null)").ends_with("VALUE_NULL"));
  EXPECT_TRUE(member("created_at", R"("created_at":"2024-05-14")").starts_with("refused: Unable to obtain Instant from TemporalAccessor"));
  EXPECT_TRUE(outcome(read_advanced_snippet, R"({"value":{},"updated_at":"not-a-date"})").contains("failed to parse date field"));
}

TEST(FilteringFields, rules_are_objects) {  // F31
  EXPECT_EQ(outcome(read_filtering_rules, R"(["x"])"),
            "refused: [1:2] [connector_filtering_rule] Expected START_OBJECT but was: VALUE_STRING");
}

TEST(FilteringFields, a_snippet_is_an_object_or_an_array_and_kept_as_it_is) {  // F32 to F36, F38
  for (const auto* value : {R"({"q":1.50,"a":null})", R"([{"t":["u"]}])", "{}", "[]", R"(["a"])"}) {
    EXPECT_EQ(outcome(read_advanced_snippet, fmt::format(R"({{"value":{}}})", value)), fmt::format(R"({{"value":{}}})", value));
  }
  for (const auto* value : {R"("SELECT 1")", "7", "true", "null"}) {
    const auto refused = outcome(read_advanced_snippet, fmt::format(R"({{"value":{}}})", value));
    EXPECT_TRUE(refused.contains("[connector_filtering_advanced_snippet] value doesn't support values of type: VALUE_")) << refused;
  }
  EXPECT_EQ(outcome(read_advanced_snippet, "{}"), "refused: Required [value]");
}

TEST(FilteringFields, a_validation_has_a_state_and_lists_of_texts) {  // D01 to D07
  EXPECT_EQ(outcome(read_filtering_validation, R"({"state":"VALID","errors":[],"note":1})"), R"({"state":"valid","errors":[]})");
  EXPECT_EQ(outcome(read_filtering_validation, R"({"errors":{"messages":"m","ids":"r1"},"state":"invalid"})"),
            R"({"errors":[{"ids":["r1"],"messages":["m"]}],"state":"invalid"})");
  EXPECT_EQ(outcome(read_filtering_validation, R"({"errors":[{"ids":["r1"]}],"state":"invalid"})"), "refused: Required [messages]");
  EXPECT_EQ(outcome(read_filtering_validation, R"({"errors":[]})"), "refused: Required [state]");
  EXPECT_EQ(outcome(read_filtering_validation, R"({"state":"valid"})"), "refused: Required [errors]");
  EXPECT_EQ(outcome(read_filtering_validation, R"({"errors":[],"state":"pending"})"),
            "refused: Unknown FilteringValidationState [pending].");
}

TEST(FilteringFields, an_entry_is_whole_and_its_domain_is_not_read) {  // G01, G06, G07
  const std::string state = R"({"advanced_snippet":{"value":{}},"rules":[],"validation":{"errors":[],"state":"valid"}})";
  EXPECT_EQ(outcome(read_filtering, R"([{"draft":)" + state + R"(,"domain":"EU","active":)" + state + "}]"),
            R"([{"active":)" + state + R"(,"draft":)" + state + "}]");
  EXPECT_EQ(outcome(read_filtering, R"([{"active":)" + state + "}]"), "refused: Required [draft]");
  EXPECT_EQ(outcome(read_filtering, R"([{"active":{"advanced_snippet":{"value":{}},"rules":[]},"draft":)" + state + "}]"),
            "refused: Required [validation]");
}

}  // namespace
}  // namespace headrace::control
