#pragma once
// For tests only: several services on one target, with wrong clocks, bad lines, kills and people who press buttons, in virtual time and
// without threads. One seed, one history. What must hold at every moment is checked at every moment; the rest after all has calmed down.

#include <fmt/format.h>

#include "control/connector_filtering_rules.h"
#include "service/clean_up.h"
#include "service/connector_events.h"
#include "service/coordinator.h"
#include "service/simulated_job.h"
#include "service/simulated_target.h"

namespace headrace::service {

/// What a history is made of.
struct SimulationShape {
  std::uint64_t seed = 0;
  std::size_t services = 2;
  std::size_t connectors = 2;
  std::chrono::minutes length{30};
  base::Nanoseconds most_ahead = std::chrono::minutes(2);  ///< of a service's clock, either way
  bool has_faults = true;
  std::chrono::seconds longest_job{900};
  std::string schedule = "0 0/10 * * * ?";
};

class Simulation final : public JobWatcher {
 public:
  explicit Simulation(const SimulationShape& shape);

  /// Lives through the history, then calms down. Empty: all was as it must be; else what was not, with the events that led there.
  std::string run();

  // For tests that make their own history.
  void live(base::Nanoseconds duration);
  void start_service(std::size_t number);
  void kill_service(std::size_t number);  ///< kill -9; it stays away
  MemoryBackend& state() { return state_; }
  base::Instant now() { return truth_.now(); }
  [[nodiscard]] const std::set<std::string>& created_jobs() const { return created_; }
  [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }
  std::size_t runs_of(const std::string& job) {
    return static_cast<std::size_t>(std::ranges::count(runs_, job, [](const auto& run) { return run->job; }));
  }
  bool jobs_fail = true;                           ///< some of them do, because of their source
  std::optional<bool> jobs_resume = std::nullopt;  ///< none: some do
  std::optional<std::chrono::seconds> job_length = std::nullopt;

  void job_created(const std::string& id) override;
  void job_about_to_end(const std::string& id) override;
  void job_written(const std::string& id, const std::string& before, const std::string& after, bool by_clean_up) override;

 private:
  /// From a start of a service to its end.
  struct Life {
    Life(Simulation& simulation, std::size_t number);
    std::size_t number;
    Line line;
    BadLine backend;
    Context context;
    bool wants_look = true;
    Coordinator coordinator;
    CleanUp cleaner;
    base::Instant next_look{};
    base::Instant next_cleanup;
    std::vector<SimulatedJob*> jobs;
  };
  struct Host {
    std::unique_ptr<SkewedClock> clock;
    Settings settings;
    std::unique_ptr<Life> life;
    base::Instant starts_at{}, hangs_until{}, cut_until{};
    base::Instant good_since{};
  };

  void make_connector(std::size_t number);
  std::unique_ptr<RunningJob> start_job(Life& life, const Context& context, const Claimed& claimed, std::function<void()> on_end);
  void step();
  void act(Host& host);
  void break_something();
  void press_button();
  void check_moments();
  bool is_dealt_with(const std::string& connector, base::Instant moment);
  void calm_down();
  std::vector<std::string> stuck_connectors();
  void check_end();
  void check_cancelation(const std::string& id, const std::string& status);
  [[nodiscard]] bool is_live(const SimulatedRun& run);
  [[nodiscard]] bool is_hanging(const Host& host) { return truth_.now() < host.hangs_until; }
  void disturb(std::size_t service);
  void note(std::string event) { events_.push_back(base::format_instant(truth_.now()).substr(11, 8) + " " + std::move(event)); }
  void complain(const std::string& problem) {
    problems_.push_back(problem);
    note("PROBLEM: " + problem);
  }
  bool chance(double share) { return std::uniform_real_distribution<>(0, 1)(random_) < share; }
  std::int64_t between(std::int64_t least, std::int64_t most) { return std::uniform_int_distribution<std::int64_t>(least, most)(random_); }

  const SimulationShape shape_;
  std::mt19937_64 random_;
  base::ManualClock truth_;
  MemoryBackend state_{truth_};
  sources::SourceType source_;
  std::vector<Host> hosts_;
  std::vector<std::shared_ptr<SimulatedRun>> runs_;
  std::set<std::string> created_;                ///< scheduled jobs
  std::map<std::string, std::string> canceled_;  ///< jobs that somebody cancelled, and their status then
  std::set<std::string> disturbed_, failed_;     ///< jobs whose run died, hung or was cut off; whose source failed
  std::map<std::string, std::size_t> claims_;
  std::set<std::string> deleted_;  ///< connectors
  base::Instant next_moment_;      ///< whose fate is not known yet
  std::vector<std::string> events_, problems_;
};

}  // namespace headrace::service
