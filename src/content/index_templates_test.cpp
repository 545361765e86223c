#include "content/index_templates.h"

#include "content/engine_fixture.h"

namespace headrace::content {
namespace {

class IndexTemplatesOfEngine : public EngineFixture {
 protected:
  Result<void> put_template(const std::string& name, std::string_view body, bool create = false) {
    auto made = read_index_template(name, body);
    if (!made) return fail(made.error());
    return run(put_index_template(engine(), std::move(*made), create));
  }
};

TEST_F(IndexTemplatesOfEngine, are_kept_replaced_found_and_deleted) {
  ASSERT_TRUE(
      put_template("t", R"({"index_patterns":"a*","template":{"settings":{"number_of_replicas":0}},"priority":5,"_meta":{"x":1}})"));
  ASSERT_TRUE(put_template("t2", R"({"index_patterns":["b*"]})"));
  const auto found = value_of(run(find_index_templates(engine(), {"t"})));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(
      json::write(found[0].shown),
      R"({"index_patterns":["a*"],"template":{"settings":{"index":{"number_of_replicas":"0"}}},"priority":5,"_meta":{"x":1},"composed_of":[]})");
  EXPECT_EQ(value_of(run(find_index_templates(engine(), {}))).size(), 2U);
  EXPECT_EQ(value_of(run(find_index_templates(engine(), {"x*"}))).size(), 0U);
  EXPECT_EQ(reason_of(run(find_index_templates(engine(), {"x"}))), "index template matching [x] not found");
  EXPECT_EQ(reason_of(put_template("t", R"({"index_patterns":"c*"})", true)), "index template [t] already exists");
  ASSERT_TRUE(put_template("t", R"({"index_patterns":"c*"})"));
  EXPECT_EQ(reason_of(run(delete_index_templates(engine(), {"x"}))), "index_template [x] missing");
  ASSERT_TRUE(run(delete_index_templates(engine(), {"t*"})));
  EXPECT_EQ(value_of(run(find_index_templates(engine(), {}))).size(), 0U);
}

TEST_F(IndexTemplatesOfEngine, two_of_one_priority_must_not_fit_one_name) {
  ASSERT_TRUE(put_template("t", R"({"index_patterns":["a*","x"]})"));
  EXPECT_EQ(
      reason_of(put_template("u", R"({"index_patterns":["*b"]})")),
      "index template [u] has index patterns [*b] matching patterns from existing templates [t] with patterns (t => [a*, x]) that have "
      "the same priority [0], multiple index templates may not match during index creation, please use a different priority");
  EXPECT_TRUE(put_template("u", R"({"index_patterns":["*b"],"priority":1})"));
}

TEST_F(IndexTemplatesOfEngine, bad_bodies_are_refused) {
  EXPECT_EQ(reason_of(put_template("t", "{}")), "Required [index_patterns]");
  EXPECT_EQ(reason_of(put_template("t", R"({"index_patterns":["a"],"foo":1})")), "[1:25] [index_template] unknown field [foo]");
  EXPECT_EQ(reason_of(put_template("A b", R"({"index_patterns":["a"]})")),
            "index_template [A b] invalid, cause [Validation Failed: 1: name must not contain a space;2: name must be lower cased;]");
  EXPECT_TRUE(reason_of(put_template("t", R"({"index_patterns":["a"],"composed_of":["c"]})"))
                  .contains("component templates [c] that do not exist"));
  EXPECT_EQ(reason_of(put_template("t", R"({"index_patterns":["a"],"data_stream":{}})")), "data streams are not supported by this server");
  EXPECT_TRUE(
      reason_of(put_template("t", R"({"index_patterns":["a"],"template":{"settings":{"x":1}}})")).starts_with("unknown setting [index.x]"));
  EXPECT_TRUE(reason_of(put_template("t", R"({"index_patterns":["a"],"template":{"mappings":{"properties":{"a":{"type":"x"}}}}})"))
                  .contains("No handler"));
  EXPECT_TRUE(
      reason_of(put_template("t", R"({"index_patterns":["a"],"template":{"foo":{}}})")).ends_with("[template] unknown field [foo]"));
}

TEST(Patterns, meet_when_a_name_matches_both) {
  const std::vector<std::pair<std::string_view, std::string_view>> meeting{{"a", "a"},     {"a*", "*b"},   {"*", "x"},   {"", "*"},
                                                                           {"a*c", "ab*"}, {"*a*", "b*b"}, {"a**", "a"}, {"", ""}};
  for (const auto& [a, b] : meeting) EXPECT_TRUE(patterns_meet(a, b) && patterns_meet(b, a)) << a << " " << b;
  const std::vector<std::pair<std::string_view, std::string_view>> apart{{"a", "b"},     {"a*", "b*"}, {"*a", "*b"},
                                                                         {"a*c", "abd"}, {"", "a"},    {"a*", ""}};
  for (const auto& [a, b] : apart) EXPECT_FALSE(patterns_meet(a, b) || patterns_meet(b, a)) << a << " " << b;
}

}  // namespace
}  // namespace headrace::content
