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

TEST_F(Lists, an_unknown_index_is_an_error) { EXPECT_EQ(listed({.index = "none", .filters = {}}), Ids{"no such index [none]"}); }

}  // namespace
}  // namespace headrace::engine::embedded
