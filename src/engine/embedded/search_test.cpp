#include "engine/embedded/engine_fixture.h"

namespace headrace::engine::embedded {
namespace {

using Ids = std::vector<std::string>;

/// A search of one index.
SearchRequest in(const std::string& index, Query query = {}, std::vector<SortKey> sort = {}) {
  SearchRequest request;
  request.indices = {index};
  request.query = std::move(query);
  request.sort = std::move(sort);
  return request;
}
SearchRequest sorted(const std::string& index, std::vector<SortKey> sort) { return in(index, {}, std::move(sort)); }
SearchRequest window(SearchRequest request, std::uint64_t from, std::uint64_t size) {
  request.from = from;
  request.size = size;
  return request;
}

class Searches : public EngineFixture {
 protected:
  SearchResult search(SearchRequest request) {
    auto found = run(engine_->of(request.indices.at(0)).search(std::move(request)));
    if (!found) {
      ADD_FAILURE() << found.error().reason;
      return {};
    }
    return std::move(*found);
  }
  static Ids ids_of(const SearchResult& result) {
    Ids ids;
    for (const auto& hit : result.hits) ids.push_back(hit.document.id);
    return ids;
  }
  Ids found(SearchRequest request) { return ids_of(search(std::move(request))); }
};

TEST_F(Searches, without_a_sort_hits_come_in_order_of_seq_no) {
  for (const auto* id : {"c", "a", "b"}) ASSERT_TRUE(index("i", id, "{}"));
  ASSERT_TRUE(index("i", "c", R"({"again":true})"));
  const auto all = search(in("i"));
  EXPECT_EQ(all.total, 3U);
  EXPECT_EQ(ids_of(all), (Ids{"a", "b", "c"}));
  EXPECT_EQ(all.hits.at(2).document.seq_no, 3U);
  EXPECT_EQ(*all.hits.at(2).document.source, R"({"again":true})");
}

TEST_F(Searches, the_window_bounds_the_hits_and_not_the_total) {
  for (int i = 0; i < 30; ++i) ASSERT_TRUE(index("i", fmt::format("{:02}", i), fmt::format(R"({{"n":{}}})", 30 - i)));
  const auto page = search(window(sorted("i", {{.field = "n"}}), 5, 3));
  EXPECT_EQ(page.total, 30U);
  EXPECT_EQ(ids_of(page), (Ids{"24", "23", "22"}));
  EXPECT_EQ(page.hits.at(0).sort.at(0).integer(), 6);
  EXPECT_EQ(search(window(in("i"), 0, 0)).total, 30U);
  EXPECT_TRUE(found(window(in("i"), 30, 10)).empty());
}

TEST_F(Searches, several_keys_decide_one_after_the_other_and_missing_values_come_last) {
  ASSERT_TRUE(index("i", "1", R"({"a":"x","n":1})"));
  ASSERT_TRUE(index("i", "2", R"({"a":"x","n":2.5})"));
  ASSERT_TRUE(index("i", "3", R"({"a":"w"})"));
  ASSERT_TRUE(index("i", "4", R"({"n":[7,0]})"));
  EXPECT_EQ(found(sorted("i", {{.field = "a.keyword"}, {.field = "n", .descending = true}})), (Ids{"3", "2", "1", "4"}));
  EXPECT_EQ(found(sorted("i", {{.field = "n"}})), (Ids{"4", "1", "2", "3"}));
  EXPECT_EQ(found(sorted("i", {{.field = "n", .descending = true}})), (Ids{"4", "2", "1", "3"}));
  EXPECT_EQ(found(sorted("i", {{.field = "n", .descending = true, .missing_first = true}})), (Ids{"3", "4", "2", "1"}));
  EXPECT_EQ(found(sorted("i", {{.field = "a.keyword", .descending = true}, {.field = "_doc"}})), (Ids{"1", "2", "3", "4"}));
}

TEST_F(Searches, dates_sort_by_the_instant_and_are_shown_in_milliseconds) {
  ASSERT_TRUE(index(jobs, "utc", R"({"created_at":"2026-01-01T12:00:00Z"})"));
  ASSERT_TRUE(index(jobs, "offset", R"({"created_at":"2026-01-01T13:00:00.5+02:00"})"));
  ASSERT_TRUE(index(jobs, "none", "{}"));
  const auto all = search(sorted(jobs, {{.field = "created_at"}}));
  EXPECT_EQ(ids_of(all), (Ids{"offset", "utc", "none"}));
  EXPECT_EQ(all.hits.at(0).sort.at(0).integer(), 1767265200500);
  EXPECT_TRUE(all.hits.at(2).sort.at(0).is_null());
}

TEST_F(Searches, search_after_goes_on_behind_the_last_hit) {
  for (int i = 0; i < 25; ++i) ASSERT_TRUE(index("i", fmt::format("{:02}", i), fmt::format(R"({{"n":{}}})", i / 3)));
  Ids all;
  std::vector<json::Value> after;
  while (true) {
    auto request = window(sorted("i", {{.field = "n", .descending = true}, {.field = "_id"}}), 0, 4);
    request.search_after = after;
    const auto page = search(std::move(request));
    if (page.hits.empty()) break;
    EXPECT_EQ(page.total, 25U);
    std::ranges::copy(ids_of(page), std::back_inserter(all));
    after = page.hits.back().sort;
  }
  EXPECT_EQ(all.size(), 25U);
  EXPECT_EQ(all.front(), "24");
  EXPECT_EQ(all.at(1), "21");
  EXPECT_EQ(all.back(), "02");
}

TEST_F(Searches, pages_in_order_of_id_show_each_document_once_whatever_is_deleted_meanwhile) {
  Ids all;
  for (const auto* id : {"a", "a0", "a00", "b", "ä", "B", "c/1", "c/10", "c/2"}) {
    ASSERT_TRUE(index("i", id, "{}"));
    all.emplace_back(id);
  }
  ASSERT_TRUE(index("j", "a", "{}"));
  std::ranges::sort(all);
  Ids seen;
  std::vector<json::Value> after;
  while (true) {
    auto request = window(sorted("i", {{.field = "_id"}}), 0, 2);
    request.search_after = after;
    const auto page = search(std::move(request));
    if (page.hits.empty()) break;
    EXPECT_EQ(page.total, all.size() - seen.size() / 2);
    std::ranges::copy(ids_of(page), std::back_inserter(seen));
    after = page.hits.back().sort;
    ASSERT_TRUE(remove("i", page.hits.back().document.id));
  }
  EXPECT_EQ(seen, all);
}

TEST_F(Searches, ids_are_looked_up) {
  for (const auto* id : {"1", "2", "3"}) ASSERT_TRUE(index("i", id, R"({"a":1})"));
  const Query ids{Terms{"_id", {"3", "1", "1", "9"}}};
  EXPECT_EQ(found(in("i", ids)), (Ids{"1", "3"}));
  Bool both;
  both.must = {ids, Query{Terms{"_id", {"3"}}}};
  EXPECT_EQ(found(in("i", Query{both})), Ids{"3"});
}

TEST_F(Searches, several_indices_are_searched_in_one_state) {
  ASSERT_TRUE(index("i", "1", R"({"a":"x"})"));
  ASSERT_TRUE(index("j", "1", R"({"a":"x"})"));
  auto request = in("i", Query{Terms{"a", {"x"}}});
  request.indices.push_back("j");
  const auto both = search(request);
  EXPECT_EQ(both.total, 2U);
  EXPECT_EQ(both.hits.at(1).document.index, "j");
  request.indices.push_back("k");
  EXPECT_EQ(reason_of(run(content().search(request)), ErrorKind::index_not_found), "no such index [k]");
}

TEST_F(Searches, an_unmapped_field_of_the_state_matches_nothing) {
  // docs/spec/document-api.md 5.10
  ASSERT_TRUE(index(jobs, "J", R"({"status":"pending","other":"x"})"));
  EXPECT_EQ(found(in(jobs, Query{Terms{"status", {"pending"}}})), Ids{"J"});
  EXPECT_EQ(found(in(jobs, Query{Terms{"other", {"x"}}})), Ids{});
}

}  // namespace
}  // namespace headrace::engine::embedded
