#include "rest/api_fixture.h"

// The numbers behind tests are those of the cases in docs/spec/document-api.md 13.

namespace headrace::rest {
namespace {

class IndexRoutes : public ApiFixture {};

TEST_F(IndexRoutes, the_connector_indices_are_there_from_the_start) {  // 1, 2
  for (const auto* name :
       {".elastic-connectors-v1", ".elastic-connectors-sync-jobs-v1", ".elastic-connectors", ".elastic-connectors-sync-jobs"})
    EXPECT_EQ(send("HEAD", std::string("/") + name).status, 200U) << name;
  EXPECT_TRUE(error_of(send("PUT", "/.elastic-connectors-v1"))
                  .starts_with("400 resource_already_exists_exception: index [.elastic-connectors-v1/"));
}

TEST_F(IndexRoutes, an_index_is_made_once) {  // 3, 4
  EXPECT_EQ(send("HEAD", "/idx").status, 404U);
  const auto made = send_with({{"Content-Type", "application/octet-stream"}}, "PUT", "/idx");
  EXPECT_EQ(made.body, R"({"acknowledged":true,"shards_acknowledged":true,"index":"idx"})");
  EXPECT_EQ(send("HEAD", "/idx").status, 200U);
  const auto again = send("PUT", "/idx");
  EXPECT_TRUE(error_of(again).starts_with("400 resource_already_exists_exception: index [idx/"));
  EXPECT_EQ(body_of(again).at_path("error")->text("index"), "idx");
}

TEST_F(IndexRoutes, bad_names_are_refused) {  // 5
  for (const auto* name : {"Idx", "_idx", "a*b", "a%20b", "metrics2%23"})
    EXPECT_TRUE(error_of(send("PUT", std::string("/") + name)).starts_with("400 invalid_index_name_exception")) << name;
  EXPECT_EQ(error_of(send("GET", "/_connectors")),
            "400 invalid_index_name_exception: Invalid index name [_connectors], must not start with '_'.");
}

TEST_F(IndexRoutes, an_index_shows_what_it_was_made_with) {
  send("PUT", "/idx", R"({"settings":{"number_of_shards":2},"mappings":{"properties":{"a":{"type":"date"}}}})");
  const auto index = *got("/idx").find("idx");
  EXPECT_EQ(index.at_path("settings.index")->text("number_of_shards"), "2");
  EXPECT_EQ(index.at_path("settings.index")->text("provided_name"), "idx");
  EXPECT_EQ(json::write(*index.find("aliases")), "{}");
  EXPECT_EQ(send("GET", "/idx/_mapping").body, R"({"idx":{"mappings":{"properties":{"a":{"type":"date"}}}}})");
  EXPECT_EQ(send("GET", "/idx?features=aliases").body, R"({"idx":{"aliases":{}}})");
  EXPECT_EQ(error_of(send("PUT", "/idx2", R"({"foo":{}})")), "400 parse_exception: unknown key [foo] for create index");
}

TEST_F(IndexRoutes, a_missing_index_is_an_error_unless_it_may_be_missing) {  // 6, 8
  EXPECT_EQ(send("GET", "/none?ignore_unavailable=true").body, "{}");
  const auto missing = body_of(send("GET", "/none"));
  EXPECT_EQ(
      json::write(*missing.at_path("error.root_cause")),
      R"([{"type":"index_not_found_exception","reason":"no such index [none]","resource.type":"index_or_alias","resource.id":"none","index_uuid":"_na_","index":"none"}])");
  EXPECT_EQ(send("DELETE", "/none?ignore_unavailable=true").body, R"({"acknowledged":true})");
  EXPECT_EQ(send("DELETE", "/none").status, 404U);
}

TEST_F(IndexRoutes, an_alias_shows_its_index) {  // 7
  const auto shown = got("/.elastic-connectors");
  ASSERT_NE(shown.find(".elastic-connectors-v1"), nullptr);
  EXPECT_NE(shown.find(".elastic-connectors-v1")->find("aliases")->find(".elastic-connectors"), nullptr);
}

TEST_F(IndexRoutes, a_delete_takes_names_only_and_all_or_none_of_them) {
  send("PUT", "/a");
  send("PUT", "/b");
  for (const auto* expression : {"*", "_all", "a,b*"})
    EXPECT_EQ(error_of(send("DELETE", std::string("/") + expression)),
              "400 illegal_argument_exception: Wildcard expressions or all indices are not allowed");
  EXPECT_EQ(send("DELETE", "/a,none").status, 404U);
  EXPECT_EQ(send("DELETE", "/a,.elastic-connectors-v1").status, 400U);
  EXPECT_EQ(send("DELETE", "/.elastic-connectors").status, 400U);
  EXPECT_EQ(send("HEAD", "/a,b").status, 200U);
  EXPECT_EQ(send("DELETE", "/a,b").body, R"({"acknowledged":true})");
  EXPECT_EQ(send("HEAD", "/a").status, 404U);
}

TEST_F(IndexRoutes, refresh_and_stats_tell_of_the_indices_that_are_there) {  // 9, 10
  EXPECT_TRUE(send("GET", "/*/_stats").body.ends_with(R"("indices":{}})"));
  send("PUT", "/i/_doc/1", "{}");
  EXPECT_EQ(send("POST", "/i/_refresh").body, R"({"_shards":{"total":1,"successful":1,"failed":0}})");
  EXPECT_EQ(send("POST", "/none/_refresh?ignore_unavailable=true").status, 200U);
  EXPECT_EQ(send("POST", "/none/_refresh").status, 404U);
  const auto stats = got("/*/_stats");
  EXPECT_EQ(json::write(*stats.at_path("indices.i.primaries.docs")), R"({"count":1,"deleted":0})");
  EXPECT_EQ(stats.find("indices")->as_object().size(), 1U);
}

}  // namespace
}  // namespace headrace::rest
