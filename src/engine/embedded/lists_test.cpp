#include <random>

#include "engine/embedded/engine_fixture.h"

namespace headrace::engine::embedded {
namespace {

using Ids = std::vector<std::string>;

class Lists : public EngineFixture {
 protected:
  void put(const std::string& index_name, const std::string& id, const std::string& source) { ASSERT_TRUE(index(index_name, id, source)); }
};

TEST_F(Lists, jobs_are_ordered_by_creation_date_at_its_full_precision_and_then_by_id) {
  put(jobs, "c", R"({"created_at":"2026-01-01T00:00:00.000000002Z"})");
  put(jobs, "b", R"({"created_at":"2026-01-01T00:00:00.000000001Z"})");
  put(jobs, "a", R"({"created_at":"2026-01-01T02:00:00.000000002+02:00"})");
  put(jobs, "old", R"({"created_at":"1960-01-01T00:00:00Z"})");
  put(jobs, "none", "{}");
  put(jobs, "bad", R"({"created_at":"yesterday"})");
  EXPECT_EQ(listed({.index = jobs, .filters = {}}), (Ids{"old", "b", "a", "c", "bad", "none"}));
  EXPECT_EQ(listed({.index = jobs, .filters = {}, .order = ListOrder::descending}), (Ids{"none", "bad", "c", "a", "b", "old"}));
  EXPECT_EQ(listed({.index = jobs, .filters = {}, .order = ListOrder::newest_first}), (Ids{"a", "c", "b", "old", "bad", "none"}));
}

TEST_F(Lists, connectors_are_ordered_by_index_name_and_then_by_creation) {
  put(connectors, "z", R"({"index_name":"b"})");
  put(connectors, "y", "{}");
  put(connectors, "x", R"({"index_name":"b"})");
  put(connectors, "w", R"({"index_name":"B"})");
  put(connectors, "v", R"({"index_name":null})");
  EXPECT_EQ(listed({.index = connectors, .filters = {}}), (Ids{"w", "z", "x", "y", "v"}));
  put(connectors, "z", R"({"index_name":"b","name":"changed"})");
  EXPECT_EQ(listed({.index = connectors, .filters = {}}), (Ids{"w", "z", "x", "y", "v"})) << "a change moves nothing";
}

TEST_F(Lists, a_predicate_looks_into_what_the_filters_leave) {
  put(jobs, "1", R"({"status":"pending","n":1})");
  put(jobs, "2", R"({"status":"pending","n":2})");
  put(jobs, "3", R"({"status":"error","n":2})");
  ListRequest request{.index = jobs, .filters = {{"status", {"pending"}}}};
  request.predicate = [](const json::Value& job) { return job.find("n")->integer() == 2; };
  EXPECT_EQ(listed(request), Ids{"2"});
  request.from = 1;
  const auto page = run(state().list(request));
  EXPECT_EQ(page->count, 1U);
  EXPECT_TRUE(page->documents.empty());
}

TEST_F(Lists, fields_that_are_no_keyword_of_the_list_can_be_filtered_by_too) {
  put(jobs, "1", R"({"worker_hostname":"a","status":["x","y"]})");
  put(jobs, "2", R"({"worker_hostname":"b","status":"y"})");
  EXPECT_EQ(listed({.index = jobs, .filters = {{"worker_hostname", {"b"}}}}), Ids{"2"});
  EXPECT_EQ(listed({.index = jobs, .filters = {{"status", {"y"}}}}), (Ids{"1", "2"}));
  EXPECT_EQ(listed({.index = jobs, .filters = {{"status", {"x", "q"}}, {"worker_hostname", {"a", "c"}}}}), Ids{"1"});
}

TEST_F(Lists, a_restart_changes_no_list) {
  for (int i = 0; i < 50; ++i)
    put(jobs, "j" + std::to_string(i), fmt::format(R"({{"created_at":{},"status":"{}"}})", 1'000'000'000'000 - i * 1'000, i % 3));
  ASSERT_TRUE(remove(jobs, "j7"));
  const ListRequest request{.index = jobs, .filters = {{"status", {"1", "2"}}}};
  const auto before = listed(request);
  EXPECT_EQ(before.size(), 32U);
  restart();
  EXPECT_EQ(listed(request), before);
  EXPECT_EQ(run(state().list(request))->count, 32U);
}

TEST_F(Lists, a_range_of_dates_has_its_first_and_not_its_last) {
  for (const auto* date : {"01", "02", "03"}) put(jobs, date, fmt::format(R"({{"created_at":"2026-01-{}T00:00:00Z"}})", date));
  put(jobs, "none", "{}");
  const auto second = *base::parse_date("2026-01-02");
  EXPECT_EQ(listed({.index = jobs, .filters = {}, .since = second}), (Ids{"02", "03"}));
  EXPECT_EQ(listed({.index = jobs, .filters = {}, .until = second}), Ids{"01"});
  EXPECT_EQ(listed({.index = jobs, .filters = {}, .since = second, .until = second}), Ids{});
  EXPECT_EQ(listed({.index = jobs, .filters = {}, .since = *base::parse_date("2026-01-03"), .until = second}), Ids{});
  EXPECT_EQ(listed({.index = jobs, .filters = {}, .since = second, .order = ListOrder::descending}), (Ids{"03", "02"}));
  EXPECT_EQ(listed({.index = connectors, .filters = {}, .since = second}),
            Ids{"the list of index [.elastic-connectors-v1] is not ordered by a date"});
}

TEST_F(Lists, pages_lead_to_the_next_over_a_restart) {
  for (int i = 0; i < 7; ++i) put(jobs, "j" + std::to_string(i), fmt::format(R"({{"created_at":{},"n":{}}})", 1'000 * (i / 2), i % 3));
  for (const auto order : {ListOrder::ascending, ListOrder::descending}) {
    for (const bool reads : {false, true}) {
      ListRequest request{.index = jobs, .filters = {}, .order = order, .size = 2};
      if (reads) request.predicate = [](const json::Value& job) { return job.find("n")->integer() != 2; };
      const auto count = reads ? 5U : 7U;
      auto whole = request;
      whole.size = 100;
      const auto wanted = listed(whole);
      Ids paged;
      do {
        const auto page = run(state().list(request));
        ASSERT_TRUE(page);
        EXPECT_EQ(page->count, count);
        for (const auto& document : page->documents) paged.push_back(document.id);
        request.after = page->next;
        restart();
      } while (request.after);
      EXPECT_EQ(paged, wanted);
      EXPECT_EQ(paged.size(), count);
    }
  }
}

TEST_F(Lists, a_last_page_leads_nowhere) {
  for (const auto* id : {"a", "b"}) put(jobs, id, R"({"created_at":0})");
  const auto next_of = [&](ListRequest request) { return run(state().list(std::move(request)))->next; };
  EXPECT_TRUE(next_of({.index = jobs, .filters = {}, .size = 1}));
  EXPECT_FALSE(next_of({.index = jobs, .filters = {}, .size = 2}));
  EXPECT_FALSE(next_of({.index = jobs, .filters = {}, .from = 1, .size = 1}));
  EXPECT_FALSE(next_of({.index = jobs, .filters = {}, .size = 0}));
  EXPECT_FALSE(next_of({.index = jobs, .filters = {}, .order = ListOrder::newest_first, .size = 1}));
}

TEST_F(Lists, a_position_of_another_list_is_refused) {
  for (const auto* id : {"a", "b"}) put(jobs, id, R"({"created_at":0})");
  const auto next = run(state().list({.index = jobs, .filters = {}, .size = 1}))->next;
  EXPECT_EQ(listed({.index = jobs, .filters = {}, .after = next}), Ids{"b"});
  for (const auto order : {ListOrder::descending, ListOrder::newest_first})
    EXPECT_FALSE(run(state().list({.index = jobs, .filters = {}, .order = order, .after = next})));
  EXPECT_FALSE(run(state().list({.index = connectors, .filters = {}, .after = next})));
  EXPECT_FALSE(run(state().list({.index = jobs, .filters = {}, .after = "nonsense"})));
}

TEST_F(Lists, an_unknown_index_is_an_error) { EXPECT_EQ(listed({.index = "none", .filters = {}}), Ids{"no such index [none]"}); }

TEST_F(Lists, pages_of_documents_that_are_not_in_memory_are_whole) {
  constexpr int count = 2'000;
  for (int round = 0; round < 3; ++round) {
    std::vector<Write> writes;
    for (int i = round; i < count; i += 3) {
      Write write;
      write.index = jobs;
      write.id = fmt::format("job-{:04}", i);
      write.source = fmt::format(R"({{"n":{},"text":"{}"}})", i, std::string(static_cast<std::size_t>(700 + i % 500), 'x'));
      writes.push_back(std::move(write));
    }
    ASSERT_TRUE(run(state().write(std::move(writes))));
    restart();  // what was written lies in tables now, and no block of them is in memory
  }
  for (const std::uint64_t from : {0U, 500U, 1'000U, 1'500U}) {
    const auto page = run(state().list({.index = jobs, .filters = {}, .from = from, .size = 500}));
    ASSERT_TRUE(page) << page.error().reason;
    ASSERT_EQ(page->documents.size(), 500U);
    for (const auto& document : page->documents) ASSERT_GT(document.source->size(), 700U) << document.id;
  }
}

/// "id seq_no" of each change, and where to go on.
std::string changes_of(StateStore& state, std::optional<std::uint64_t> from, std::size_t limit = 100) {
  const auto found = run(state.changes(jobs, from, limit));
  if (!found) return found.error().reason;
  std::string text;
  for (const auto& change : found->changes) text += change.id + std::to_string(change.seq_no) + " ";
  return text + "then " + std::to_string(found->next);
}

TEST_F(Lists, tells_what_changed_and_what_was_removed) {
  EXPECT_EQ(changes_of(state(), std::nullopt), "then 0");
  put(jobs, "a", "{}");
  put(jobs, "b", "{}");
  put(jobs, "a", R"({"n":1})");
  ASSERT_TRUE(remove(jobs, "b"));
  EXPECT_EQ(changes_of(state(), 0), "a2 b3 then 4");
  EXPECT_EQ(changes_of(state(), 3), "b3 then 4");
  EXPECT_EQ(changes_of(state(), std::nullopt), "then 4");
  EXPECT_EQ(changes_of(state(), 99), "then 4") << "beyond the end";
}

TEST_F(Lists, tells_the_changes_from_before_a_restart_but_for_removals) {
  for (const auto* id : {"a", "b", "c"}) put(jobs, id, "{}");
  put(jobs, "a", R"({"n":1})");
  ASSERT_TRUE(remove(jobs, "b"));
  restart();
  EXPECT_EQ(changes_of(state(), 0), "c2 a3 then 4");
  EXPECT_EQ(changes_of(state(), 0, 1), "c2 then 3");
  EXPECT_EQ(changes_of(state(), 4), "then 5");
  put(jobs, "d", "{}");
  EXPECT_EQ(changes_of(state(), 5), "d5 then 6");
}

TEST_F(Lists, tells_the_changes_of_state_indices_alone) {
  ASSERT_TRUE(index("content", "1", "{}"));
  EXPECT_EQ(reason_of(run(state().changes("content", 0, 1)), ErrorKind::index_not_found).substr(0, 13), "no such index");
}

}  // namespace
}  // namespace headrace::engine::embedded
