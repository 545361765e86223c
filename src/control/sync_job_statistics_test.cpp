#include "control/sync_job_statistics.h"

#include "control/store_fixture.h"

namespace headrace::control {
namespace {

class SyncJobStatisticsTest : public StoreFixture {
 protected:
  SyncJobStatistics of(SyncJobList wanted = {}) { return run(sync_job_statistics(store(), std::move(wanted))).value(); }
  void put(const std::string& id, std::string source) { seed(engine::sync_jobs_index, id, std::move(source)); }
};

TEST_F(SyncJobStatisticsTest, of_nothing_is_nothing) {
  const auto statistics = of();
  EXPECT_EQ(statistics.total.count, 0U);
  EXPECT_TRUE(statistics.by_status.empty() && statistics.by_day.empty());
}

TEST_F(SyncJobStatisticsTest, are_counts_sums_and_durations_by_group) {
  put("a",
      R"({"connector":{"id":"x"},"created_at":"2026-01-01T23:59:59Z","job_type":"full","status":"completed","indexed_document_count":5,"indexed_document_volume":2,
      "started_at":"2026-01-02T00:00:00Z","completed_at":"2026-01-02T00:00:04Z"})");
  put("b",
      R"({"connector":{"id":"x"},"created_at":"2026-01-02T00:00:00Z","job_type":"full","status":"completed","indexed_document_count":7,"deleted_document_count":1,
      "started_at":"2026-01-02T00:00:00Z","completed_at":"2026-01-02T00:00:01.5Z"})");
  put("c", R"({"connector":{"id":"y"},"created_at":"2026-01-02T01:00:00+02:00","job_type":"incremental","status":"pending"})");
  const auto statistics = of();
  EXPECT_EQ(statistics.total.count, 3U);
  EXPECT_EQ(statistics.total.indexed_document_count, 12);
  EXPECT_EQ(statistics.total.deleted_document_count, 1);
  EXPECT_EQ(statistics.total.ended, 2U);
  EXPECT_EQ(statistics.total.shortest, 1.5);
  EXPECT_EQ(statistics.total.longest, 4);
  EXPECT_EQ(statistics.total.sum, 5.5);
  EXPECT_EQ(statistics.by_status.at("completed").count, 2U);
  EXPECT_EQ(statistics.by_status.at("pending").ended, 0U);
  EXPECT_EQ(statistics.by_type.at("incremental").count, 1U);
  EXPECT_EQ(statistics.by_connector.at("x").indexed_document_volume, 2);
  EXPECT_EQ(statistics.by_day.at("2026-01-01").count, 2U);  // the third too: 23:00 in UTC
  EXPECT_EQ(statistics.by_day.at("2026-01-02").count, 1U);
}

TEST_F(SyncJobStatisticsTest, are_of_what_the_filters_let_through) {
  put("a", R"({"connector":{"id":"x"},"created_at":"2026-01-01T00:00:00Z","status":"completed"})");
  put("b", R"({"connector":{"id":"y"},"created_at":"2026-01-02T00:00:00Z","status":"error"})");
  EXPECT_EQ(of({.statuses = {SyncJobStatus::error}}).total.count, 1U);
  EXPECT_EQ(of({.connector_id = "x"}).by_connector.count("y"), 0U);
  EXPECT_EQ(of({.since = base::parse_date("2026-01-02").value()}).total.count, 1U);
}

TEST_F(SyncJobStatisticsTest, span_more_than_a_page) {
  for (int i = 0; i < 2'300; ++i) put("j" + std::to_string(i), R"({"created_at":"2026-01-01T00:00:00Z","status":"completed"})");
  EXPECT_EQ(of().total.count, 2'300U);
}

TEST_F(SyncJobStatisticsTest, bear_odd_documents) {
  put("a",
      R"({"status":7,"connector":"x","created_at":"soon","started_at":"2026-01-02T00:00:00Z","completed_at":"2026-01-01T00:00:00Z","indexed_document_count":"many"})");
  put("b", R"({"indexed_document_count":9223372036854775807})");
  put("c", R"({"indexed_document_count":9223372036854775807})");
  const auto statistics = of();
  EXPECT_EQ(statistics.total.count, 3U);
  EXPECT_EQ(statistics.total.ended, 0U);
  EXPECT_EQ(statistics.total.indexed_document_count, std::numeric_limits<std::int64_t>::max());
  EXPECT_TRUE(statistics.by_status.empty() && statistics.by_connector.empty() && statistics.by_day.empty());
}

}  // namespace
}  // namespace headrace::control
