#include "rest/api_fixture.h"

// docs/reference/backup.md

namespace headrace::rest {
namespace {

class UpkeepRoutes : public ApiFixture {};

TEST_F(UpkeepRoutes, a_backup_is_a_stream_of_tar) {
  const auto response = send("POST", "/_headrace/backup");
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.header("content-type"), "application/x-tar");
  EXPECT_EQ(response.header("content-disposition"), "attachment; filename=\"headrace-backup.tar\"");
  EXPECT_TRUE(response.stream);
  EXPECT_TRUE(error_of(send("POST", "/_headrace/backup?path=/tmp/x")).contains("unrecognized parameter: [path]"));
  EXPECT_TRUE(error_of(send("POST", "/_headrace/backup", R"({"path":"/tmp/x"})")).contains("does not support having a body"));
}

TEST_F(UpkeepRoutes, compaction_tells_the_sizes_of_both_stores) {
  make_connector("c");
  const auto body = body_of(send("POST", "/_headrace/compact"));
  for (const auto* store : {"stores.state", "stores.content"}) {
    ASSERT_NE(body.at_path(store), nullptr);
    EXPECT_GE(body.at_path(store)->number("bytes_before"), body.at_path(store)->number("bytes_after"));
  }
  EXPECT_GT(body.at_path("stores.state")->number("bytes_after"), 0);
}

TEST_F(UpkeepRoutes, compaction_without_waiting_is_acknowledged) {
  EXPECT_EQ(send("POST", "/_headrace/compact?wait_for_completion=false").body, R"({"acknowledged":true})");
  EXPECT_EQ(error_of(send("POST", "/_headrace/compact?wait_for_completion=maybe")),
            "400 illegal_argument_exception: Failed to parse value [maybe] as only [true] or [false] are allowed.");
}

}  // namespace
}  // namespace headrace::rest
