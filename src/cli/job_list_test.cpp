#include "cli/job_list.h"

#include <gtest/gtest.h>

namespace headrace::cli {
namespace {

TEST(JobListTarget, of_nothing_said_is_the_first_page) {
  EXPECT_EQ(job_list_target({}, 100, std::nullopt), "/_connector/_sync_job?size=100&from=0");
  EXPECT_EQ(job_list_target({.from = 40}, 5, std::nullopt), "/_connector/_sync_job?size=5&from=40");
}

TEST(JobListTarget, has_a_cursor_in_place_of_a_number) {
  EXPECT_EQ(job_list_target({}, 1000, ""), "/_connector/_sync_job?size=1000&cursor=");
  EXPECT_EQ(job_list_target({.from = 1000}, 1000, "abc"), "/_connector/_sync_job?size=1000&cursor=abc");
}

TEST(JobListTarget, names_what_was_said_as_the_api_does) {
  const JobListOptions options{.status = "error,pending",
                               .connector = "a b",
                               .trigger = "scheduled",
                               .index_name = "i",
                               .service_type = "s3",
                               .since = "now-2d",
                               .until = "2026-01-01",
                               .query = "disk full",
                               .order = "desc"};
  EXPECT_EQ(job_list_target(options, 1, ""),
            "/_connector/_sync_job?size=1&cursor=&status=error%2Cpending&connector_id=a%20b&trigger_method=scheduled&index_name=i"
            "&service_type=s3&since=now-2d&until=2026-01-01&q=disk%20full&order=desc");
  EXPECT_TRUE(job_list_target({.connector = "a,b"}, 1, "").contains("&connector_ids=a%2Cb"));
}

TEST(JobListTarget, takes_a_span_as_so_long_ago) {
  EXPECT_TRUE(job_list_target({.since = "2d", .until = "90m"}, 1, "").contains("&since=now-2d&until=now-90m"));
  EXPECT_TRUE(job_list_target({.since = "2026"}, 1, "").contains("&since=2026"));
}

}  // namespace
}  // namespace headrace::cli
