#include "service/housekeeping.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "engine/embedded/embedded_engine.h"
#include "service/block_on.h"

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

  void put_ended_job() {
    engine::Write write;
    write.action = engine::Write::Action::index;
    write.index = engine::sync_jobs_index;
    write.id = "j";
    write.source = R"({"connector":{"id":"c"},"status":"completed","created_at":"2020-01-01T00:00:00Z"})";
    std::vector<engine::Write> one;
    one.push_back(std::move(write));
    ASSERT_TRUE(block_on(engine_->state().write(std::move(one))).value().front());
  }
  bool is_there() { return block_on(engine_->state().get(std::string(engine::sync_jobs_index), "j")).value().has_value(); }

  std::filesystem::path folder_;
  std::unique_ptr<engine::Engine> engine_;
};

TEST_F(HousekeepingTest, takes_out_what_the_retention_says_again_and_again) {
  const Housekeeping housekeeping(engine_->state(), {.max_age = "30d"}, std::chrono::milliseconds(1));
  for (int round = 0; round < 2; ++round) {
    put_ended_job();
    while (is_there()) std::this_thread::yield();
  }
}

TEST_F(HousekeepingTest, ends_while_it_waits) {
  put_ended_job();
  {
    const Housekeeping housekeeping(engine_->state(), {.max_age = "200y"}, std::chrono::hours(1));
  }
  EXPECT_TRUE(is_there());
}

}  // namespace
}  // namespace headrace::service
