// Several services at once, thousands of histories: docs/spec/connector-service.md 10, 22 and 23; DESIGN 5, promises 3 and 4.

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/log.h"
#include "service/simulation_faults.h"

namespace headrace::service {
namespace {

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
                           .length = std::chrono::minutes(is_large ? 60 : 30)});
    const auto wrong = simulation.run();
    ASSERT_TRUE(wrong.empty()) << wrong << "again: HEADRACE_SIMULATION_SEEDS=" << seed << ":1";
  }
}

}  // namespace
}  // namespace headrace::service
