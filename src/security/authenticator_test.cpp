#include "security/authenticator.h"

#include "base/base64.h"
#include "security/security_fixture.h"

namespace headrace::security {
namespace {

using namespace std::chrono_literals;

class AuthenticatorTest : public SecurityFixture {
 protected:
  AuthenticatorTest() { EXPECT_TRUE(run(users_.set_password("right one"))); }

  Result<std::shared_ptr<const Identity>> ask(const std::string& header) {
    return run(authenticator_.authenticate(header, "/x?y", "127.0.0.1"));
  }
  Result<std::shared_ptr<const Identity>> basic(const std::string& pair) { return ask("Basic " + base::base64(pair)); }
  std::string reason(const Result<std::shared_ptr<const Identity>>& outcome) { return outcome ? "" : outcome.error().reason; }

  Users users_{store()};
  ApiKeys keys_{store()};
  Authenticator authenticator_{store(), clock()};
};

TEST_F(AuthenticatorTest, knows_the_user_by_the_password) {
  const auto first = basic("elastic:right one");
  ASSERT_TRUE(first);
  EXPECT_EQ((*first)->username, "elastic");
  EXPECT_TRUE((*first)->privileges.are_everything());
  EXPECT_EQ(basic("elastic:right one").value(), *first);  // remembered: the very same
  EXPECT_EQ(reason(basic("elastic:wrong")), "unable to authenticate user [elastic] for REST request [/x?y]");
  EXPECT_EQ(reason(basic("joe:right one")), "unable to authenticate user [joe] for REST request [/x?y]");
}

TEST_F(AuthenticatorTest, says_what_is_missing_or_unreadable) {
  EXPECT_EQ(reason(ask("")), "missing authentication credentials for REST request [/x?y]");
  EXPECT_TRUE(reason(ask("Bearer abc")).starts_with("unable to authenticate with provided credentials"));
  EXPECT_TRUE(reason(ask("Basic abc")).starts_with("unable to authenticate with provided credentials"));
}

TEST_F(AuthenticatorTest, a_key_opens_until_it_expires_or_is_invalidated) {
  const auto key = run(keys_.create({.name = "k", .lifetime = 2min}, superuser_identity())).value();
  const auto header = "ApiKey " + base::base64(key.id + ":" + key.secret);
  EXPECT_TRUE(ask(header));
  advance(2min);
  EXPECT_FALSE(ask(header));  // though it was remembered for longer
  const auto other = run(keys_.create({.name = "k"}, superuser_identity())).value();
  const auto other_header = "ApiKey " + base::base64(other.id + ":" + other.secret);
  EXPECT_TRUE(ask(other_header));
  ASSERT_TRUE(run(keys_.invalidate({.ids = {other.id}}, clock().now())));
  authenticator_.forget();
  EXPECT_FALSE(ask(other_header));
}

TEST_F(AuthenticatorTest, a_changed_password_counts_at_once) {
  EXPECT_TRUE(basic("elastic:right one"));
  ASSERT_TRUE(run(users_.set_password("another one")));
  authenticator_.forget();
  EXPECT_FALSE(basic("elastic:right one"));
  EXPECT_TRUE(basic("elastic:another one"));
}

}  // namespace
}  // namespace headrace::security
