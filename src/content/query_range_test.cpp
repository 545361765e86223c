#include "content/query_fixture.h"

namespace headrace::content {
namespace {

/// Whether a document seen at `last_seen` answers the range.
std::string seen(std::string_view last_seen, std::string_view bounds) {
  return finds(R"({"range":{"last_seen":)" + std::string(bounds) + "}}", R"({"last_seen":)" + std::string(last_seen) + "}");
}

TEST(QueryRange, idle_jobs_are_those_seen_five_minutes_ago_in_any_spelling) {
  // docs/spec/document-api.md 13, case 38; now is noon
  constexpr std::string_view idle = R"({"lte":"now-300s"})";
  EXPECT_EQ(seen(R"("2026-03-04T11:54:59Z")", idle), "yes");
  EXPECT_EQ(seen(R"("2026-03-04T11:55:01Z")", idle), "no");
  EXPECT_EQ(seen(R"("2026-03-04T11:54:59.000001+00:00")", idle), "yes");
  EXPECT_EQ(seen(R"("2026-03-04T13:54:59+02:00")", idle), "yes");
  EXPECT_EQ(seen("null", idle), "no");
  EXPECT_EQ(finds(R"({"range":{"last_seen":{"lte":"now-300s"}}})", "{}"), "no");
}

TEST(QueryRange, missing_parts_of_a_bound_go_to_its_end_or_begin) {
  EXPECT_EQ(seen(R"("2026-03-04T11:00:00Z")", R"({"lte":"2026-03-04"})"), "yes");
  EXPECT_EQ(seen(R"("2026-03-04T11:00:00Z")", R"({"lt":"2026-03-04"})"), "no");
  EXPECT_EQ(seen(R"("2026-03-04T11:00:00Z")", R"({"gt":"2026-03-04"})"), "no");
  EXPECT_EQ(seen(R"("2026-03-04T11:00:00Z")", R"({"gte":"2026-03-04"})"), "yes");
}

TEST(QueryRange, a_zone_and_epoch_seconds) {
  EXPECT_EQ(seen(R"("2026-03-03T23:30:00Z")", R"({"gte":"2026-03-04","time_zone":"+01:00"})"), "yes");
  EXPECT_EQ(seen(R"("1970-01-01T00:00:10Z")", R"({"gte":"10","lte":"10","format":"epoch_second"})"), "yes");
  EXPECT_EQ(seen(R"("2026-03-31T00:00:10Z")", R"({"lte":"2026/03","format":"yyyy/MM"})"), "yes");
  EXPECT_EQ(seen(R"("1970-01-01T00:00:10Z")", R"({"gte":"10","format":"ww"})"), "error: Invalid format: [ww]: Unknown pattern letter: w");
}

TEST(QueryRange, numbers_compare_by_value_and_null_is_an_open_end) {
  EXPECT_EQ(finds(R"({"range":{"n":{"gt":9,"lte":10}}})", R"({"n":10})"), "yes");
  EXPECT_EQ(finds(R"({"range":{"n":{"gt":9,"lte":10}}})", R"({"n":9})"), "no");
  EXPECT_EQ(finds(R"({"range":{"n":{"gte":9,"lt":null}}})", R"({"n":1000})"), "yes");
}

TEST(QueryRange, other_shapes_are_refused) {
  EXPECT_EQ(finds(R"({"range":{"a":{"gt":1},"b":{"gt":2}}})", "{}"),
            "error: [range] query doesn't support multiple fields, found [a] and [b]");
  EXPECT_EQ(finds(R"({"range":{"a":5}})", "{}"), "error: [range] query does not support [a]");
  EXPECT_EQ(finds(R"({"range":{"a":{"above":5}}})", "{}"), "error: [range] query does not support [above]");
  EXPECT_EQ(finds(R"({"range":{"a":{"gt":[5]}}})", "{}"), "error: [range] query does not support a bound of type START_ARRAY");
  EXPECT_EQ(finds(R"({"range":{}})", "{}"), "error: field name is null or empty");
}

}  // namespace
}  // namespace headrace::content
