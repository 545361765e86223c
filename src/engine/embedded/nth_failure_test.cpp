// Each operation of the disk fails once, in each way: the first of all, the second, and so on until there are no more. The server says so
// or does not start; nothing that was acknowledged is lost, and nothing else is there in half.

#include <gtest/gtest.h>

#include "engine/embedded/engine_fixture.h"
#include "engine/embedded/fault_runs.h"
#include "engine/embedded/open_engine.h"
#include "engine/embedded/recorded_documents.h"
#include "engine/embedded/recorded_transactions.h"
#include "engine/embedded/simulated_disk.h"

namespace headrace::engine::embedded {
namespace {

using Fault = SimulatedDisk::Fault;

/// The same life of a data folder each time, but for what the failure changes.
class Life {
 public:
  explicit Life(std::uint64_t failing, Fault fault) { disk_->fail_once_at(failing, fault); }

  /// First start, writes and removals, enough of them for tables and a merge; a restart; more writes. What is wrong; none: all is well.
  std::optional<std::string> live() {
    for (int start = 0; start < 2; ++start) {
      if (auto problem = start_and_write()) return problem;
    }
    return std::nullopt;
  }
  /// After the failure, with or without a power cut.
  std::optional<std::string> live_on(bool after_a_cut) {
    if (after_a_cut) disk_->power_up(random_, SimulatedDisk::Tear::cuts_off);
    const auto refused = refused_starts_;
    if (auto problem = start_and_write()) return problem;
    return refused_starts_ > refused ? std::optional<std::string>("it does not start any more: " + refusal_) : std::nullopt;
  }
  [[nodiscard]] std::optional<std::string> failed() const { return disk_->failed(); }

 private:
  std::optional<std::string> start_and_write() {
    const WriteBuffers small{.state = 96 << 10, .content = 96 << 10};
    const bool had_failed = failed().has_value();
    std::atomic<int> told = 0;
    {
      auto engine = open_on(*env_, {.folder = folder_.path(), .clock = &clock_, .on_fatal = [&](const std::string&) { ++told; }}, small);
      if (!engine) {
        ++refused_starts_;
        refusal_ = engine.error().reason;
        return had_failed ? std::optional(refusal_) : std::nullopt;
      }
      if (auto problem = transactions_.check((*engine)->state())) return problem;
      if (auto problem = documents_.check((*engine)->content())) return problem;
      const bool all_done = write(**engine);
      (*engine)->close();
      if (!all_done && told != 1) return fmt::format("a write was refused, and the process was told {} times", told.load());
      if (!all_done && had_failed) return "a write was refused without a failure";
    }
    return std::nullopt;
  }
  /// False: refused at some point, and then always.
  bool write(Engine& engine) {
    constexpr int most = 15;
    bool state_done = true, content_done = true;
    auto transactions = [&]() -> Awaitable<void> {
      for (int i = 0; i < most; ++i) {
        const bool done = co_await transactions_.transact(engine.state(), 0);
        EXPECT_FALSE(done && !state_done) << "written again after a refusal";
        state_done = state_done && done;
      }
    };
    auto documents = [&]() -> Awaitable<void> {
      for (int i = 0; i < most; ++i) {
        const bool done = i % 4 == 0 ? co_await documents_.change_index(engine.content()) : co_await documents_.write(engine.content(), 0);
        EXPECT_FALSE(done && !content_done) << "written again after a refusal";
        content_done = content_done && done;
      }
    };
    std::vector<Awaitable<void>> both;
    both.push_back(transactions());
    both.push_back(documents());
    drive_all(std::move(both));
    return state_done && content_done;
  }

  std::mt19937 random_{20260304};
  TemporaryFolder folder_{folder_for_disks()};
  std::shared_ptr<SimulatedDisk> disk_ = std::make_shared<SimulatedDisk>(folder_.path());
  std::unique_ptr<rocksdb::Env> env_ = env_on(disk_);
  base::ManualClock clock_{*base::parse_instant("2026-03-04T05:06:07.089Z")};
  RecordedTransactions transactions_{1};
  RecordedDocuments documents_{1};
  int refused_starts_ = 0;
  std::string refusal_;
};

class NthFailure : public ::testing::TestWithParam<Fault> {};

TEST_P(NthFailure, loses_nothing_and_is_told) {
  std::set<std::string> kinds;
  std::uint64_t failures = 0;
  // Under sanitizers only some of them, from another one on each time.
  const auto step = 1'000 / rounds_of(1'000);
  for (std::uint64_t nth = 1 + std::random_device()() % std::max<std::uint64_t>(step, 1);; nth += std::max<std::uint64_t>(step, 1)) {
    Life life(nth, GetParam());
    const auto problem = life.live();
    ASSERT_FALSE(problem) << "operation " << nth << ", " << life.failed().value_or("none") << ": " << problem->substr(0, 2'000);
    const auto failed = life.failed();
    if (!failed) break;
    const auto after = life.live_on(nth % 2 == 0);
    ASSERT_FALSE(after) << "operation " << nth << ", " << *failed << ", at the next start: " << after->substr(0, 2'000);
    kinds.insert(failed->substr(0, failed->find(' ')));
    ++failures;
  }
  std::cout << failures << " failures: " << fmt::format("{}", fmt::join(kinds, ", ")) << "\n";
  EXPECT_TRUE(step > 1 || (kinds.contains("append") && kinds.contains("sync") && kinds.contains("create") && kinds.contains("rename")));
}

INSTANTIATE_TEST_SUITE_P(, NthFailure, ::testing::Values(Fault::io_error, Fault::no_space, Fault::short_write), [](const auto& fault) {
  return fault.param == Fault::io_error ? "as_an_error" : fault.param == Fault::no_space ? "for_want_of_space" : "as_a_short_write";
});

}  // namespace
}  // namespace headrace::engine::embedded
