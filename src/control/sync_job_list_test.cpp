#include "control/store_fixture.h"

namespace headrace::control {
namespace {

using namespace std::chrono_literals;
using Ids = std::vector<std::string>;

class SyncJobListTest : public StoreFixture {
 protected:
  /// Job documents J1, J2, … a second apart.
  void seed_jobs(std::initializer_list<std::string_view> sources) {
    for (const auto source : sources) {
      auto job = json_of(source);
      job.set("created_at", now_text());
      seed(engine::sync_jobs_index, "J" + std::to_string(++count_), json::write(job));
      advance(1s);
    }
  }
  static Ids ids_of(const Result<engine::ListPage>& page) {
    Ids ids;
    if (!page) return {page.error().reason};
    for (const auto& document : page->documents) ids.push_back(document.id);
    return ids;
  }
  Ids list(SyncJobList wanted) { return ids_of(run(jobs().list(std::move(wanted)))); }
  Ids strict_list(SyncJobList wanted) { return ids_of(run(strict_jobs().list(std::move(wanted)))); }

  int count_ = 0;
};

TEST_F(SyncJobListTest, jobs_come_in_the_order_of_their_creation_and_in_strict_mode_newest_first) {
  seed_jobs({"{}", "{}", "{}"});
  EXPECT_EQ(list({}), (Ids{"J1", "J2", "J3"}));
  EXPECT_EQ(list({.order = engine::ListOrder::descending}), (Ids{"J3", "J2", "J1"}));
  EXPECT_EQ(strict_list({}), (Ids{"J3", "J2", "J1"}));
}

TEST_F(SyncJobListTest, pages_do_not_change_the_count) {
  seed_jobs({"{}", "{}", "{}"});
  EXPECT_EQ(list({.from = 1, .size = 1}), Ids{"J2"});
  EXPECT_EQ(list({.from = 3}), Ids{});
  const auto page = value_of(run(jobs().list({.size = 0})));
  EXPECT_EQ(page.count, 3U);
  EXPECT_TRUE(page.documents.empty());
}

TEST_F(SyncJobListTest, filters_hold_together) {
  seed_jobs({R"({"status":"pending","job_type":"full","connector":{"id":"a"}})",
             R"({"status":"canceled","job_type":"incremental","connector":{"id":"a"}})",
             R"({"status":"pending","job_type":"full","connector":{"id":"b"}})",
             R"({"status":"completed","job_type":"access_control","connector":{"id":"a,b"}})"});
  using enum SyncJobStatus;
  EXPECT_EQ(list({.statuses = {pending}}), (Ids{"J1", "J3"}));
  EXPECT_EQ(list({.statuses = {canceled, pending, pending}}), (Ids{"J1", "J2", "J3"}));
  EXPECT_EQ(list({.types = {SyncJobType::incremental, SyncJobType::full}}), (Ids{"J1", "J2", "J3"}));
  EXPECT_EQ(list({.statuses = {pending}, .types = {SyncJobType::full}, .connector_id = "a"}), Ids{"J1"});
  EXPECT_EQ(list({.connector_id = "a,b"}), Ids{"J4"});
  for (const auto* id : {"", "A", "a*", "ghost"}) EXPECT_EQ(list({.connector_id = id}), Ids{}) << id;
}

TEST_F(SyncJobListTest, filters_of_our_own_hold_together) {
  seed_jobs({R"({"trigger_method":"scheduled","connector":{"id":"a","index_name":"i","service_type":"pg"},"error":"Connection refused"})",
             R"({"trigger_method":"on_demand","connector":{"id":"b","index_name":"i","service_type":"s3"},"error":"disk full"})",
             R"({"trigger_method":"on_demand","connector":{"id":"","index_name":"j","service_type":"s3"},"error":null})"});
  EXPECT_EQ(list({.connector_ids = Ids{"a", "b", "c"}}), (Ids{"J1", "J2"}));
  EXPECT_EQ(list({.connector_id = "b", .connector_ids = Ids{"a", "b"}}), Ids{"J2"});
  EXPECT_EQ(list({.connector_ids = Ids{""}}), Ids{}) << "an empty one is nobody's";
  EXPECT_EQ(list({.connector_ids = Ids{}}), Ids{});
  EXPECT_EQ(list({.trigger = TriggerMethod::scheduled}), Ids{"J1"});
  EXPECT_EQ(list({.index_name = "i"}), (Ids{"J1", "J2"}));
  EXPECT_EQ(list({.index_name = "i", .service_type = "s3"}), Ids{"J2"});
  EXPECT_EQ(list({.service_type = "S3"}), Ids{});
  EXPECT_EQ(list({.error_words = "refused CONNECTION"}), Ids{"J1"});
  EXPECT_EQ(list({.error_words = " "}), (Ids{"J1", "J2", "J3"}));
}

TEST_F(SyncJobListTest, a_range_of_dates_has_its_first_and_not_its_last) {
  const auto start = now();
  seed_jobs({"{}", "{}", "{}"});
  EXPECT_EQ(list({.since = start + 1s}), (Ids{"J2", "J3"}));
  EXPECT_EQ(list({.until = start + 1s}), Ids{"J1"});
  EXPECT_EQ(list({.since = start + 1s, .until = start + 2s}), Ids{"J2"});
  EXPECT_EQ(strict_list({.since = start}), Ids{"a list with the newest creation first has no range of dates and no positions"});
}

TEST_F(SyncJobListTest, jobs_that_come_while_one_pages_shift_nothing) {
  seed_jobs({"{}", "{}", "{}"});
  const auto first = value_of(run(jobs().list({.size = 2})));
  seed_jobs({"{}"});
  const auto second = value_of(run(jobs().list({.after = first.next, .size = 2})));
  EXPECT_EQ(second.count, 4U);
  EXPECT_EQ(ids_of(second), (Ids{"J3", "J4"}));
  EXPECT_FALSE(second.next);
}

TEST_F(SyncJobListTest, a_job_with_an_unknown_status_breaks_no_list) {
  seed_jobs({R"({"status":"weird"})", R"({"status":null})", R"({"status":"pending"})"});
  EXPECT_EQ(list({}), (Ids{"J1", "J2", "J3"}));
  EXPECT_EQ(list({.statuses = {SyncJobStatus::pending}}), Ids{"J3"});
}

TEST_F(SyncJobListTest, strict_mode_refuses_a_window_beyond_ten_thousand_once_there_is_a_job) {
  EXPECT_EQ(strict_list({.from = 9901}), Ids{});
  seed_jobs({"{}"});
  EXPECT_EQ(strict_list({.from = 9900}), Ids{});
  const auto refused = run(strict_jobs().list({.from = 9901}));
  EXPECT_EQ(reason_of(refused, ErrorKind::search_phase_execution), "all shards failed");
  const auto& cause = refused.error().caused_by.at(0);
  EXPECT_EQ(cause.kind, ErrorKind::illegal_argument);
  EXPECT_EQ(cause.reason,
            "Result window is too large, from + size must be less than or equal to: [10000] but was [10001]. See the scroll api for a more "
            "efficient way to request large data sets. This limit can be set by changing the [index.max_result_window] index level "
            "setting.");
  EXPECT_EQ(cause.caused_by.at(0).reason, cause.reason);
  const auto largest = run(strict_jobs().list({.from = 2147483647, .size = 2147483647}));
  EXPECT_TRUE(largest.error().caused_by.at(0).reason.contains("but was [4294967294]"));
  EXPECT_FALSE(run(strict_jobs().list({.from = 10001, .size = 0})));
}

TEST_F(SyncJobListTest, any_depth_and_an_exact_count_without_strict_mode) {
  auto put = [](engine::StateView& state) -> Result<void> {
    for (int i = 0; i < 10'050; ++i) {
      state.put(engine::sync_jobs_index, fmt::format("job-{:05}", i),
                fmt::format(R"({{"created_at":"2026-03-04T05:06:{:02}Z"}})", i / 1000));
    }
    return {};
  };
  ASSERT_TRUE(run(store().transact({}, put)));
  const auto page = value_of(run(jobs().list({.from = 10'040, .size = 100})));
  EXPECT_EQ(page.count, 10'050U);
  EXPECT_EQ(page.documents.size(), 10U);
  EXPECT_EQ(page.documents.back().id, "job-10049");
  EXPECT_EQ(value_of(run(strict_jobs().list({.size = 1}))).count, 10'000U);
}

}  // namespace
}  // namespace headrace::control
