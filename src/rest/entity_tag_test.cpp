#include "rest/entity_tag.h"

#include <gtest/gtest.h>

#include "rest/api_fixture.h"

namespace headrace::rest {
namespace {

TEST(EntityTag, differs_where_anything_does) {
  const auto tag = entity_tag(1, "s", "/a", "application/json");
  EXPECT_TRUE(tag.starts_with("W/\"") && tag.ends_with('"')) << tag;
  EXPECT_EQ(entity_tag(1, "s", "/a", "application/json"), tag);
  EXPECT_NE(entity_tag(2, "s", "/a", "application/json"), tag);
  EXPECT_NE(entity_tag(1, "t", "/a", "application/json"), tag);
  EXPECT_NE(entity_tag(1, "s", "/b", "application/json"), tag);
  EXPECT_NE(entity_tag(1, "s", "/a", "application/yaml"), tag);
}

TEST(EntityTag, is_found_in_a_list_weak_or_strong) {
  for (const auto* field : {R"(W/"a")", R"("a")", R"("x", W/"a")", R"("x","a","y")", "*", R"( W/"a" )"})
    EXPECT_FALSE(none_match(field, R"(W/"a")")) << field;
  for (const auto* field : {"", R"("b")", R"(W/"ab")", "a", R"("a)", ",,", R"(w/"a")"}) EXPECT_TRUE(none_match(field, R"(W/"a")")) << field;
}

class EntityTagTest : public ApiFixture {};

TEST_F(EntityTagTest, what_has_not_changed_is_not_sent_again) {
  make_connector("a", "{}");
  for (const auto* target : {"/_connector/a", "/_connector", "/_connector/_sync_job", "/.elastic-connectors-v1/_doc/a"}) {
    const auto first = send("GET", target);
    const std::string tag(first.header("etag"));
    ASSERT_FALSE(tag.empty()) << target;
    const auto again = send_with({{"If-None-Match", tag}}, "GET", target);
    EXPECT_EQ(again.status, 304U) << target;
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(again.header("etag"), tag);
    EXPECT_EQ(send_with({{"If-None-Match", "W/\"0\""}}, "GET", target).body, first.body);
  }
  const std::string before(send("GET", "/_connector").header("etag"));
  send("PUT", "/_connector/a/_name", R"({"name":"n"})");
  EXPECT_EQ(send_with({{"If-None-Match", before}}, "GET", "/_connector").status, 200U);
}

}  // namespace
}  // namespace headrace::rest
