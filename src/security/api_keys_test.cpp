#include "security/api_keys.h"

#include "security/security_fixture.h"

namespace headrace::security {
namespace {

using namespace std::chrono_literals;

class ApiKeysTest : public SecurityFixture {
 protected:
  CreatedApiKey make(NewApiKey wanted) { return run(keys_.create(std::move(wanted), superuser_identity())).value(); }
  Result<Identity> authenticate(const CreatedApiKey& key) { return run(keys_.authenticate(key.id, key.secret, clock().now())); }
  std::string refusal(const Result<Identity>& outcome) {
    if (outcome) return "";
    EXPECT_EQ(outcome.error().kind, ErrorKind::authentication);
    return outcome.error().metadata.at(0).second;
  }
  std::vector<std::string> names(ApiKeyFilter filter) {
    std::vector<std::string> found;
    const auto documents = run(keys_.find(std::move(filter), clock().now()));
    for (const auto& document : *documents) found.emplace_back(json::parse(*document.source)->text("name"));
    return found;
  }
  static json::Value descriptors(std::string_view text) { return json::parse(text).value(); }

  ApiKeys keys_{store()};
};

TEST_F(ApiKeysTest, a_key_opens_what_its_creator_may) {
  const auto key = make({.name = "k"});
  EXPECT_EQ(key.id.size(), 20U);
  EXPECT_EQ(key.secret.size(), 22U);
  const auto identity = authenticate(key);
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->username, "elastic");
  EXPECT_EQ(identity->api_key->name, "k");
  EXPECT_TRUE(identity->privileges.are_everything());
}

TEST_F(ApiKeysTest, a_key_with_roles_opens_no_more_than_they_do) {
  const auto key = make(
      {.name = "k",
       .role_descriptors = descriptors(R"({"r":{"cluster":["monitor_connector"],"index":[{"names":["a*"],"privileges":["read"]}]}})")});
  const auto privileges = authenticate(key)->privileges;
  EXPECT_FALSE(privileges.are_everything());
  EXPECT_TRUE(privileges.allow_cluster("cluster:admin/xpack/connector/list"));
  EXPECT_FALSE(privileges.allow_cluster("cluster:admin/xpack/connector/put"));
  EXPECT_TRUE(privileges.allow_index("abc", "indices:data/read/get"));
  EXPECT_FALSE(privileges.allow_index("abc", "indices:data/write/index"));
  EXPECT_FALSE(privileges.allow_index("b", "indices:data/read/get"));
}

TEST_F(ApiKeysTest, wrong_unknown_expired_and_invalidated_keys_are_told_apart) {
  const auto key = make({.name = "k", .lifetime = 24h});
  EXPECT_EQ(refusal(authenticate({key.id, "", "wrong", {}})), "API key: invalid credentials for API key [" + key.id + "]");
  EXPECT_EQ(refusal(authenticate({"nobody", "", key.secret, {}})), "API key: unable to find apikey with id nobody");
  EXPECT_TRUE(authenticate(key));
  advance(24h);
  EXPECT_EQ(refusal(authenticate(key)), "API key: api key is expired");
  const auto other = make({.name = "other"});
  ASSERT_TRUE(run(keys_.invalidate({.ids = {other.id}}, clock().now())));
  EXPECT_EQ(refusal(authenticate(other)), "API key: api key has been invalidated");
}

TEST_F(ApiKeysTest, names_have_rules) {
  for (const auto& name : {std::string(), std::string(257, 'x'), std::string(" k"), std::string("k "), std::string("_k")})
    EXPECT_EQ(run(keys_.create({.name = name}, superuser_identity())).error().kind, ErrorKind::action_request_validation) << name;
  EXPECT_TRUE(run(keys_.create({.name = std::string(256, 'x')}, superuser_identity())));
}

TEST_F(ApiKeysTest, unknown_privileges_are_refused) {
  for (const auto* text : {R"({"r":{"cluster":["monitor_conector"]}})", R"({"r":{"indices":[{"names":["a"],"privileges":["raed"]}]}})"})
    EXPECT_EQ(run(keys_.create({.name = "k", .role_descriptors = descriptors(text)}, superuser_identity())).error().kind,
              ErrorKind::illegal_argument);
}

TEST_F(ApiKeysTest, a_key_can_make_keys_without_privileges_alone) {
  const auto parent = *authenticate(make({.name = "parent"}));
  EXPECT_FALSE(run(keys_.create({.name = "child"}, parent)));
  EXPECT_FALSE(run(keys_.create({.name = "child", .role_descriptors = descriptors(R"({"r":{"cluster":["all"]}})")}, parent)));
  const auto child = run(keys_.create({.name = "child", .role_descriptors = descriptors(R"({"r":{}})")}, parent));
  ASSERT_TRUE(child);
  EXPECT_FALSE(authenticate(*child)->privileges.allow_cluster("cluster:monitor/main"));
}

TEST_F(ApiKeysTest, are_found_by_what_is_known_of_them) {
  const auto a = make({.name = "alpha"});
  make({.name = "beta", .lifetime = 1h});
  make({.name = "alpine"});
  EXPECT_EQ(names({}), (std::vector<std::string>{"alpha", "beta", "alpine"}));
  EXPECT_EQ(names({.name = "alp*"}), (std::vector<std::string>{"alpha", "alpine"}));
  EXPECT_EQ(names({.ids = {a.id}}), std::vector<std::string>{"alpha"});
  EXPECT_EQ(names({.username = "joe"}), std::vector<std::string>{});
  EXPECT_EQ(names({.realm = "reserved"}).size(), 3U);
  advance(2h);
  EXPECT_EQ(names({.active_only = true}), (std::vector<std::string>{"alpha", "alpine"}));
}

TEST_F(ApiKeysTest, are_invalidated_once) {
  const auto a = make({.name = "a"});
  const auto b = make({.name = "b"});
  EXPECT_EQ(run(keys_.invalidate({.ids = {a.id}}, clock().now()))->now, std::vector<std::string>{a.id});
  const auto again = *run(keys_.invalidate({.name = "*"}, clock().now()));
  EXPECT_EQ(again.now, std::vector<std::string>{b.id});
  EXPECT_EQ(again.before, std::vector<std::string>{a.id});
}

}  // namespace
}  // namespace headrace::security
