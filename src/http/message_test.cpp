#include "http/message.h"

#include <gtest/gtest.h>

namespace headrace::http {
namespace {

TEST(Message, a_target_is_split_into_path_and_query) {
  Request request;
  request.target = "/_connector/a%2Fb?from=1&q=a?b#end";
  EXPECT_EQ(request.path(), "/_connector/a%2Fb");
  EXPECT_EQ(request.query(), "from=1&q=a?b");
  request.target = "/_connector";
  EXPECT_EQ(request.path(), "/_connector");
  EXPECT_EQ(request.query(), "");
}

TEST(Message, headers_are_found_in_any_case) {
  Request request;
  request.headers = {{"X-Opaque-Id", "1"}, {"accept", "a"}, {"Accept", "b"}};
  EXPECT_EQ(request.header("x-opaque-id"), "1");
  EXPECT_EQ(request.header("ACCEPT"), "a");
  EXPECT_EQ(request.header("missing"), "");
  EXPECT_EQ(request.header_values("Accept"), (std::vector<std::string_view>{"a", "b"}));
}

TEST(Message, set_replaces_a_header_of_the_same_name) {
  Response response;
  response.set("Allow", "GET");
  response.set("allow", "PUT");
  ASSERT_EQ(response.headers.size(), 1U);
  EXPECT_EQ(response.header("ALLOW"), "PUT");
}

}  // namespace
}  // namespace headrace::http
