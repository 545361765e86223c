#include "control/store_fixture.h"

namespace headrace::control {
namespace {

using namespace std::chrono_literals;

class SyncJobStatsTest : public StoreFixture {
 protected:
  SyncJobStatsTest() {
    make_connector("c", "idx");
    id_ = make_job("c");
  }
  Result<UpdateResult> update(SyncJobStats stats) { return run(jobs().update_stats(id_, std::move(stats))); }

  std::string id_;
};

constexpr std::int64_t above_32_bits = 2'147'483'648;

TEST_F(SyncJobStatsTest, counters_replace_the_stored_ones_and_last_seen_is_now) {
  auto expected = job(id_);
  advance(4s);
  EXPECT_EQ(update({.deleted_document_count = 3, .indexed_document_count = 8, .indexed_document_volume = 64}), UpdateResult::updated);
  expected.set("deleted_document_count", 3).set("indexed_document_count", 8).set("indexed_document_volume", 64);
  expected.set("last_seen", now_text());
  EXPECT_EQ(job(id_), expected);
}

TEST_F(SyncJobStatsTest, a_total_that_is_not_given_stays) {
  update({.total_document_count = 11});
  update({.indexed_document_count = 1});
  EXPECT_EQ(job(id_).find("total_document_count")->integer(), 11);
}

TEST_F(SyncJobStatsTest, a_given_last_seen_is_stored_in_utc_and_may_go_back) {
  update({.last_seen = *base::parse_instant("2024-02-03T04:05:06+02:00")});
  EXPECT_EQ(job(id_).text("last_seen"), "2024-02-03T02:05:06.000Z");
}

TEST_F(SyncJobStatsTest, the_same_again_is_a_noop) {
  const SyncJobStats stats{.indexed_document_count = 5, .last_seen = *base::parse_instant("2024-02-03T04:05:06Z")};
  EXPECT_EQ(update(stats), UpdateResult::updated);
  EXPECT_EQ(update(stats), UpdateResult::noop);
}

TEST_F(SyncJobStatsTest, metadata_is_merged_deeply) {
  for (const auto* part : {R"({"a":1})", R"({"b":{"c":2}})", R"({"b":{"d":3}})", "{}"}) update({.metadata = json_of(part)});
  EXPECT_EQ(*job(id_).find("metadata"), json_of(R"({"a":1,"b":{"c":2,"d":3}})"));
}

TEST_F(SyncJobStatsTest, negative_counters_are_named_in_order_even_for_an_unknown_job) {
  const SyncJobStats stats{.deleted_document_count = -1, .indexed_document_count = -2, .total_document_count = -3};
  EXPECT_EQ(reason_of(run(jobs().update_stats("job-none", stats)), ErrorKind::action_request_validation),
            "Validation Failed: 1: [deleted_document_count] cannot be negative.;2: [indexed_document_count] cannot be negative.;3: "
            "[total_document_count] cannot be negative.;");
}

TEST_F(SyncJobStatsTest, counters_have_64_bits_and_in_strict_mode_32) {
  const SyncJobStats large{.indexed_document_count = above_32_bits};
  EXPECT_EQ(update(large), UpdateResult::updated);
  EXPECT_EQ(job(id_).find("indexed_document_count")->integer(), above_32_bits);
  EXPECT_EQ(reason_of(run(strict_jobs().update_stats(id_, large)), ErrorKind::document_parsing),
            "[1:1] failed to parse field [indexed_document_count] of type [integer] in document with id '" + id_ + "'");
  EXPECT_TRUE(run(strict_jobs().update_stats(id_, {.indexed_document_count = above_32_bits - 1})));
  EXPECT_EQ(reason_of(run(strict_jobs().update_stats("none", large)), ErrorKind::resource_not_found),
            "connector sync job [none] not found");
}

TEST_F(SyncJobStatsTest, every_status_takes_stats_and_keeps_its_status) {
  for (const auto* status : {"pending", "in_progress", "canceling", "canceled", "suspended", "completed", "error"}) {
    change_job(id_, json::object({{"status", status}}));
    ASSERT_TRUE(update({}));
    EXPECT_EQ(job(id_).text("status"), status);
  }
}

TEST_F(SyncJobStatsTest, two_hundred_updates_at_once_lose_nothing) {
  std::vector<Awaitable<Result<UpdateResult>>> updates;
  for (int i = 0; i < 200; ++i) {
    updates.push_back(jobs().update_stats(id_, {.metadata = json::object({{"key-" + std::to_string(i), i}})}));
  }
  for (const auto& result : run_all(std::move(updates))) EXPECT_TRUE(result);
  EXPECT_EQ(job(id_).find("metadata")->as_object().size(), 200U);
}

TEST_F(SyncJobStatsTest, a_job_of_another_writer_gets_what_it_lacks) {
  seed(engine::sync_jobs_index, "cli", R"({"status":"in_progress","connector.sync_cursor":null,"error":null})");
  ASSERT_TRUE(run(jobs().update_stats("cli", {.metadata = json::Value(json::Object())})));
  EXPECT_EQ(names_of(job("cli")), (std::vector<std::string>{"status", "connector.sync_cursor", "error", "deleted_document_count",
                                                            "indexed_document_count", "indexed_document_volume", "last_seen", "metadata"}));
}

}  // namespace
}  // namespace headrace::control
