#include "rest/request_context.h"

#include <gtest/gtest.h>

namespace headrace::rest {
namespace {

http::Request request_of(std::string target, std::string body = {}) {
  return {.method = "GET", .target = std::move(target), .headers = {}, .body = std::move(body), .remote_address = {}};
}

std::string reason_of(const Result<void>& result) { return result ? "" : result.error().reason; }

TEST(RequestContextTest, of_a_repeated_parameter_the_last_counts_and_the_path_wins) {
  const auto request = request_of("/x");
  RequestContext context(request, {}, {{"a", "1"}, {"a", "2"}, {"id", "query"}});
  context.set_captures({{"id", "path"}});
  EXPECT_EQ(context.text("a"), "2");
  EXPECT_EQ(context.capture("id"), "path");
  EXPECT_EQ(reason_of(context.check_all_parameters_read()), "");
}

TEST(RequestContextTest, a_parameter_is_known_once_somebody_asked_for_it) {
  const auto request = request_of("/x%20y");
  RequestContext context(request, {}, {{"size", "1"}, {"timeout", "1s"}});
  EXPECT_EQ(reason_of(context.check_all_parameters_read()), "request [/x y] contains unrecognized parameters: [size], [timeout]");
  context.accept({"timeout"});
  EXPECT_EQ(context.integer("size", 7).value(), 1);
  EXPECT_EQ(context.integer("from", 7).value(), 7);
  EXPECT_EQ(reason_of(context.check_all_parameters_read()), "");
}

TEST(RequestContextTest, a_flag_without_a_value_is_set) {
  const auto request = request_of("/x");
  RequestContext context(request, {}, {{"a", ""}, {"b", "false"}, {"c", "True"}});
  EXPECT_TRUE(context.flag("a").value());
  EXPECT_FALSE(context.flag("b", true).value());
  EXPECT_TRUE(context.flag("d", true).value());
  EXPECT_FALSE(context.flag("c"));
}

// docs/spec/rest-conventions.md 7.6
TEST(RequestContextTest, a_search_may_come_as_a_parameter) {
  const auto request = request_of("/x");
  RequestContext both(request, {}, {{"source", "{}"}, {"source_content_type", "application/json"}});
  EXPECT_EQ(both.body_or_source().value(), "{}");
  RequestContext one(request, {}, {{"source", "{}"}});
  EXPECT_EQ(one.body_or_source().error().reason, "Validation Failed: 1: source and source_content_type parameters are required;");
  RequestContext unknown(request, {}, {{"source", "{}"}, {"source_content_type", "x"}});
  EXPECT_EQ(unknown.body_or_source().error().reason, "Validation Failed: 1: Unknown value for source_content_type [x];");
  RequestContext none(request, {}, {});
  EXPECT_EQ(none.body_or_source().value(), "");
}

TEST(RequestContextTest, a_body_must_be_wanted) {
  const auto request = request_of("/x", "{}");
  RequestContext context(request, {}, {});
  EXPECT_EQ(reason_of(context.check_body_was_wanted()), "request [GET /x] does not support having a body");
  EXPECT_EQ(context.body(), "{}");
  EXPECT_EQ(reason_of(context.check_body_was_wanted()), "");
}

}  // namespace
}  // namespace headrace::rest
