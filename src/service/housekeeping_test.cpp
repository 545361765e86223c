#include "service/housekeeping.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "control/sync_job_notes.h"
#include "engine/embedded/embedded_engine.h"
#include "service/block_on.h"
#include "service/checkpoint.h"
#include "service/note_retention.h"

namespace headrace::service {
namespace {

class HousekeepingTest : public ::testing::Test {
 protected:
  HousekeepingTest()
      : folder_(testing::TempDir() + "headrace-housekeeping-" + std::to_string(getpid())),
        engine_(engine::embedded::open({.folder = folder_, .on_fatal = [](const std::string& what) { ADD_FAILURE() << what; }}).value()) {}
  ~HousekeepingTest() override {
    engine_->close();
    std::filesystem::remove_all(folder_);
  }

  static engine::Write write_of(std::string_view index, const std::string& id, const std::string& source) {
    engine::Write write;
    write.action = engine::Write::Action::index;
    write.index = index;
    write.id = id;
    write.source = source;
    return write;
  }
  void put(std::string_view index, const std::string& id, const std::string& source) {
    std::vector<engine::Write> one;
    one.push_back(write_of(index, id, source));
    ASSERT_TRUE(block_on(engine_->of(index).write(std::move(one))).value().front());
  }
  void put_job(const std::string& id, const std::string& status) {
    put(engine::sync_jobs_index, id, R"({"connector":{"id":"c"},"created_at":"2020-01-01T00:00:00Z","status":")" + status + R"("})");
  }
  void put_ended_job() { put_job("j", "completed"); }
  /// A line that was written at this time.
  void put_note(std::string_view index, const std::string& id, const std::string& time) {
    put(index, id, R"({"sync_job_id":"j","@timestamp":")" + time + R"("})");
  }
  bool is_there(std::string_view index, const std::string& id) {
    return block_on(engine_->of(index).get(std::string(index), id)).value().has_value();
  }
  bool is_there() { return is_there(engine::sync_jobs_index, "j"); }
  void wait_until_gone(std::string_view index, const std::string& id) {
    while (is_there(index, id)) std::this_thread::yield();
  }

  std::filesystem::path folder_;
  std::unique_ptr<engine::Engine> engine_;
};

TEST_F(HousekeepingTest, takes_out_what_the_retention_says_again_and_again) {
  const Housekeeping housekeeping(*engine_, {.retention = {.max_age = "30d"}, .interval = std::chrono::milliseconds(1)});
  for (int round = 0; round < 2; ++round) {
    put_ended_job();
    while (is_there()) std::this_thread::yield();
  }
}

TEST_F(HousekeepingTest, ends_while_it_waits) {
  put_ended_job();
  {
    const Housekeeping housekeeping(*engine_, {.retention = {.max_age = "200y"}});
  }
  EXPECT_TRUE(is_there());
}

TEST_F(HousekeepingTest, takes_out_what_was_told_of_jobs_when_it_is_old) {
  for (const auto index : {control::job_log_index, control::job_failures_index}) {
    put_note(index, "old", "2026-01-01T00:00:00Z");
    put_note(index, "young", "2026-01-31T12:00:00Z");
    put(index, "timeless", R"({"sync_job_id":"j"})");
  }
  base::ManualClock clock(*base::parse_instant("2026-02-01T00:00:00Z"));
  const Housekeeping housekeeping(*engine_, {.job_log_age = "30d"}, clock);
  for (const auto index : {control::job_log_index, control::job_failures_index}) {
    wait_until_gone(index, "old");
    EXPECT_TRUE(is_there(index, "young"));
  }
  clock.advance(std::chrono::days(30));
  for (const auto index : {control::job_log_index, control::job_failures_index}) {
    wait_until_gone(index, "young");
    EXPECT_TRUE(is_there(index, "timeless"));
  }
}

TEST_F(HousekeepingTest, many_lines_go_in_several_steps) {
  std::vector<engine::Write> lines;
  for (int i = 0; i < 1'200; ++i) lines.push_back(write_of(control::job_log_index, std::to_string(i), R"({"@timestamp":"2026-01-01"})"));
  ASSERT_TRUE(block_on(engine_->content().write(std::move(lines))));
  put_note(control::job_log_index, "young", "2026-01-31T12:00:00Z");
  const auto removed = remove_notes(*engine_, *base::parse_instant("2026-01-02T00:00:00Z"), [] { return false; });
  EXPECT_EQ(removed.value(), 1'200U);
  EXPECT_TRUE(is_there(control::job_log_index, "young"));
  put_note(control::job_log_index, "old", "2026-01-01T00:00:00Z");
  EXPECT_EQ(remove_notes(*engine_, *base::parse_instant("2026-01-02T00:00:00Z"), [] { return true; }).value(), 0U);
}

TEST_F(HousekeepingTest, keeps_all_that_was_told_without_an_age) {
  put_note(control::job_log_index, "old", "2020-01-01T00:00:00Z");
  put_ended_job();
  put(checkpoints_index, "j", R"({"scopes":{}})");
  const Housekeeping housekeeping(*engine_, {});
  wait_until_gone(checkpoints_index, "j");  // what comes after the lines
  EXPECT_TRUE(is_there(control::job_log_index, "old"));
  EXPECT_TRUE(is_there());
}

TEST_F(HousekeepingTest, takes_out_checkpoints_that_nobody_goes_on_from) {
  for (const auto* status : {"completed", "error", "canceled", "suspended", "in_progress", "pending", "canceling"}) {
    put_job(status, status);
    put(checkpoints_index, status, R"({"scopes":{}})");
  }
  put(checkpoints_index, "gone", R"({"scopes":{}})");
  EXPECT_EQ(remove_checkpoints(*engine_, [] { return false; }).value(), 4U);
  for (const auto* status : {"suspended", "in_progress", "pending", "canceling"})
    EXPECT_TRUE(is_there(checkpoints_index, status)) << status;
}

}  // namespace
}  // namespace headrace::service
