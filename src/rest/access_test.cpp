#include "rest/access.h"

#include <gtest/gtest.h>

#include "rest/families.h"
#include "security/privilege_names.h"

namespace headrace::rest {
namespace {

TEST(Access, every_route_has_one_and_some_privilege_opens_it) {
  for (const auto& route : all_routes()) {
    const auto access = access_of(route.method, route.path);
    ASSERT_TRUE(access) << route.method << ' ' << route.path;
    if (access->kind == Access::Kind::cluster) EXPECT_FALSE(security::cluster_privileges_for(access->action).empty()) << access->action;
    if (access->kind == Access::Kind::index) EXPECT_FALSE(security::index_privileges_for(access->action).empty()) << access->action;
  }
}

TEST(Access, only_what_tells_that_the_server_lives_is_open) {
  for (const auto& route : all_routes()) {
    const bool is_open = access_of(route.method, route.path)->kind == Access::Kind::open;
    EXPECT_EQ(is_open, route.path == "/readyz" || route.path == "/healthz") << route.path;
  }
}

TEST(Access, of_what_is_no_route_is_none) {
  EXPECT_EQ(access_of("PATCH", "/_connector"), std::nullopt);
  EXPECT_EQ(access_of("GET", "/_connector/x"), std::nullopt);
}

}  // namespace
}  // namespace headrace::rest
