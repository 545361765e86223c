// Several services at once, thousands of histories: docs/spec/connector-service.md 10, 22 and 23; DESIGN 5, promises 3 and 4.

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/log.h"
#include "service/simulation_faults.h"

namespace headrace::service {
namespace {

const base::Instant first_moment = *base::parse_instant("2026-08-20T10:10:00Z");

class SimulationTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { base::start_logging(base::LogLevel::error, base::LogFormat::text); }
  static void TearDownTestSuite() { base::start_logging(base::LogLevel::info, base::LogFormat::text); }

  /// How many, and from which on: HEADRACE_SIMULATION_SEEDS=100000 or =4711:1 for one again.
  static std::pair<std::uint64_t, std::uint64_t> seeds() {
    const auto* text = std::getenv("HEADRACE_SIMULATION_SEEDS");
    if (text == nullptr) return {0, 1000};
    char* rest = nullptr;
    const std::uint64_t first = std::strtoull(text, &rest, 10);
    if (*rest == ':') return {first, std::strtoull(rest + 1, nullptr, 10)};
    return {0, first};
  }
};

TEST_F(SimulationTest, whatever_befalls_the_services_their_promises_hold) {
  const auto [first, count] = seeds();
  for (auto seed = first; seed < first + count; ++seed) {
    // Most histories are short; every tenth is longer and has more of everything.
    const bool is_large = seed % 10 == 0;
    Simulation simulation({.seed = seed,
                           .services = is_large ? std::size_t{3} : std::size_t{2},
                           .connectors = is_large ? std::size_t{3} : seed % 2 + 1,
                           .length = std::chrono::minutes(is_large ? 60 : 25)});
    const auto wrong = simulation.run();
    ASSERT_TRUE(wrong.empty()) << wrong << "again: HEADRACE_SIMULATION_SEEDS=" << seed << ":1";
  }
}

// docs/spec/connector-service.md 23, 9
TEST_F(SimulationTest, two_services_whose_clocks_are_two_minutes_apart_make_exactly_one_job_per_moment) {
  Simulation simulation({.connectors = 1, .has_faults = false});
  simulation.jobs_fail = false;
  simulation.job_length = std::chrono::seconds(60);
  simulation.live(std::chrono::minutes(9 + 10 * 99 + 5));
  EXPECT_EQ(simulation.created_jobs().size(), 100U);
  for (int moment = 0; moment < 100; ++moment) {
    const auto id = scheduled_job_id("c0", control::SyncJobType::full, first_moment + moment * simulated_interval);
    EXPECT_EQ(simulation.state().job_status(id), "completed") << id;
    EXPECT_EQ(simulation.runs_of(id), 1U) << id;
  }
  EXPECT_EQ(simulation.state().job_ids().size(), 100U);
  EXPECT_TRUE(simulation.state().documents(std::string(event_log_index)).empty());
  EXPECT_EQ(simulation.problems(), std::vector<std::string>());
}

/// One connector whose first scheduled job runs on the first service, which is then killed; the other finds it.
class KilledServiceTest : public SimulationTest {
 protected:
  explicit KilledServiceTest() {
    simulation_.jobs_fail = false;
    simulation_.job_length = std::chrono::hours(1);
  }
  void live_until_killed(bool can_resume) {
    simulation_.jobs_resume = can_resume;
    simulation_.live(first_moment + std::chrono::minutes(3) - simulation_.now());
    ASSERT_EQ(status(), "in_progress");
    simulation_.kill_service(runner());
    killed_at_ = simulation_.now();
  }
  /// By its host name.
  std::size_t runner() { return simulation_.state().stored_job(job_).text("worker_hostname") == "service 0" ? 0 : 1; }
  std::string status() { return simulation_.state().job_status(job_); }
  template <class Condition>
  bool holds_within(std::chrono::seconds limit, Condition holds) {
    const auto until = simulation_.now() + limit;
    while (!holds() && simulation_.now() < until) simulation_.live(simulation_step);
    return holds();
  }

  /// By default settings, and a step for each of the two that have to act.
  static constexpr std::chrono::seconds idle_limit_and_clean_up = std::chrono::seconds(300 + 300) + 2 * simulation_step;
  Simulation simulation_{{.connectors = 1, .has_faults = false, .schedule = "0 10 10 * * ?"}};
  const std::string job_ = scheduled_job_id("c0", control::SyncJobType::full, first_moment);
  base::Instant killed_at_{};
};

// docs/spec/connector-service.md 23, 8
TEST_F(KilledServiceTest, without_a_checkpoint_its_job_is_in_error_in_time_and_the_connector_can_sync_again) {
  live_until_killed(false);
  ASSERT_TRUE(holds_within(idle_limit_and_clean_up, [&] { return status() == "error"; })) << status();
  simulation_.job_length = std::chrono::seconds(10);
  simulation_.state().make_job("next", "c0");
  EXPECT_TRUE(holds_within(std::chrono::minutes(5), [&] { return simulation_.state().job_status("next") == "completed"; }));
}

// docs/spec/connector-service.md 23, 8; DESIGN 5, 4
TEST_F(KilledServiceTest, with_a_checkpoint_its_job_goes_on_elsewhere_and_completes) {
  live_until_killed(true);
  const auto first = runner();
  simulation_.job_length = std::chrono::seconds(10);
  ASSERT_TRUE(holds_within(idle_limit_and_clean_up + std::chrono::minutes(5), [&] { return status() == "completed"; })) << status();
  EXPECT_NE(runner(), first);
  EXPECT_EQ(simulation_.runs_of(job_), 2U);
  EXPECT_TRUE(simulation_.state().documents(std::string(checkpoints_index)).empty());
}

TEST_F(KilledServiceTest, a_job_that_kills_every_service_is_taken_up_three_times_and_then_ends) {
  live_until_killed(true);
  for (std::size_t deaths = 1; deaths <= max_deaths; ++deaths) {
    ASSERT_TRUE(holds_within(2 * idle_limit_and_clean_up, [&] { return simulation_.runs_of(job_) == deaths + 1; })) << deaths;
    simulation_.live(std::chrono::minutes(2));
    ASSERT_EQ(status(), "in_progress");
    simulation_.start_service(1 - runner());
    simulation_.kill_service(runner());
  }
  ASSERT_TRUE(holds_within(2 * idle_limit_and_clean_up, [&] { return status() == "error"; })) << status();
  EXPECT_EQ(simulation_.runs_of(job_), static_cast<std::size_t>(max_deaths) + 1);
}

TEST_F(KilledServiceTest, a_service_that_dies_and_comes_back_again_and_again_does_not_go_on_with_the_job_for_ever) {
  live_until_killed(true);
  const auto killed = runner();
  simulation_.kill_service(1 - killed);
  for (std::size_t deaths = 1; deaths <= max_deaths; ++deaths) {
    simulation_.start_service(killed);
    simulation_.live(std::chrono::minutes(2));
    ASSERT_EQ(simulation_.runs_of(job_), deaths + 1) << "at once, by its token";
    simulation_.kill_service(killed);
  }
  simulation_.start_service(killed);
  ASSERT_TRUE(holds_within(2 * idle_limit_and_clean_up, [&] { return status() == "error"; })) << status();
  EXPECT_EQ(simulation_.runs_of(job_), static_cast<std::size_t>(max_deaths) + 1);
}

}  // namespace
}  // namespace headrace::service
