#include "security/guarded_engine.h"

#include "security/security_fixture.h"

namespace headrace::security {
namespace {

class GuardedEngineTest : public SecurityFixture {
 protected:
  static Identity with(std::string_view indices) {
    const auto roles = Roles::read(json::object({{"r", json::object({{"indices", json::parse(indices).value()}})}}));
    return {.username = "joe", .api_key = Identity::Key{"k1", "key"}, .privileges = Privileges({roles.value()})};
  }
  std::vector<std::string> names(engine::DocumentStore& of) {
    std::vector<std::string> found;
    const auto infos = run(of.indices());
    for (const auto& info : *infos) found.push_back(info.name);
    return found;
  }
};

TEST_F(GuardedEngineTest, writes_are_refused_one_by_one) {
  const auto identity = with(R"([{"names":["a"],"privileges":["write"]}])");
  GuardedEngine guarded(engine(), store(), identity, {.action = "indices:data/read/search", .checks_names = true});
  std::vector<engine::Write> writes;
  writes.push_back({.index = "a", .id = "1", .source = "{}"});
  writes.push_back({.index = "b", .id = "1", .source = "{}"});
  writes.push_back({.index = "a", .id = "2", .source = "{}"});
  const auto written = run(guarded.content().write(std::move(writes)));
  ASSERT_TRUE((*written)[0] && (*written)[2]);
  ASSERT_FALSE((*written)[1]);
  EXPECT_EQ((*written)[1].error().kind, ErrorKind::security);
  EXPECT_EQ((*written)[1].error().reason,
            "action [indices:data/write/index] is unauthorized for API key id [k1] of user [joe] on indices [b], "
            "this action is granted by the index privileges [index,write,all]");
}

TEST_F(GuardedEngineTest, a_write_that_goes_elsewhere_than_the_request_said_is_refused) {
  const auto identity = with(R"([{"names":["a"],"privileges":["index"]}])");
  GuardedEngine guarded(engine(), store(), identity, {.action = "indices:data/write/index", .checks_writes = true});
  std::vector<engine::Write> writes;
  writes.push_back({.index = "a", .id = "1", .source = "{}"});
  writes.push_back({.index = "b", .id = "1", .source = "{}"});
  const auto written = run(guarded.content().write(std::move(writes)));
  EXPECT_TRUE((*written)[0]);
  EXPECT_EQ((*written)[1].error().kind, ErrorKind::security);
  EXPECT_TRUE(run(guarded.state().get(std::string(engine::connectors_index), "x"))) << "what is read was checked before";
}

TEST_F(GuardedEngineTest, a_name_does_not_open_its_alias) {
  const auto identity = with(R"([{"names":[".elastic-connectors-v1*"],"privileges":["all"]}])");
  GuardedEngine guarded(engine(), store(), identity, {.action = "indices:data/read/search", .checks_names = true});
  EXPECT_TRUE(run(guarded.state().get(std::string(engine::connectors_index), "x")));
  EXPECT_EQ(run(guarded.state().get(std::string(engine::connectors_alias), "x")).error().kind, ErrorKind::security);
  EXPECT_EQ(run(guarded.state().get(std::string(engine::sync_jobs_index), "x")).error().kind, ErrorKind::security);
}

TEST_F(GuardedEngineTest, indices_are_those_that_are_granted) {
  seed("a1", "1", "{}");
  seed("b1", "1", "{}");
  const auto identity = with(R"([{"names":["a*"],"privileges":["read"]}])");
  GuardedEngine guarded(engine(), store(), identity, {.action = "indices:data/read/search", .checks_names = true});
  EXPECT_EQ(names(guarded.content()), std::vector<std::string>{"a1"});
  EXPECT_EQ(names(guarded.state()), std::vector<std::string>{});
}

TEST_F(GuardedEngineTest, names_that_were_checked_before_are_not_checked_again) {
  const auto identity = with("[]");
  GuardedEngine guarded(engine(), store(), identity, {.action = "indices:data/read/get"});
  EXPECT_TRUE(run(guarded.state().get(std::string(engine::connectors_index), "x")));
}

}  // namespace
}  // namespace headrace::security
