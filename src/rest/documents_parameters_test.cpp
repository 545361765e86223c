#include "rest/documents_parameters.h"

#include <gtest/gtest.h>

#include "http/uri.h"

namespace headrace::rest {
namespace {

/// A request with this query string.
struct Sent {
  explicit Sent(const std::string& query)
      : request{.method = "GET", .target = "/i/_doc/1?" + query, .headers = {}, .body = {}, .remote_address = {}},
        context(request, {}, *http::parse_query(request.query())) {}

  http::Request request;
  RequestContext context;
};

std::string cut(const std::string& query) {
  Sent sent(query);
  const auto filter = read_source_filter(sent.context);
  if (!filter) return "not sent";
  return filter->drops_all() ? "nothing" : json::write(filter->apply(*json::parse(R"({"a":1,"b":2})")));
}

TEST(DocumentParameters, what_of_the_source_is_wanted) {
  EXPECT_EQ(cut(""), "not sent");
  EXPECT_EQ(cut("_source"), R"({"a":1,"b":2})");
  EXPECT_EQ(cut("_source=true"), R"({"a":1,"b":2})");
  EXPECT_EQ(cut("_source=false"), "nothing");
  EXPECT_EQ(cut("_source=b"), R"({"b":2})");
  EXPECT_EQ(cut("_source_includes=a,b&_source_excludes=a"), R"({"b":2})");
}

TEST(DocumentParameters, refresh_has_four_values) {
  const auto refreshed = [](const std::string& query) {
    Sent sent(query);
    return read_refresh(sent.context);
  };
  EXPECT_FALSE(*refreshed(""));
  EXPECT_FALSE(*refreshed("refresh=false"));
  EXPECT_FALSE(*refreshed("refresh=wait_for"));
  EXPECT_TRUE(*refreshed("refresh"));
  EXPECT_TRUE(*refreshed("refresh=true"));
  EXPECT_EQ(refreshed("refresh=maybe").error().reason, "Unknown value for refresh: [maybe].");
}

TEST(DocumentParameters, index_options) {
  Sent sent("ignore_unavailable=true&allow_no_indices=false&expand_wildcards=open,hidden");
  const auto options = read_index_options(sent.context);
  ASSERT_TRUE(options);
  EXPECT_TRUE(options->ignore_unavailable && options->expand_open && options->expand_hidden);
  EXPECT_FALSE(options->allow_no_indices);
  Sent wrong("expand_wildcards=some");
  EXPECT_FALSE(read_index_options(wrong.context));
}

TEST(DocumentParameters, what_a_write_can_say) {
  Sent sent("if_seq_no=3&if_primary_term=1&require_alias&timeout=1m&routing=x");
  const auto options = read_write_options(sent.context);
  ASSERT_TRUE(options);
  EXPECT_EQ(options->if_seq_no, "3");
  EXPECT_EQ(options->if_primary_term, "1");
  EXPECT_TRUE(options->require_alias);
  EXPECT_TRUE(sent.context.check_all_parameters_read());
}

TEST(DocumentParameters, the_time_that_passed_is_never_negative) {
  base::ManualClock clock(base::Instant(std::chrono::seconds(10)));
  EXPECT_EQ(elapsed_since(base::Instant(std::chrono::seconds(7)), clock), std::chrono::milliseconds(3000));
  EXPECT_EQ(elapsed_since(base::Instant(std::chrono::seconds(12)), clock), std::chrono::milliseconds(0));
}

}  // namespace
}  // namespace headrace::rest
