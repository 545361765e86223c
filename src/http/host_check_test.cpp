#include "http/host_check.h"

#include <gtest/gtest.h>

namespace headrace::http {
namespace {

bool allowed(std::string_view host) { return is_host_allowed(host, {"search.example", "box:9200"}); }

TEST(HostCheck, addresses_and_localhost_pass) {
  for (const auto* host : {"", "127.0.0.1", "127.0.0.1:9200", "10.1.2.3:80", "[::1]", "[::1]:9200", "localhost", "LocalHost:9200",
                           "localhost.", "es.localhost:9200"}) {
    EXPECT_TRUE(allowed(host)) << host;
  }
}

TEST(HostCheck, other_names_do_not_pass) {
  for (const auto* host : {"evil.example", "evil.example:9200", "localhost.evil.example", "notlocalhost", "127.0.0.1.evil.example",
                           "[evil]", "[::1", "1.2.3", "box", "127.0.0.1@evil.example"}) {
    EXPECT_FALSE(allowed(host)) << host;
  }
}

TEST(HostCheck, names_that_are_allowed_pass_in_any_case) {
  EXPECT_TRUE(allowed("Search.Example"));
  EXPECT_TRUE(allowed("search.example:9200"));
  EXPECT_TRUE(allowed("box:9200"));
}

}  // namespace
}  // namespace headrace::http
