#include "security/credentials.h"

#include <gtest/gtest.h>

#include "base/base64.h"

namespace headrace::security {
namespace {

TEST(Credentials, are_a_password_or_a_key_in_any_case_of_the_scheme) {
  for (const auto* scheme : {"Basic ", "basic ", "BASIC   "}) {
    const auto read = read_credentials(scheme + base::base64("elastic:a:b"));
    ASSERT_TRUE(std::holds_alternative<Password>(read)) << scheme;
    EXPECT_EQ(std::get<Password>(read).user, "elastic");
    EXPECT_EQ(std::get<Password>(read).password, "a:b");
  }
  const auto key = read_credentials("apikey " + base::base64("id:secret"));
  ASSERT_TRUE(std::holds_alternative<ApiKeySecret>(key));
  EXPECT_EQ(std::get<ApiKeySecret>(key).id, "id");
  EXPECT_EQ(std::get<ApiKeySecret>(key).secret, "secret");
}

TEST(Credentials, are_none_without_a_header) {
  EXPECT_TRUE(std::holds_alternative<std::monostate>(read_credentials("")));
  EXPECT_TRUE(std::holds_alternative<std::monostate>(read_credentials("  ")));
}

TEST(Credentials, that_cannot_be_read_are_told) {
  for (const auto& header :
       {std::string("Basic"), std::string("Basic "), std::string("Basic !!!"), "Basic " + base::base64("nocolon"),
        "Bearer " + base::base64("a:b"), std::string("ApiKey abc"), std::string("x"), "ApiKey " + base::base64("a:b") + " c"})
    EXPECT_TRUE(std::holds_alternative<Unreadable>(read_credentials(header))) << header;
}

}  // namespace
}  // namespace headrace::security
