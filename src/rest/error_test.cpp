#include "rest/error.h"

#include <gtest/gtest.h>

namespace headrace::rest {
namespace {

std::string body_of(const Error& error, bool traced = false) { return json::write(error_body(error, traced)); }

// docs/spec/rest-conventions.md 9.1
TEST(ErrorTest, the_full_form_has_its_root_cause_first) {
  EXPECT_EQ(body_of({ErrorKind::resource_not_found, "connector [nope] not found"}),
            R"({"error":{"root_cause":[{"type":"resource_not_found_exception","reason":"connector [nope] not found"}],)"
            R"("type":"resource_not_found_exception","reason":"connector [nope] not found"},"status":404})");
}

// docs/spec/rest-conventions.md 9.4
TEST(ErrorTest, not_acceptable_has_the_short_form) {
  EXPECT_EQ(body_of({ErrorKind::not_acceptable, "Content-Type header is missing"}),
            R"({"error":"Content-Type header is missing","status":406})");
}

// docs/spec/connectors.md 3.20
TEST(ErrorTest, metadata_stands_after_the_reason_in_both_places) {
  Error error{ErrorKind::document_missing, "[x]: document missing"};
  error.metadata = {{"index_uuid", "u"}, {"shard", "0"}};
  EXPECT_EQ(body_of(error), R"({"error":{"root_cause":[{"type":"document_missing_exception","reason":"[x]: document missing",)"
                            R"("index_uuid":"u","shard":"0"}],"type":"document_missing_exception","reason":"[x]: document missing",)"
                            R"("index_uuid":"u","shard":"0"},"status":404})");
}

TEST(ErrorTest, line_and_column_are_numbers) {
  Error error{ErrorKind::parsing, "unknown query [x]"};
  error.metadata = {{"line", "1"}, {"col", "12"}};
  EXPECT_EQ(json::write(error_object(error)), R"({"type":"parsing_exception","reason":"unknown query [x]","line":1,"col":12})");
}

// docs/spec/rest-conventions.md 9.3
TEST(ErrorTest, the_root_cause_of_a_parse_error_is_the_innermost_parse_error) {
  auto inner = Error{ErrorKind::x_content_parse, "inner"}.because({ErrorKind::illegal_argument, "the value"});
  const auto body = error_body(Error{ErrorKind::x_content_parse, "outer"}.because(std::move(inner)));
  EXPECT_EQ(body.at_path("error.root_cause")->as_array().at(0).text("reason"), "inner");
  EXPECT_EQ(body.at_path("error.caused_by")->text("reason"), "inner");
  EXPECT_EQ(body.at_path("error.caused_by.caused_by")->text("type"), "illegal_argument_exception");
}

TEST(ErrorTest, a_status_error_is_its_own_root_cause) {
  const auto body = error_body(Error{ErrorKind::status_bad_request, "no"}.because({ErrorKind::sync_job_invalid_transition, "no"}));
  EXPECT_EQ(body.at_path("error.root_cause")->as_array().at(0).text("type"), "status_exception");
  EXPECT_EQ(body.at_path("error.caused_by")->text("type"), "connector_sync_job_invalid_status_transition_exception");
  EXPECT_EQ(status_of(ErrorKind::status_conflict), 409U);
}

// docs/spec/sync-jobs.md 3.2
TEST(ErrorTest, a_failed_search_names_its_shard) {
  const Error cause{ErrorKind::illegal_argument, "Result window is too large"};
  const auto body = error_body(Error{ErrorKind::search_phase_execution, "all shards failed"}.because(Error(cause).because(cause)));
  EXPECT_EQ(json::write(body),
            R"({"error":{"root_cause":[{"type":"illegal_argument_exception","reason":"Result window is too large"}],)"
            R"("type":"search_phase_execution_exception","reason":"all shards failed","phase":"query","grouped":true,)"
            R"("failed_shards":[{"shard":0,"reason":{"type":"illegal_argument_exception","reason":"Result window is too large"}}],)"
            R"("caused_by":{"type":"illegal_argument_exception","reason":"Result window is too large",)"
            R"("caused_by":{"type":"illegal_argument_exception","reason":"Result window is too large"}}},"status":400})");
}

// docs/spec/rest-conventions.md 17, 28
TEST(ErrorTest, a_stack_trace_comes_only_when_it_is_asked_for_and_never_with_401) {
  const Error error{ErrorKind::illegal_argument, "x"};
  EXPECT_FALSE(body_of(error).contains("stack_trace"));
  const auto traced = error_body(error, true);
  EXPECT_NE(traced.at_path("error.stack_trace"), nullptr);
  EXPECT_NE(traced.at_path("error.root_cause")->as_array().at(0).find("stack_trace"), nullptr);
  EXPECT_FALSE(body_of({ErrorKind::authentication, "who?"}, true).contains("stack_trace"));
}

TEST(ErrorTest, every_kind_is_in_the_table) {
  for (int kind = 0; kind < static_cast<int>(ErrorKind::internal); ++kind) {
    EXPECT_LT(status_of(static_cast<ErrorKind>(kind)), 504U);
    EXPECT_NE(status_of(static_cast<ErrorKind>(kind)), 500U) << kind;
  }
}

}  // namespace
}  // namespace headrace::rest
