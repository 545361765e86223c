#include "control/last_sync.h"

#include "control/store_fixture.h"

namespace headrace::control {
namespace {

std::string read(std::string_view body) {
  const auto part = read_last_sync(body);
  return part ? json::write(*part) : "refused: " + part.error().reason;
}

TEST(LastSync, fields_are_brought_into_their_stored_form) {
  EXPECT_EQ(read(R"({"last_sync_status":"PENDING","last_deleted_document_count":"7","last_synced":"2025-11-02T05:04:05.5+02:00"})"),
            R"({"last_sync_status":"pending","last_deleted_document_count":7,"last_synced":"2025-11-02T03:04:05.500Z"})");
  EXPECT_EQ(read(R"({"last_synced":"2025-11-02T03:04:05.123456789Z"})"), R"({"last_synced":"2025-11-02T03:04:05.123456789Z"})");
  EXPECT_EQ(read(R"({"last_sync_scheduled_at":"1762052645000"})"), R"({"last_sync_scheduled_at":"2025-11-02T03:04:05.000Z"})");
  EXPECT_EQ(read(R"({"sync_cursor":{"a":1.10}})"), R"({"sync_cursor":{"a":1.10}})");
}

TEST(LastSync, nulls_are_as_if_not_given_but_for_the_counts) {
  EXPECT_EQ(read(R"({"last_sync_error":null,"sync_cursor":null,"last_synced":null,"last_sync_status":null})"), "{}");
  EXPECT_TRUE(read(R"({"last_deleted_document_count":null})").ends_with("values of type: VALUE_NULL"));
  EXPECT_TRUE(read(R"({"last_indexed_document_count":null})").ends_with("values of type: VALUE_NULL"));
}

TEST(LastSync, unknown_words_are_refused) {
  const auto refused = read_last_sync(R"({"last_sync_status":"done"})");
  EXPECT_TRUE(reason_of(refused, ErrorKind::x_content_parse)
                  .ends_with("[connector_update_last_sync_stats_request] failed to parse field [last_sync_status]"));
  EXPECT_EQ(refused.error().caused_by.at(0).reason, "Unknown ConnectorSyncStatus [done].");
  EXPECT_TRUE(read(R"({"last_synced":"yesterday"})").contains("failed to parse field [last_synced]"));
  EXPECT_TRUE(read(R"({"last_synced":1762052645000})").ends_with("VALUE_NUMBER"));
  EXPECT_TRUE(read(R"({"last_seen":"2025-11-02T03:04:05Z"})").contains("unknown field [last_seen] did you mean"));
  EXPECT_TRUE(read(R"({"sync_cursor":[1]})").starts_with("refused"));
  EXPECT_EQ(read(""), "refused: request body is required");
}

}  // namespace
}  // namespace headrace::control
