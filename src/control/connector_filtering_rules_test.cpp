#include "control/connector_filtering_rules.h"

#include "control/store_fixture.h"

// The numbers are cases of docs/spec/configuration-filtering-secrets.md 7.

namespace headrace::control {
namespace {

constexpr base::Instant now{std::chrono::hours(24 * 365)};
constexpr std::string_view now_text = "1971-01-01T00:00:00.000Z";

/// `DEFAULT(5) a(3)` as a list of rules; a name that begins with DEFAULT and has an `!` is one that excludes.
json::Value rules_of(std::string_view words) {
  json::Array rules;
  while (!words.empty()) {
    const auto open = words.find('(');
    const auto close = words.find(')');
    const bool excludes = words.starts_with("DEFAULT!");
    const auto id = excludes ? std::string_view("DEFAULT") : words.substr(0, open);
    const bool is_default = id == "DEFAULT";
    rules.push_back(json::object({{"field", is_default ? "_" : "f"},
                                  {"id", id},
                                  {"order", json::Number{std::string(words.substr(open + 1, close - open - 1))}},
                                  {"policy", excludes ? "exclude" : "include"},
                                  {"rule", "regex"},
                                  {"value", ".*"}}));
    words.remove_prefix(std::min(close + 2, words.size()));
  }
  return rules;
}

std::string words_of_rules(const json::Value& rules) {
  std::string words;
  for (const auto& rule : rules.as_array()) {
    const bool excluding_default = rule.text("id") == "DEFAULT" && rule.text("policy") == "exclude";
    words += fmt::format("{}{}{}({})", words.empty() ? "" : " ", rule.text("id"), excluding_default ? "!" : "",
                         rule.find("order")->as_number().spelling);
  }
  return words;
}

std::string normalised(std::string_view words) { return words_of_rules(normalised_filtering_rules(rules_of(words), now)); }

TEST(FilteringRules, the_default_rule_comes_last_with_the_next_order) {  // the table of 3.4
  EXPECT_EQ(normalised("DEFAULT(5) a(3) b(0)"), "b(0) a(3) DEFAULT(4)");
  EXPECT_EQ(normalised("a(0)"), "a(0) DEFAULT(1)");
  EXPECT_EQ(normalised("a(-4)"), "a(-4) DEFAULT(-3)");
  EXPECT_EQ(normalised("a(2) b(2) c(1)"), "c(1) a(2) b(2) DEFAULT(3)");
  EXPECT_EQ(normalised("DEFAULT(9)"), "DEFAULT(0)");
  EXPECT_EQ(normalised(""), "DEFAULT(0)");
}

TEST(FilteringRules, a_rule_that_only_is_called_default_is_like_any_other) {  // F07
  EXPECT_EQ(normalised("DEFAULT!(0)"), "DEFAULT!(0) DEFAULT(1)");
}

TEST(FilteringRules, the_default_rule_keeps_when_the_first_of_its_kind_was_created) {  // F05, F06
  auto rules = rules_of("DEFAULT(12) DEFAULT(13)");
  rules.as_array()[0].set("created_at", "2021-01-01T00:00:00.000Z").set("updated_at", "2024-02-02T00:00:00.000Z");
  rules.as_array()[1].set("created_at", "2022-01-01T00:00:00.000Z");
  const auto kept = normalised_filtering_rules(rules, now);
  ASSERT_EQ(kept.as_array().size(), 1U);
  EXPECT_EQ(kept.as_array()[0].text("created_at"), "2021-01-01T00:00:00.000Z");
  EXPECT_EQ(kept.as_array()[0].text("updated_at"), "2021-01-01T00:00:00.000Z");
}

TEST(FilteringRules, missing_time_stamps_are_now) {  // F21
  auto rules = rules_of("a(1)");
  rules.as_array()[0].set("updated_at", "2024-02-02T00:00:00.000Z");
  const auto kept = normalised_filtering_rules(rules, now);
  EXPECT_EQ(kept.as_array()[0].text("created_at"), now_text);
  EXPECT_EQ(kept.as_array()[0].text("updated_at"), "2024-02-02T00:00:00.000Z");
  EXPECT_EQ(kept.as_array()[1].text("created_at"), now_text);
  EXPECT_EQ(kept.as_array()[1].text("updated_at"), now_text);
}

TEST(FilteringRules, the_stored_form_is_in_one_order_and_keeps_the_rules_as_they_are) {  // G03, G04
  const auto stored = stored_filtering_state(
      json_of(R"({"validation":{"state":"valid","errors":[{"messages":["m"],"ids":["i"],"x":1}]},"rules":[{"order":5,"id":"b","x":1},7],
                  "advanced_snippet":{"value":[],"created_at":"2024-05-14T09:00:00Z"}})"),
      now);
  EXPECT_EQ(json::write(stored),
            R"({"advanced_snippet":{"created_at":"2024-05-14T09:00:00.000Z","updated_at":"1971-01-01T00:00:00.000Z","value":[]},)"
            R"("rules":[{"created_at":"1971-01-01T00:00:00.000Z","id":"b","order":5,"updated_at":"1971-01-01T00:00:00.000Z"},7],)"
            R"("validation":{"errors":[{"ids":["i"],"messages":["m"]}],"state":"valid"}})");
}

TEST(FilteringRules, what_a_connector_lacks_is_as_in_a_new_one) {  // G12
  const auto fresh = default_filtering_state(now);
  for (const auto* odd :
       {"{}", R"({"filtering":[]})", R"({"filtering":null})", R"({"filtering":[7]})", R"({"filtering":[{"active":1}]})"}) {
    const auto filtering = filtering_of(json_of(odd), now);
    EXPECT_EQ(filtering.active, fresh) << odd;
    EXPECT_EQ(filtering.draft, fresh) << odd;
  }
  const auto half = filtering_of(json_of(R"({"filtering":[{"draft":{"rules":[]}},{"draft":{}}]})"), now);
  EXPECT_EQ(half.draft, json_of(R"({"rules":[]})"));
  EXPECT_EQ(half.entry().text("domain"), "DEFAULT");
}

/// Why an entry with this draft is refused.
std::string refusal(const std::string& draft) {
  return reason_of(check_filtering_entry("c", json_of(R"({"draft":)" + draft + "}")), ErrorKind::document_parsing);
}

TEST(FilteringRules, orders_have_16_bits) {  // F19, F20
  EXPECT_EQ(refusal(R"({"rules":[{"order":-32768},{"order":32767},{"order":"odd"}]})"), "no error");
  EXPECT_EQ(refusal(R"({"rules":[{"order":32768}]})"),
            "[1:1] failed to parse field [filtering.draft.rules.order] of type [short] in document with id 'c'");
  EXPECT_EQ(check_filtering_entry("c", json_of(R"({"active":{"rules":[{"order":-32769}]}})")).error().caused_by.at(0).reason,
            "Value [-32769] is out of range for a short");
}

TEST(FilteringRules, keywords_have_32766_bytes) {  // 3.8
  const std::string longest(32766, 'k');
  for (const auto* name : {"field", "id", "value"}) {
    EXPECT_EQ(refusal(fmt::format(R"({{"rules":[{{"{}":"{}"}}]}})", name, longest)), "no error");
    EXPECT_EQ(refusal(fmt::format(R"({{"rules":[{{"{}":"{}k"}}]}})", name, longest)),
              fmt::format("[1:1] failed to parse field [filtering.draft.rules.{}] of type [keyword] in document with id 'c'", name));
  }
  EXPECT_EQ(refusal(fmt::format(R"({{"validation":{{"errors":[{{"ids":["{}k"]}}]}}}})", longest)),
            "[1:1] failed to parse field [filtering.draft.validation.errors.ids] of type [keyword] in document with id 'c'");
}

}  // namespace
}  // namespace headrace::control
