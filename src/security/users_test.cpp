#include "security/users.h"

#include "crypto/password.h"
#include "security/security_fixture.h"

namespace headrace::security {
namespace {

class UsersTest : public SecurityFixture {
 protected:
  Users users_{store()};
};

TEST_F(UsersTest, a_password_is_set_once_and_again) {
  EXPECT_FALSE(*run(users_.has_password()));
  ASSERT_TRUE(run(users_.set_password("first one")));
  EXPECT_TRUE(*run(users_.has_password()));
  EXPECT_TRUE(crypto::is_password("first one", **run(users_.password_hash("elastic"))));
  ASSERT_TRUE(run(users_.set_password("second one")));
  EXPECT_FALSE(crypto::is_password("first one", **run(users_.password_hash("elastic"))));
  EXPECT_EQ(*run(users_.password_hash("joe")), std::nullopt);
}

TEST_F(UsersTest, a_short_password_is_refused) {
  EXPECT_EQ(run(users_.set_password("short")).error().kind, ErrorKind::illegal_argument);
  EXPECT_FALSE(*run(users_.has_password()));
}

TEST(MakePassword, is_long_and_never_the_same) {
  EXPECT_EQ(make_password().size(), 20U);
  EXPECT_NE(make_password(), make_password());
}

}  // namespace
}  // namespace headrace::security
