#include "content/aliases.h"

#include "content/engine_fixture.h"
#include "content/index_names.h"

namespace headrace::content {
namespace {

class Aliases : public EngineFixture {
 protected:
  void SetUp() override {
    put("i", "1", "{}");
    put("j", "1", "{}");
  }

  Result<AliasOutcome> change(std::string_view actions) {
    auto read = read_alias_actions(R"({"actions":)" + std::string(actions) + "}");
    if (!read) return fail(read.error());
    return run(change_aliases(engine(), std::move(*read)));
  }
  /// `i:a,b j:a`
  std::string all() {
    std::string text;
    for (const auto& index : value_of(run(all_indices(engine())))) {
      if (index.name.starts_with('.')) continue;
      text += text.empty() ? "" : " ";
      text += index.name + ":";
      for (const auto& alias : index.aliases) text += (text.ends_with(':') ? "" : ",") + alias.name;
    }
    return text;
  }
};

TEST_F(Aliases, actions_are_one_change) {
  ASSERT_TRUE(change(R"([{"add":{"indices":["i","j"],"aliases":["b","a"]}},{"remove":{"index":"j","alias":"b"}}])"));
  EXPECT_EQ(all(), "i:a,b j:a");
  EXPECT_EQ(reason_of(change(R"([{"add":{"index":"i","alias":"c"}},{"add":{"index":"i","alias":"j"}}])")),
            "Invalid alias name [j], an index or data stream exists with the same name as the alias");
  EXPECT_EQ(all(), "i:a,b j:a");
  ASSERT_TRUE(change(R"([{"remove":{"index":"i","alias":"*"}},{"remove_index":{"index":"j"}},{"add":{"index":"i","alias":"j"}}])"));
  EXPECT_EQ(all(), "i:j");
}

TEST_F(Aliases, a_removal_that_finds_nothing_is_told) {
  const auto none = change(R"([{"remove":{"index":"i","alias":"x"}}])");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::aliases_not_found);
  EXPECT_EQ(none.error().reason, "aliases [x] missing");
  const auto some = value_of(change(R"([{"remove":{"index":"i","alias":"x"}},{"add":{"index":"i","alias":"a"}}])"));
  EXPECT_TRUE(some[0] && !some[1]);
  EXPECT_EQ(all(), "i:a j:");
  EXPECT_EQ(reason_of(change(R"([{"remove":{"index":"i","alias":"x","must_exist":true}},{"add":{"index":"i","alias":"b"}}])")),
            "required alias [x] does not exist");
  EXPECT_TRUE(change(R"([{"remove":{"index":"i","alias":"x","must_exist":false}}])"));
  EXPECT_EQ(all(), "i:a j:");
}

TEST_F(Aliases, options_are_kept_and_shown) {
  ASSERT_TRUE(change(R"([{"add":{"index":"i","alias":"a","is_write_index":true,"routing":"7","search_routing":"8","is_hidden":true}}])"));
  const auto found = value_of(run(find_indices(engine(), "i", {})));
  EXPECT_EQ(json::write(alias_answer(found[0].aliases[0])),
            R"({"index_routing":"7","search_routing":"8","is_write_index":true,"is_hidden":true})");
}

TEST_F(Aliases, bad_bodies_are_refused) {
  EXPECT_EQ(reason_of(change("[]")), "Validation Failed: 1: Must specify at least one alias action;");
  EXPECT_EQ(reason_of(change(R"([{"add":{"alias":"a"}}])")), "One of [index] or [indices] is required");
  EXPECT_EQ(reason_of(change(R"([{"add":{"index":"i"}}])")), "One of [alias] or [aliases] is required");
  EXPECT_EQ(reason_of(change(R"([{"add":{"index":"i","indices":["j"],"alias":"a"}}])")), "Only one of [index] and [indices] is supported");
  EXPECT_EQ(reason_of(change(R"([{"add":{"index":"i","alias":""}}])")), "[alias] can't be empty string");
  EXPECT_EQ(reason_of(change(R"([{"move":{}}])")), "[1:14] [alias_action] unknown field [move]");
  EXPECT_TRUE(reason_of(change(R"([{"add":{"index":"i","alias":"a","foo":1}}])")).ends_with("[add] unknown field [foo]"));
  EXPECT_EQ(reason_of(change(R"([{"add":{"index":"i","alias":"a","filter":{"match_all":{}}}}])")),
            "option [filter] of an alias is not supported by this server");
  EXPECT_EQ(reason_of(change(R"([{"add":{"index":"i","alias":"a b"}}])")).substr(0, 24), "Invalid alias name [a b]");
  EXPECT_EQ(reason_of(change(R"([{"add":{"index":"i","alias":".elastic-connectors"}}])")),
            "index [.elastic-connectors] holds the state of this server and cannot be changed");
  EXPECT_EQ(reason_of(change(R"([{"add":{"index":".elastic-connectors-v1","alias":"c"}}])")),
            "index [.elastic-connectors-v1] holds the state of this server and cannot be changed");
}

TEST(AliasNames, are_wanted_by_name_pattern_and_exclusion) {
  EXPECT_TRUE(is_wanted_alias({"a*"}, "ab"));
  EXPECT_TRUE(is_wanted_alias({"_all"}, "x"));
  EXPECT_FALSE(is_wanted_alias({"*", "-ab"}, "ab"));
  EXPECT_FALSE(is_wanted_alias({"a"}, "b"));
}

}  // namespace
}  // namespace headrace::content
