#include "control/store_fixture.h"

namespace headrace::control {
namespace {

using Ids = std::vector<std::string>;

class ConnectorListTest : public StoreFixture {
 protected:
  ConnectorListTest() : strict_(store(), Mode::strict) {}

  /// The four connectors of docs/spec/connectors.md 5.3.
  void make_four() {
    create("c1", {.description = "Alpha Tango notes", .index_name = "zeta", .name = "Red Fox", .service_type = "s3"});
    create("c2", {.index_name = "beta", .name = "blue fox", .service_type = "mysql"});
    create("c3", {.name = "Green", .service_type = "s3"});
    create("c4", {.index_name = "Beta", .name = "red,comma"});
  }
  void create(const std::string& id, NewConnector wanted) { value_of(run(connectors().create(id, std::move(wanted)))); }
  Ids list(ConnectorList wanted) {
    const auto page = value_of(run(connectors().list(std::move(wanted))));
    Ids ids;
    for (const auto& document : page.documents) ids.push_back(document.id);
    return ids;
  }
  std::uint64_t count(ConnectorList wanted) { return value_of(run(connectors().list(std::move(wanted)))).count; }

  Connectors strict_;
};

TEST_F(ConnectorListTest, an_empty_store_has_an_empty_list) {
  EXPECT_EQ(count({}), 0U);
  EXPECT_TRUE(run(strict_.list({.from = 9901})));
}

TEST_F(ConnectorListTest, order_is_by_bytes_of_the_index_name_and_those_without_come_last) {
  make_four();
  EXPECT_EQ(list({}), (Ids{"c4", "c2", "c1", "c3"}));
  EXPECT_EQ(list({.size = 2}), (Ids{"c4", "c2"}));
  EXPECT_EQ(list({.from = 1, .size = 2}), (Ids{"c2", "c1"}));
  EXPECT_EQ(list({.from = 50}), Ids{});
  EXPECT_EQ(count({.size = 0}), 4U);
  EXPECT_EQ(count({.from = 50}), 4U);
}

TEST_F(ConnectorListTest, filters_match_whole_values_in_their_case) {
  make_four();
  EXPECT_EQ(list({.index_names = {"beta", "zeta", "beta"}}), (Ids{"c2", "c1"}));
  EXPECT_EQ(list({.index_names = {"none-such"}}), Ids{});
  EXPECT_EQ(list({.names = {"Red Fox", "Green"}}), (Ids{"c1", "c3"}));
  EXPECT_EQ(list({.names = {"red fox"}}), Ids{});
  EXPECT_EQ(list({.names = {"Fox"}}), Ids{});
  EXPECT_EQ(list({.names = {"red,comma"}}), Ids{"c4"}) << "cutting at commas is not done here";
  EXPECT_EQ(list({.service_types = {"s3", "mysql"}}), (Ids{"c2", "c1", "c3"}));
  EXPECT_EQ(list({.names = {"Green"}, .service_types = {"s3"}}), Ids{"c3"});
  EXPECT_EQ(list({.index_names = {"zeta"}, .service_types = {"mysql"}}), Ids{});
}

TEST_F(ConnectorListTest, bad_index_names_are_named_one_by_one) {
  const auto refused = run(connectors().list({.index_names = {"be*", "ok", ""}}));
  const auto reason = reason_of(refused, ErrorKind::action_request_validation);
  EXPECT_TRUE(reason.contains("1: [be*] ")) << reason;
  EXPECT_TRUE(reason.contains(";2: [] ")) << reason;
  EXPECT_TRUE(reason.ends_with("must not be empty;")) << reason;
}

TEST_F(ConnectorListTest, a_query_is_looked_for_in_names_and_words_of_the_description) {
  // docs/spec/connectors.md cases 84 to 95 and 103
  make_four();
  EXPECT_EQ(list({.query = "fox"}), Ids{"c2"});
  EXPECT_EQ(list({.query = "Fox"}), Ids{"c1"});
  EXPECT_EQ(list({.query = "eta"}), (Ids{"c4", "c2", "c1"}));
  EXPECT_EQ(list({.query = "tang"}), Ids{"c1"});
  EXPECT_EQ(list({.query = "e f"}), Ids{"c2"});
  EXPECT_EQ(list({.query = "b*x"}), Ids{"c2"});
  EXPECT_EQ(list({.query = "beta"}), Ids{"c2"});
  EXPECT_EQ(list({.service_types = {"s3"}, .query = "eta"}), Ids{"c1"});
  for (const auto* query : {"Tango", "alpha tango", "mysql", "c3"}) EXPECT_EQ(count({.query = query}), 0U) << query;
}

TEST_F(ConnectorListTest, a_backslash_in_a_query_takes_the_next_character_as_it_is) {
  create("star", {.name = "a*b"});
  create("other", {.name = "axb"});
  EXPECT_EQ(list({.query = R"(a\*b)"}), Ids{"star"});
  EXPECT_EQ(count({.query = "a?b"}), 2U);
}

TEST_F(ConnectorListTest, deleted_ones_are_shown_only_when_asked_for) {
  make_four();
  ASSERT_TRUE(run(connectors().remove("c2", false, false)));
  EXPECT_EQ(list({}), (Ids{"c4", "c1", "c3"}));
  EXPECT_EQ(count({}), 3U);
  EXPECT_EQ(list({.include_deleted = true}), (Ids{"c4", "c2", "c1", "c3"}));
  EXPECT_EQ(count({.index_names = {"beta"}}), 0U);
  EXPECT_EQ(list({.index_names = {"beta"}, .include_deleted = true}), Ids{"c2"});
}

TEST_F(ConnectorListTest, documents_without_the_flag_are_live) {
  seed(engine::connectors_index, "old", R"({"index_name":"old"})");
  EXPECT_EQ(list({}), Ids{"old"});
}

TEST_F(ConnectorListTest, strict_mode_has_a_window) {
  make_four();
  EXPECT_TRUE(run(strict_.list({.from = 9900})));
  EXPECT_EQ(reason_of(run(strict_.list({.from = 9901})), ErrorKind::search_phase_execution), "all shards failed");
  EXPECT_FALSE(run(strict_.list({.size = 10'001})));
  EXPECT_EQ(list({.from = 9901}), Ids{});
}

}  // namespace
}  // namespace headrace::control
