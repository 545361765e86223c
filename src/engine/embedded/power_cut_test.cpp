// Power cuts under writers: after each, what was acknowledged is there, and what was not is there whole or not at all.

#include <gtest/gtest.h>

#include "engine/embedded/engine_fixture.h"
#include "engine/embedded/fault_runs.h"
#include "engine/embedded/open_engine.h"
#include "engine/embedded/recorded_documents.h"
#include "engine/embedded/recorded_transactions.h"
#include "engine/embedded/simulated_disk.h"

namespace headrace::engine::embedded {
namespace {

using Tear = SimulatedDisk::Tear;

/// A data folder on a disk of its own, from its first start on, with all that was ever acknowledged.
class Machine {
 public:
  explicit Machine(std::uint32_t seed) : random_(seed), transactions_(seed), documents_(seed) {}

  /// Starts at one moment and loses power at another. What is wrong then; none: all is well.
  std::optional<std::string> run_until_cut(Tear tear);

  SimulatedDisk& disk() { return *disk_; }
  [[nodiscard]] std::uint64_t acknowledged() const { return transactions_.acknowledged() + documents_.acknowledged(); }

 private:
  std::uint64_t below(std::uint64_t bound) { return std::uniform_int_distribution<std::uint64_t>(0, bound - 1)(random_); }
  std::optional<std::string> use(Engine& engine);

  std::mt19937 random_;
  TemporaryFolder folder_{folder_for_disks()};
  std::shared_ptr<SimulatedDisk> disk_ = std::make_shared<SimulatedDisk>(folder_.path());
  std::unique_ptr<rocksdb::Env> env_ = env_on(disk_);
  base::ManualClock clock_{*base::parse_instant("2026-03-04T05:06:07.089Z")};
  RecordedTransactions transactions_;
  RecordedDocuments documents_;
};

std::optional<std::string> Machine::use(Engine& engine) {
  constexpr int writers = 4;
  constexpr int most = 30;
  if (auto problem = transactions_.check(engine.state())) return problem;
  if (auto problem = documents_.check(engine.content())) return problem;
  if (!disk_->is_off() && below(4) > 0) disk_->lose_power_at(1 + below(100));
  std::vector<Awaitable<void>> all;
  for (int writer = 0; writer < writers; ++writer) {
    all.push_back(transactions_.transact_many(engine.state(), writer, most));
    all.push_back(documents_.write_many(engine.content(), writer, most));
  }
  drive_all(std::move(all));
  return std::nullopt;
}

std::optional<std::string> Machine::run_until_cut(Tear tear) {
  // A clock that was set back, too.
  clock_.advance(std::chrono::milliseconds(500) - std::chrono::milliseconds(below(900)));
  if (below(3) == 0) disk_->lose_power_at(1 + below(60));
  std::optional<std::string> problem;
  {
    // Small, so that tables are written and merged all the time.
    const WriteBuffers small{.state = 96 << 10, .content = 96 << 10};
    auto engine = open_on(*env_, {.folder = folder_.path(), .clock = &clock_, .on_fatal = {}}, small);
    if (engine) {
      problem = use(**engine);
    } else if (!disk_->is_off()) {
      problem = "it does not start: " + engine.error().reason;
    }
  }
  disk_->power_up(random_, tear);
  return problem;
}

class PowerCuts : public ::testing::TestWithParam<Tear> {};

TEST_P(PowerCuts, lose_nothing_that_was_acknowledged) {
  constexpr std::uint64_t cuts_of_a_machine = 50;
  const auto seed = fault_seed();
  const auto cuts = rounds_of(500);
  std::uint64_t acknowledged = 0;
  for (std::uint64_t cut = 0; cut < cuts; cut += cuts_of_a_machine) {
    Machine machine(static_cast<std::uint32_t>(seed + cut));
    for (std::uint64_t i = 0; i < cuts_of_a_machine; ++i) {
      const auto problem = machine.run_until_cut(GetParam());
      ASSERT_FALSE(problem) << "seed " << seed << ", cut " << cut + i << ": " << problem->substr(0, 2'000);
    }
    acknowledged += machine.acknowledged();
  }
  std::cout << acknowledged << " requests were acknowledged\n";
  EXPECT_GT(acknowledged, cuts);
}

INSTANTIATE_TEST_SUITE_P(, PowerCuts, ::testing::Values(Tear::cuts_off, Tear::damages),
                         [](const auto& tear) { return tear.param == Tear::cuts_off ? "that_cut_off" : "that_damage"; });

/// The first start of a folder, cut at each of its operations.
TEST(FirstStart, that_loses_power_anywhere_begins_again) {
  std::mt19937 random(fault_seed());
  std::uint64_t nth = 0;
  for (bool is_cut = true; is_cut;) {
    ++nth;
    for (int i = 0; i < 3; ++i) {
      const TemporaryFolder folder(folder_for_disks());
      const auto disk = std::make_shared<SimulatedDisk>(folder.path());
      const auto env = env_on(disk);
      disk->lose_power_at(nth);
      std::ignore = open_on(*env, {.folder = folder.path(), .on_fatal = {}});
      is_cut = disk->is_off();
      disk->power_up(random, Tear::cuts_off);
      const auto again = open_on(*env, {.folder = folder.path(), .on_fatal = {}});
      ASSERT_TRUE(again) << "operation " << nth << ": " << again.error().reason;
    }
  }
  EXPECT_GT(nth, 20U);
}

/// Whether this test would see that something is lost.
class LyingDisk : public ::testing::TestWithParam<SimulatedDisk::Lie> {};

TEST_P(LyingDisk, loses_something_and_that_is_found) {
  Machine machine(fault_seed());
  machine.disk().lie(GetParam());
  std::optional<std::string> problem;
  for (int cut = 0; cut < 50 && !problem; ++cut) problem = machine.run_until_cut(Tear::cuts_off);
  EXPECT_TRUE(problem);
}

INSTANTIATE_TEST_SUITE_P(, LyingDisk, ::testing::Values(SimulatedDisk::Lie::about_files, SimulatedDisk::Lie::about_folders),
                         [](const auto& lie) { return lie.param == SimulatedDisk::Lie::about_files ? "about_files" : "about_folders"; });

}  // namespace
}  // namespace headrace::engine::embedded
