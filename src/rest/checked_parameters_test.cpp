#include "rest/api_fixture.h"

namespace headrace::rest {
namespace {

class CheckedParameters : public ApiFixture {};

// docs/spec/rest-conventions.md 7.8
TEST_F(CheckedParameters, what_changes_nothing_is_still_read) {
  send("PUT", "/i/_doc/1", "{}");
  const std::string boolean = "400 illegal_argument_exception: Failed to parse value [x] as only [true] or [false] are allowed.";
  EXPECT_EQ(error_of(send("GET", "/i?flat_settings=x")), boolean);
  EXPECT_EQ(error_of(send("POST", "/i/_search?request_cache=x")), boolean);
  EXPECT_EQ(error_of(send("GET", "/_cat/indices?local=x")), boolean);
  EXPECT_EQ(error_of(send("POST", "/i/_delete_by_query?wait_for_completion=x", "{}")), boolean);
  const auto time = [](const std::string& name) {
    return "400 illegal_argument_exception: failed to parse setting [" + name +
           "] with value [x] as a time value: unit is missing or unrecognized";
  };
  EXPECT_EQ(error_of(send("PUT", "/i/_doc/1?timeout=x", "{}")), time("timeout"));
  EXPECT_EQ(error_of(send("POST", "/_bulk?timeout=x", "{}")), time("timeout"));
  EXPECT_EQ(error_of(send("PUT", "/j?master_timeout=x")), time("master_timeout"));
  EXPECT_EQ(error_of(send("GET", "/_cluster/health?timeout=x")), time("timeout"));
  EXPECT_EQ(error_of(send("POST", "/i/_delete_by_query?scroll=x", "{}")), time("scroll"));
  EXPECT_EQ(error_of(send("POST", "/i/_search?batched_reduce_size=x")),
            "400 illegal_argument_exception: Failed to parse int parameter [batched_reduce_size] with value [x]");
  EXPECT_EQ(send("PUT", "/i/_doc/1?timeout=30s&wait_for_active_shards=all", "{}").status, 200U);
}

TEST_F(CheckedParameters, words_that_there_are_not_are_told) {
  send("PUT", "/i/_doc/1", "{}");
  EXPECT_EQ(error_of(send("PUT", "/i/_doc/1?wait_for_active_shards=x", "{}")),
            "400 illegal_argument_exception: cannot parse ActiveShardCount[x]");
  EXPECT_EQ(error_of(send("PUT", "/j?wait_for_active_shards=-5")),
            "400 illegal_argument_exception: shard count cannot be a negative value");
  EXPECT_EQ(error_of(send("POST", "/i/_search?search_type=x")), "400 illegal_argument_exception: No search type for [x]");
  EXPECT_EQ(send("POST", "/i/_search?search_type=dfs_query_then_fetch").status, 200U);
  EXPECT_EQ(send("POST", "/i/_delete_by_query?requests_per_second=0&q=a", "{}").status, 400U);
  EXPECT_EQ(send("POST", "/i/_delete_by_query?requests_per_second=-1&slices=auto", R"({"query":{"match_none":{}}})").status, 200U);
  EXPECT_EQ(error_of(send("POST", "/i/_delete_by_query?slices=0", "{}")),
            "400 illegal_argument_exception: [slices] must be a positive integer or the string \"auto\", but was [0]");
}

TEST_F(CheckedParameters, a_delete_by_query_without_a_body_has_no_query) {  // docs/spec/document-api.md 4.15
  EXPECT_EQ(error_of(send("POST", "/i/_delete_by_query")),
            "400 action_request_validation_exception: Validation Failed: 1: query is missing;");
}

TEST_F(CheckedParameters, a_routing_is_kept_and_shown) {
  send("PUT", "/i/_doc/1?routing=r", "{}");
  EXPECT_EQ(send("GET", "/i/_doc/1?routing=r").body,
            R"({"_index":"i","_id":"1","_version":1,"_seq_no":0,"_primary_term":1,"_routing":"r","found":true,"_source":{}})");
  EXPECT_TRUE(send("POST", "/i/_search").body.contains(R"("_score":1.0,"_routing":"r","_source":{})"));
  send("POST", "/i/_bulk?routing=all", "{\"index\":{\"_id\":\"2\"}}\n{}\n{\"index\":{\"_id\":\"3\",\"routing\":\"own\"}}\n{}\n");
  EXPECT_TRUE(send("GET", "/i/_doc/2").body.contains(R"("_routing":"all")"));
  EXPECT_TRUE(send("GET", "/i/_doc/3").body.contains(R"("_routing":"own")"));
}

TEST_F(CheckedParameters, a_conflict_of_a_read_says_where) {
  send("PUT", "/i/_doc/1", "{}");
  const auto body = body_of(send("GET", "/i/_doc/1?version=5"));
  EXPECT_EQ(body.at_path("error")->text("index"), "i");
  EXPECT_EQ(body.at_path("error")->text("shard"), "0");
  EXPECT_EQ(body.at_path("error")->text("index_uuid").size(), 22U);
}

TEST_F(CheckedParameters, an_empty_id_in_a_bulk_fails_its_item) {
  const auto items =
      body_of(send("POST", "/i/_bulk", "{\"index\":{\"_id\":\"\"}}\n{}\n{\"index\":{\"_id\":\"1\"}}\n{}\n")).find("items")->as_array();
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0].at_path("index.error")->text("reason"), "if _id is specified it must not be empty");
  EXPECT_EQ(items[1].at_path("index")->text("result"), "created");
}

}  // namespace
}  // namespace headrace::rest
