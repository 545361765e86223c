#include "service/health.h"

#include <gtest/gtest.h>

#include <condition_variable>

#include "service/test_source.h"

namespace headrace::service {
namespace {

class HealthTest : public ::testing::Test {
 protected:
  HealthTest() {
    source_.make = [this](const json::Value&) -> Result<std::unique_ptr<sources::Source>> {
      ++made_;
      return std::make_unique<TestSource>(script_);
    };
  }
  HealthChecks::Answer ask() { return checks_.of(connector_, source_); }
  /// Asks until there is an answer.
  HealthChecks::Answer answer() {
    for (;;) {
      std::unique_lock lock(mutex_);
      const int seen = results_;
      lock.unlock();
      auto given = ask();
      if (given.health && !is_checking()) return given;
      lock.lock();
      changed_.wait(lock, [&] { return results_ != seen; });
    }
  }
  bool is_checking() {
    const std::lock_guard lock(mutex_);
    return made_ != results_;
  }

  base::ManualClock clock_{*base::parse_instant("2026-08-20T10:00:00Z")};
  std::mutex mutex_;
  std::condition_variable changed_;
  int results_ = 0;  ///< guarded by mutex_
  std::atomic<int> made_ = 0;
  std::shared_ptr<TestScript> script_ = std::make_shared<TestScript>();
  sources::SourceType source_ = test_source_type(script_);
  Record connector_{"c", json::object({{"configuration", json::object({{"place", json::object({{"value", "here"}})}})}}), {}};
  HealthChecks checks_{clock_, {.good_for = std::chrono::seconds(300), .bad_for = std::chrono::seconds(30)}, [this] {
                         const std::lock_guard lock(mutex_);
                         ++results_;
                         changed_.notify_all();
                       }};
};

// docs/spec/connector-service.md 22, 11
TEST_F(HealthTest, a_good_answer_holds_for_its_time) {
  EXPECT_TRUE(answer().health->is_good());
  clock_.advance(std::chrono::seconds(299));
  EXPECT_TRUE(ask().health->is_good());
  EXPECT_EQ(made_, 1);
}

TEST_F(HealthTest, an_answer_is_new_once) {
  EXPECT_TRUE(answer().is_new);
  EXPECT_FALSE(ask().is_new);
}

TEST_F(HealthTest, a_changed_configuration_is_checked_at_once) {
  EXPECT_TRUE(answer().health->is_good());
  connector_.source = json::object({{"configuration", json::object({{"place", json::object({{"value", ""}})}})}});
  const auto given = ask();
  EXPECT_FALSE(given.health && given.health->is_good()) << "the good answer was for another one";
}

TEST_F(HealthTest, a_bad_answer_says_why_and_is_checked_again_soon) {
  script_->broken = "The folder is gone.";
  EXPECT_EQ(answer().health->error, "The folder is gone.");
  script_->broken.clear();
  EXPECT_EQ(ask().health->error, "The folder is gone.");
  clock_.advance(std::chrono::seconds(30));
  std::ignore = ask();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return results_ == 2; });
  lock.unlock();
  EXPECT_TRUE(ask().health->is_good());
}

TEST_F(HealthTest, a_source_that_throws_is_a_finding) {
  source_.make = [this](const json::Value&) -> Result<std::unique_ptr<sources::Source>> {
    ++made_;
    throw std::runtime_error("library");
  };
  EXPECT_EQ(answer().health->error, "The check of the source ended unexpectedly: library");
}

}  // namespace
}  // namespace headrace::service
