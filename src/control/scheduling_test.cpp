#include "control/scheduling.h"

#include "control/store_fixture.h"

namespace headrace::control {
namespace {

Result<json::Value> read(std::string_view text) { return read_scheduling(json_of(text), text); }

TEST(Scheduling, intervals_are_stored_in_upper_case_and_blanks_stay) {
  EXPECT_EQ(json::write(value_of(read(R"({"full":{"enabled":true,"interval":" 0  30 8 ? * mon-fri "}})"))),
            R"({"full":{"enabled":true,"interval":" 0  30 8 ? * MON-FRI "}})");
}

TEST(Scheduling, unknown_keys_are_dropped) {
  EXPECT_EQ(json::write(value_of(read(R"({"daily":1,"incremental":{"note":"x","enabled":"true","interval":"0 0 0 * * ?"}})"))),
            R"({"incremental":{"enabled":true,"interval":"0 0 0 * * ?"}})");
}

TEST(Scheduling, both_members_of_an_entry_are_required) {
  for (const auto& [text, missing] : {std::pair(R"({"full":{"enabled":true}})", "Required [interval]"),
                                      std::pair(R"({"full":{"interval":"0 0 0 * * ?"}})", "Required [enabled]")}) {
    const auto refused = read(text);
    EXPECT_TRUE(reason_of(refused, ErrorKind::x_content_parse).ends_with("[connector_scheduling] failed to parse field [full]"));
    EXPECT_EQ(refused.error().caused_by.at(0).reason, missing);
  }
}

TEST(Scheduling, a_bad_interval_has_the_chain_of_the_original) {
  // docs/spec/connectors.md 3.18
  const auto refused = read(R"({"full":{"enabled":true,"interval":"61 0 0 * * ?"}})");
  ASSERT_FALSE(refused);
  const std::pair<ErrorKind, std::string> chain[] = {
      {ErrorKind::x_content_parse, "[connector_scheduling] failed to parse field [full]"},
      {ErrorKind::x_content_parse, "[schedule_config] failed to parse field [interval]"},
      {ErrorKind::x_content_parse, "Failed to build [schedule_config] after last required field arrived"},
      {ErrorKind::illegal_argument, "invalid cron expression [61 0 0 * * ?]"},
      {ErrorKind::illegal_argument,
       "illegal cron expression format [java.lang.IllegalArgumentException: Minute and Second values must be between 0 and 59]"},
  };
  const Error* error = &refused.error();
  for (const auto& [kind, reason] : chain) {
    ASSERT_NE(error, nullptr) << reason;
    EXPECT_EQ(error->kind, kind);
    EXPECT_TRUE(error->reason.ends_with(reason)) << error->reason;
    error = error->caused_by.empty() ? nullptr : &error->caused_by[0];
  }
  EXPECT_EQ(error, nullptr);
}

TEST(Scheduling, the_error_names_the_field_that_came_last) {
  const auto refused = read(R"({"full":{"interval":"bad","enabled":true}})");
  EXPECT_TRUE(refused.error().caused_by.at(0).reason.ends_with("[schedule_config] failed to parse field [enabled]"));
}

TEST(Scheduling, wrong_types_are_refused) {
  for (const auto* text : {R"({"full":{"enabled":true,"interval":7}})", R"({"full":{"enabled":"maybe","interval":"0 0 0 * * ?"}})",
                           R"({"full":null})", R"({"full":[]})"}) {
    EXPECT_FALSE(read(text)) << text;
  }
}

}  // namespace
}  // namespace headrace::control
