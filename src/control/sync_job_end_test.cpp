#include "control/sync_job_end.h"

#include "control/store_fixture.h"

namespace headrace::control {
namespace {

const base::Instant now = *base::parse_instant("2026-08-20T15:22:52.123456Z");

SyncJobEnd ended(SyncJobStatus status) {
  return {.status = status, .indexed_document_count = 7, .indexed_document_volume = 2, .deleted_document_count = 1};
}

TEST(SyncJobEnd, a_completed_job_has_its_counters_and_no_error) {
  auto end = ended(SyncJobStatus::completed);
  end.total_document_count = 42;
  EXPECT_EQ(json::write(job_end(end, now)),
            R"({"last_seen":"2026-08-20T15:22:52.123456+00:00","status":"completed","error":null,"indexed_document_count":7,)"
            R"("indexed_document_volume":2,"deleted_document_count":1,"total_document_count":42,)"
            R"("completed_at":"2026-08-20T15:22:52.123456+00:00"})");
}

TEST(SyncJobEnd, stamps_of_the_end_depend_on_the_status) {
  const auto has = [](SyncJobStatus status, std::string_view field) { return job_end(ended(status), now).find(field) != nullptr; };
  for (const auto status : {SyncJobStatus::completed, SyncJobStatus::error, SyncJobStatus::canceled})
    EXPECT_TRUE(has(status, "completed_at"));
  EXPECT_FALSE(has(SyncJobStatus::suspended, "completed_at"));
  EXPECT_TRUE(has(SyncJobStatus::canceled, "canceled_at"));
  EXPECT_FALSE(has(SyncJobStatus::error, "canceled_at"));
}

TEST(SyncJobEnd, a_failed_job_puts_its_connector_in_error) {
  auto end = ended(SyncJobStatus::error);
  end.error = "disk full";
  EXPECT_EQ(job_end(end, now).text("error"), "disk full");
  EXPECT_EQ(json::write(connector_end(SyncJobType::full, end, now)),
            R"({"last_synced":"2026-08-20T15:22:52.123456+00:00","status":"error","error":"disk full","last_sync_status":"error",)"
            R"("last_sync_error":"disk full","last_indexed_document_count":7,"last_deleted_document_count":1})");
}

TEST(SyncJobEnd, an_error_without_words_is_told_as_unknown) {
  EXPECT_EQ(connector_end(SyncJobType::full, ended(SyncJobStatus::error), now).text("last_sync_error"), "unknown error");
}

TEST(SyncJobEnd, an_access_control_job_has_fields_of_its_own_and_no_cursor) {
  auto end = ended(SyncJobStatus::completed);
  end.sync_cursor = json_of(R"({"page":3})");
  const auto part = connector_end(SyncJobType::access_control, end, now);
  EXPECT_EQ(part.text("last_access_control_sync_status"), "completed");
  EXPECT_EQ(part.find("last_sync_status"), nullptr);
  EXPECT_EQ(part.find("sync_cursor"), nullptr);
}

TEST(SyncJobEnd, only_a_completed_content_job_writes_its_cursor_and_then_even_null) {
  auto end = ended(SyncJobStatus::completed);
  ASSERT_NE(connector_end(SyncJobType::incremental, end, now).find("sync_cursor"), nullptr);
  EXPECT_TRUE(connector_end(SyncJobType::incremental, end, now).find("sync_cursor")->is_null());
  end.sync_cursor = json_of(R"({"page":3})");
  EXPECT_EQ(*connector_end(SyncJobType::full, end, now).find("sync_cursor"), json_of(R"({"page":3})"));
  end.status = SyncJobStatus::canceled;
  EXPECT_EQ(connector_end(SyncJobType::full, end, now).find("sync_cursor"), nullptr);
}

TEST(SyncJobEnd, a_suspended_job_leaves_the_connector_connected_and_its_counts_alone) {
  const auto part = connector_end(SyncJobType::full, ended(SyncJobStatus::suspended), now);
  EXPECT_EQ(part.text("status"), "connected");
  EXPECT_EQ(part.text("last_sync_status"), "suspended");
  EXPECT_EQ(part.find("last_indexed_document_count"), nullptr);
}

TEST(SyncJobEnd, a_vanished_job_is_told_in_all_fields) {
  const auto part = connector_end_without_job(now);
  for (const auto* field : {"error", "last_sync_error", "last_access_control_sync_error"})
    EXPECT_EQ(part.text(field), "Couldn't find the job");
  for (const auto* field : {"status", "last_sync_status", "last_access_control_sync_status"}) EXPECT_EQ(part.text(field), "error");
}

TEST(SyncJobEnd, a_start_clears_the_error_of_its_kind) {
  EXPECT_EQ(json::write(connector_start(SyncJobType::incremental)),
            R"({"status":"connected","error":null,"last_sync_status":"in_progress","last_sync_error":null})");
  EXPECT_EQ(connector_start(SyncJobType::access_control).text("last_access_control_sync_status"), "in_progress");
}

}  // namespace
}  // namespace headrace::control
