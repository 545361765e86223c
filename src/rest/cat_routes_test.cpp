#include "rest/api_fixture.h"

namespace headrace::rest {
namespace {

class CatRoutes : public ApiFixture {};

TEST_F(CatRoutes, indices_are_listed_as_text) {
  send("PUT", "/beta/_doc/1", "{}");
  send("PUT", "/alpha");
  const auto response = send("GET", "/_cat/indices?h=index,docs.count&v");
  EXPECT_EQ(response.header("content-type"), "text/plain; charset=UTF-8");
  EXPECT_EQ(response.body, "index docs.count\nalpha          0\nbeta           1\n");
  EXPECT_EQ(send("GET", "/_cat/indices/b*?h=i").body, "beta\n");
  EXPECT_EQ(send("GET", "/_cat/indices?h=i&s=dc:desc").body, "beta\nalpha\n");
  EXPECT_EQ(send("GET", "/_cat/indices?health=red").body, "");
  EXPECT_EQ(error_of(send("GET", "/_cat/indices/none")), "404 index_not_found_exception: no such index [none]");
}

TEST_F(CatRoutes, json_is_given_when_asked_for) {
  send("PUT", "/alpha/_doc/1", "{}");
  const auto rows = body_of(send("GET", "/_cat/indices?format=json"));
  ASSERT_EQ(rows.as_array().size(), 1U);
  EXPECT_EQ(rows.as_array().front().text("index"), "alpha");
  EXPECT_EQ(rows.as_array().front().text("docs.count"), "1");
  EXPECT_EQ(send_with({{"Accept", "application/json"}}, "GET", "/_cat/indices?h=index").body, R"([{"index":"alpha"}])");
}

TEST_F(CatRoutes, documents_are_counted) {
  send("PUT", "/alpha/_doc/1", "{}");
  send("PUT", "/beta/_doc/1", "{}");
  EXPECT_EQ(send("GET", "/_cat/count?h=timestamp,count").body, "05:06:07 2\n");
  EXPECT_EQ(send("GET", "/_cat/count/alpha?h=count").body, "1\n");
}

TEST_F(CatRoutes, the_list_names_them) { EXPECT_TRUE(send("GET", "/_cat").body.contains("/_cat/indices\n")); }

}  // namespace
}  // namespace headrace::rest
