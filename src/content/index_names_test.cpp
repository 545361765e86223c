#include "content/index_names.h"

#include "content/engine_fixture.h"

namespace headrace::content {
namespace {

std::vector<engine::IndexInfo> some_indices() {
  std::vector<engine::IndexInfo> all(5);
  all[0].name = ".hidden";
  all[1].name = "books";
  all[1].aliases = {"reading"};
  all[2].name = "bottles";
  all[3].name = "secret";
  all[3].settings = json_of(R"({"index":{"hidden":"true"}})");
  all[4].name = "zebra";
  return all;
}

std::string selected(std::string_view expression, const IndexOptions& options = {}) {
  const auto all = some_indices();
  const auto found = select_indices(expression, options, all);
  if (!found) return "error: " + found.error().reason;
  std::string names;
  for (const auto& index : *found) names += index.name + " ";
  return names;
}

TEST(IndexNames, nothing_and_all_and_a_star_are_what_is_not_hidden) {
  for (const auto* expression : {"", "_all", "*"}) EXPECT_EQ(selected(expression), "books bottles zebra ") << expression;
}

TEST(IndexNames, names_aliases_lists_and_patterns) {
  EXPECT_EQ(selected("zebra,books"), "books zebra ");
  EXPECT_EQ(selected("reading"), "books ");
  EXPECT_EQ(selected("read*,books"), "books ");
  EXPECT_EQ(selected("bo*"), "books bottles ");
  EXPECT_EQ(selected("nothing*"), "");
}

TEST(IndexNames, hidden_indices_are_found_by_name_by_dot_and_by_option) {
  EXPECT_EQ(selected(".hidden,secret"), ".hidden secret ");
  EXPECT_EQ(selected(".*"), ".hidden ");
  EXPECT_EQ(selected("*", {.expand_hidden = true}), ".hidden books bottles secret zebra ");
}

TEST(IndexNames, a_minus_after_a_pattern_takes_away) {
  EXPECT_EQ(selected("b*,-books"), "bottles ");
  EXPECT_EQ(selected("*,-b*"), "zebra ");
}

TEST(IndexNames, what_is_missing_is_an_error_unless_it_may_be) {
  EXPECT_EQ(selected("none"), "error: no such index [none]");
  EXPECT_EQ(selected("none,books", {.ignore_unavailable = true}), "books ");
  EXPECT_EQ(selected("none*", {.allow_no_indices = false}), "error: no such index [none*]");
  EXPECT_EQ(selected("_none"), "error: Invalid index name [_none], must not start with '_'.");
}

TEST(IndexNames, closed_indices_are_found_by_name_and_by_option) {
  auto all = some_indices();
  all[2].is_closed = true;
  all[2].aliases = {"closing"};
  const auto found = [&](std::string_view expression, const IndexOptions& options) {
    const auto indices = select_indices(expression, options, all);
    if (!indices) return "error: " + indices.error().reason;
    std::string names;
    for (const auto& index : *indices) names += index.name + " ";
    return names;
  };
  EXPECT_EQ(found("*", {}), "books zebra ");
  EXPECT_EQ(found("bottles", {}), "bottles ");
  EXPECT_EQ(found("*", {.expand_closed = true}), "books bottles zebra ");
  EXPECT_EQ(found("*", {.expand_open = false, .expand_closed = true}), "bottles ");
  for (const auto* name : {"bottles", "closing"}) {
    EXPECT_EQ(found(name, {.forbid_closed = true}), "error: closed");
    EXPECT_EQ(found(name, {.ignore_unavailable = true, .forbid_closed = true}), "");
  }
  EXPECT_EQ(found("*", {.forbid_closed = true}), "books zebra ");
  EXPECT_EQ(found("*", {.expand_closed = true, .forbid_closed = true}), "error: closed");
}

TEST(IndexNames, are_resolved_to_indices_and_aliases_apart) {
  auto all = some_indices();
  all[2].aliases = {"reading"};
  const auto resolved = [&](std::string_view expression) {
    const auto found = value_of(resolve_names(expression, {}, all));
    std::string text;
    for (const auto& index : found.indices) text += index.name + " ";
    for (const auto& [alias, behind] : found.aliases) {
      text += alias + "=";
      for (const auto& name : behind) text += name + " ";
    }
    return text;
  };
  EXPECT_EQ(resolved("reading"), "reading=books bottles ");
  EXPECT_EQ(resolved("books"), "books ");
  EXPECT_EQ(resolved("*"), "books bottles zebra reading=books bottles ");
  EXPECT_EQ(resolved("*,-b*"), "zebra ");
  EXPECT_EQ(resolved(".hid*"), ".hidden ");
}

TEST(IndexNames, expand_wildcards_names_states) {
  IndexOptions options;
  EXPECT_TRUE(read_expand_wildcards("none", options));
  EXPECT_FALSE(options.expand_open);
  EXPECT_TRUE(read_expand_wildcards("open,hidden", options));
  EXPECT_TRUE(options.expand_open && options.expand_hidden && !options.expand_closed);
  EXPECT_TRUE(read_expand_wildcards("closed", options));
  EXPECT_TRUE(!options.expand_open && options.expand_closed);
  EXPECT_TRUE(read_expand_wildcards("all", options));
  EXPECT_TRUE(options.expand_open && options.expand_closed && options.expand_hidden);
  EXPECT_EQ(read_expand_wildcards("some", options).error().reason, "No valid expand wildcard value [some]");
}

TEST(IndexNames, names_that_clients_may_not_write_to) {
  EXPECT_TRUE(check_writable("books"));
  EXPECT_EQ(check_writable(".security-7").error().kind, ErrorKind::illegal_argument);
  EXPECT_EQ(check_writable("metrics").error().kind, ErrorKind::invalid_index_name);
}

using IndexNamesOfEngine = EngineFixture;

TEST_F(IndexNamesOfEngine, both_stores_are_looked_at_and_the_servers_own_indices_are_not_shown) {
  put("books", "1", "{}");
  EXPECT_EQ(value_of(run(find_names(engine(), "*", {}))), (std::vector<std::string>{"books"}));
  EXPECT_EQ(value_of(run(find_names(engine(), "*", {.expand_hidden = true}))),
            (std::vector<std::string>{".elastic-connectors-sync-jobs-v1", ".elastic-connectors-v1", "books"}));
  EXPECT_EQ(value_of(run(find_names(engine(), ".elastic-connectors", {}))), (std::vector<std::string>{".elastic-connectors-v1"}));
  EXPECT_FALSE(run(find_names(engine(), ".headrace-claims", {})));
}

}  // namespace
}  // namespace headrace::content
