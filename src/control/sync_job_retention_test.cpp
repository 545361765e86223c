#include "control/sync_job_retention.h"

#include <fmt/format.h>

#include "control/store_fixture.h"
#include "control/sync_job_state.h"

namespace headrace::control {
namespace {

using Ids = std::vector<std::string>;

class SyncJobRetentionTest : public StoreFixture {
 protected:
  SyncJobRetentionTest() : today_(*base::parse_instant("2026-03-31T00:00:00Z")) {}

  /// A job of March that ended on the day it was made.
  void put(const std::string& id, const std::string& connector, int day, const std::string& status = "completed") {
    seed(
        engine::sync_jobs_index, id,
        fmt::format(
            R"({{"connector":{{"id":"{}"}},"created_at":"2026-03-{:02}T00:00:00Z","completed_at":"2026-03-{:02}T01:00:00Z","status":"{}"}})",
            connector, day, day, status));
  }
  Pruned prune(const Retention& retention, bool is_dry_run = false) {
    return run(prune_sync_jobs(store(), retention, today_, is_dry_run)).value();
  }
  bool is_there(const std::string& id) { return !job(id).is_null(); }

  base::Instant today_;
};

TEST_F(SyncJobRetentionTest, is_off_until_it_is_asked_for) {
  put("a", "x", 1);
  EXPECT_FALSE(Retention().is_on());
  EXPECT_EQ(prune({}).count, 0U);
  EXPECT_TRUE(is_there("a"));
}

TEST_F(SyncJobRetentionTest, by_age_takes_what_ended_earlier) {
  put("old", "x", 20);
  put("young", "x", 21);
  const auto pruned = prune({.max_age = "10d"});
  EXPECT_EQ(pruned.ids, Ids{"old"});
  EXPECT_FALSE(is_there("old"));
  EXPECT_TRUE(is_there("young")) << "made ten days ago, ended an hour later";
}

TEST_F(SyncJobRetentionTest, by_count_keeps_the_newest_of_each_connector) {
  for (int day = 1; day <= 4; ++day) put(fmt::format("x{}", day), "x", day);
  put("y1", "y", 1);
  const auto pruned = prune({.max_count = 2});
  EXPECT_EQ(pruned.ids, (Ids{"x2", "x1"}));
  EXPECT_EQ(pruned.by_connector, (std::map<std::string, std::uint64_t>{{"x", 2}}));
  EXPECT_TRUE(is_there("x3") && is_there("x4") && is_there("y1"));
}

TEST_F(SyncJobRetentionTest, leaves_what_has_not_ended) {
  for (const auto* status : {"pending", "in_progress", "canceling", "suspended"}) put(status, "x", 1, status);
  for (const auto* status : {"canceled", "error"}) put(status, "x", 2, status);
  EXPECT_EQ(prune({.max_age = "1d"}).ids, (Ids{"error", "canceled"}));
}

TEST_F(SyncJobRetentionTest, a_dry_run_tells_and_leaves_everything) {
  put("a", "x", 1);
  EXPECT_EQ(prune({.max_age = "1d"}, true).ids, Ids{"a"});
  EXPECT_TRUE(is_there("a"));
}

TEST_F(SyncJobRetentionTest, takes_what_is_kept_beside_the_job_too) {
  put("a", "x", 1);
  seed(claims_index, "a", R"({"token":"t"})");
  prune({.max_age = "1d", .max_count = 1});
  EXPECT_TRUE(stored(claims_index, "a").is_null());
}

TEST_F(SyncJobRetentionTest, goes_on_over_many_pages) {
  for (int i = 0; i < 1'250; ++i) put(fmt::format("j{:04}", i), "x", 1 + i % 28);
  const auto pruned = prune({.max_count = 100});
  EXPECT_EQ(pruned.count, 1'150U);
  EXPECT_EQ(pruned.ids.size(), Pruned::ids_shown);
  EXPECT_EQ(run(jobs().list({}))->count, 100U);
}

/// A store in which something happens between a list and what is done about it.
class Interrupted final : public engine::StateStore {
 public:
  Interrupted(engine::StateStore& store, std::function<void()> meanwhile) : store_(store), meanwhile_(std::move(meanwhile)) {}

  Awaitable<Result<std::optional<engine::Document>>> get(std::string index, std::string id) override {
    return store_.get(std::move(index), std::move(id));
  }
  Awaitable<Result<std::vector<Result<engine::Written>>>> write(std::vector<engine::Write> writes) override {
    return store_.write(std::move(writes));
  }
  Awaitable<Result<engine::SearchResult>> search(engine::SearchRequest request) override { return store_.search(std::move(request)); }
  Awaitable<Result<engine::IndexInfo>> create_index(engine::IndexInfo wanted) override { return store_.create_index(std::move(wanted)); }
  Awaitable<Result<void>> delete_index(std::string index) override { return store_.delete_index(std::move(index)); }
  Awaitable<Result<std::vector<engine::IndexInfo>>> indices() override { return store_.indices(); }
  Awaitable<Result<engine::IndexPipelines>> pipelines_of(std::string index) override { return store_.pipelines_of(std::move(index)); }
  Awaitable<Result<engine::ListPage>> list(engine::ListRequest request) override {
    auto page = co_await store_.list(std::move(request));
    meanwhile_();
    co_return page;
  }
  Awaitable<Result<void>> transact(engine::Reads reads, std::function<Result<void>(engine::StateView&)> rules) override {
    ++transactions;
    most_reads = std::max(most_reads, reads.documents.size());
    return store_.transact(std::move(reads), std::move(rules));
  }

  std::size_t transactions = 0;
  std::size_t most_reads = 0;  ///< of one transaction

 private:
  engine::StateStore& store_;
  std::function<void()> meanwhile_;
};

TEST_F(SyncJobRetentionTest, leaves_a_job_that_was_set_going_again_meanwhile) {
  for (const auto* id : {"a", "b", "c"}) put(id, "x", 1);
  Interrupted interrupted(store(), [this] {
    change_job("a", json_of(R"({"status":"in_progress"})"));
    change_job("b", json_of(R"({"status":"of another program"})"));
  });
  const auto pruned = run(prune_sync_jobs(interrupted, {.max_age = "1d"}, today_, false)).value();
  EXPECT_EQ(pruned.ids, Ids{"c"});
  EXPECT_EQ(pruned.count, 1U);
  EXPECT_EQ(pruned.by_connector, (std::map<std::string, std::uint64_t>{{"x", 1}}));
  EXPECT_TRUE(is_there("a") && is_there("b"));
}

TEST_F(SyncJobRetentionTest, takes_them_out_in_steps_between_which_others_write) {
  for (int i = 0; i < 1'250; ++i) put(fmt::format("j{:04}", i), "x", 1 + i % 28);
  int others = 0;
  Interrupted counted(store(), [this, &others] { put(fmt::format("other{}", others++), "y", 1, "pending"); });
  EXPECT_EQ(run(prune_sync_jobs(counted, {.max_age = "1d"}, today_, false))->count, 1'250U);
  EXPECT_LE(counted.most_reads, 400U) << "200 jobs, each with its claim";
  EXPECT_GE(counted.transactions, 7U);
  EXPECT_EQ(run(jobs().list({}))->count, static_cast<std::uint64_t>(others));
}

TEST(Retention, is_read_from_texts) {
  EXPECT_FALSE(read_retention("", "")->is_on());
  EXPECT_EQ(read_retention("30d", "")->max_age, "30d");
  EXPECT_EQ(read_retention("", "7")->max_count, 7U);
  for (const auto* age : {"30", "d", "-1d", "30 d", "1.5d", "30x", "30dd", "99999999d", "9999y"})
    EXPECT_FALSE(read_retention(age, "")) << age;
  for (const auto* count : {"0", "-1", "x", "1x", "99999999999999999999"}) EXPECT_FALSE(read_retention("", count)) << count;
  EXPECT_EQ(read_retention("soon", "").error().reason,
            "[max_age] with value [soon] cannot be used: a number with a unit (y, M, w, d, h, m, s), such as 30d, is wanted");
}

}  // namespace
}  // namespace headrace::control
