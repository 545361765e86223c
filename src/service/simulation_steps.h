#pragma once
// For tests only: how a simulation goes on. See simulation.h.

#include "service/simulation.h"

namespace headrace::service {

inline constexpr std::chrono::seconds simulation_step{10};
inline constexpr std::chrono::minutes simulated_interval{10};

/// Of a source that is always there.
class SimulatedSource final : public sources::Source {
 public:
  Result<void> validate() override { return {}; }
  Result<void> ping() override { return {}; }
  Result<std::unique_ptr<sources::DocumentStream>> read(const sources::ReadRequest&) override { return fail(ErrorKind::internal, ""); }
};

inline Simulation::Life::Life(Simulation& simulation, std::size_t host)
    : number(host),
      line{.lost_answers = simulation.shape_.has_faults ? 0.01 : 0, .stolen_writes = simulation.shape_.has_faults ? 0.1 : 0},
      backend(simulation.state_, line, simulation.random_, simulation),
      context{backend, simulation.hosts_[host].settings, *simulation.hosts_[host].clock,
              [&simulation](std::string_view) { return &simulation.source_; }},
      coordinator(context, [this] { wants_look = true; },
                  {.start_job = [this, &simulation](
                                    const Context& of, Claimed claimed,
                                    std::function<void()> on_end) { return simulation.start_job(*this, of, claimed, std::move(on_end)); },
                   .in_background = [](const std::function<void()>& work) { work(); }}),
      cleaner(context),
      next_cleanup(simulation.truth_.now() + simulation.hosts_[host].settings.cleanup_interval) {}

inline Simulation::Simulation(const SimulationShape& shape)
    : shape_(shape),
      random_(shape.seed),
      truth_(*base::parse_instant("2026-08-20T10:01:00Z")),
      next_moment_(*base::parse_instant("2026-08-20T10:10:00Z")) {
  const auto on = json::object({{"enabled", true}});
  source_.service_type = "simulated";
  source_.configuration = json::Value(json::Object());
  source_.features = json::object({{"document_level_security", on}});
  source_.make = [](const json::Value&) -> Result<std::unique_ptr<sources::Source>> { return std::make_unique<SimulatedSource>(); };
  for (std::size_t number = 0; number < shape.connectors; ++number) make_connector(number);
  const auto most = shape.most_ahead / std::chrono::seconds(1);
  for (std::size_t number = 0; number < shape.services; ++number) {
    Host host;
    // Of two services without faults one is as far ahead as may be.
    const auto ahead = shape.has_faults ? between(-most, most) : (number % 2 == 0 ? 0 : most);
    host.clock = std::make_unique<SkewedClock>(truth_, std::chrono::seconds(ahead));
    host.settings.instance = host.settings.hostname = fmt::format("service {}", number);
    host.settings.native_connectors = true;
    host.settings.poll_interval = std::chrono::seconds(120);
    host.settings.job_heartbeat_interval = std::chrono::seconds(60);
    host.settings.health_interval = std::chrono::hours(1);
    host.settings.max_concurrent_content_syncs = static_cast<unsigned>(between(1, 3));
    host.starts_at = truth_.now();
    hosts_.push_back(std::move(host));
  }
}

inline void Simulation::make_connector(std::size_t number) {
  const auto schedule = json::object({{"enabled", true}, {"interval", shape_.schedule}});
  const auto on = json::object({{"enabled", true}});
  const auto marker = base::format_instant_with_offset(truth_.now() - std::chrono::minutes(1));
  auto connector = json::object({{"is_native", true},
                                 {"service_type", "simulated"},
                                 {"status", "connected"},
                                 {"error", nullptr},
                                 {"index_name", fmt::format("content-{}", number)},
                                 {"configuration", json::object({{"a", json::object({{"value", "b"}})}})},
                                 {"features", json::object({{"document_level_security", on}})},
                                 {"scheduling", json::object({{"full", schedule}})},
                                 {"last_sync_scheduled_at", marker}});
  // Not all have access control syncs, too.
  if (number % 2 == 1)
    connector.find("scheduling")->set("access_control", json::object({{"enabled", true}, {"interval", "0 5/20 * * * ?"}}));
  state_.put_connector(fmt::format("c{}", number), std::move(connector));
}

inline void Simulation::start_service(std::size_t number) {
  note(fmt::format("service {} starts, its clock is {} s ahead", number, hosts_[number].clock->ahead() / std::chrono::seconds(1)));
  hosts_[number].life = std::make_unique<Life>(*this, number);
  hosts_[number].good_since = truth_.now();
}

inline void Simulation::disturb(std::size_t service) {
  for (const auto& run : runs_) {
    if (!run->has_ended && run->service == service) disturbed_.insert(run->job);
  }
}

inline void Simulation::kill_service(std::size_t number) {
  note(fmt::format("service {} is killed", number));
  disturb(number);
  hosts_[number].life.reset();
  hosts_[number].starts_at = truth_.now() + std::chrono::hours(1000);
  for (const auto& run : runs_) {
    if (run->service == number) run->has_ended = true;  // also one that was just about to start
  }
}

/// It shows life: its process runs, and the target has heard of it within the idle limit.
inline bool Simulation::is_live(const SimulatedRun& run) {
  const auto& host = hosts_[run.service];
  return !run.has_ended && host.life && !is_hanging(host) && truth_.now() - run.last_contact < host.settings.idle_limit;
}

inline std::unique_ptr<RunningJob> Simulation::start_job(Life& life, const Context& context, const Claimed& claimed,
                                                         std::function<void()> on_end) {
  const auto type = control::parse_sync_job_type(claimed.job.source.text("job_type")).value_or(control::SyncJobType::full);
  const bool is_content = type != control::SyncJobType::access_control;
  for (const auto& other : runs_) {
    if (!is_live(*other)) continue;
    if (other->job == claimed.job.id)
      complain(fmt::format("job {} is run by service {} and service {}", other->job, other->service, life.number));
    const bool other_is_content = other->type != control::SyncJobType::access_control;
    if (other->connector == claimed.connector.id && other_is_content == is_content && other->job != claimed.job.id) {
      complain(fmt::format("connector {} has two syncs at once: {} and {}", other->connector, other->job, claimed.job.id));
    }
  }
  auto run = std::make_shared<SimulatedRun>();
  run->job = claimed.job.id;
  run->connector = claimed.connector.id;
  run->type = type;
  run->service = life.number;
  run->last_contact = truth_.now();
  run->ends_at = truth_.now() + job_length.value_or(std::chrono::seconds(between(5, shape_.longest_job.count())));
  run->can_resume = jobs_resume.value_or(chance(0.5));
  run->fails = jobs_fail && chance(0.1);
  if (run->fails) failed_.insert(run->job);
  note(fmt::format("service {} {} {}", life.number, claimed.is_restart ? "goes on with" : "starts", run->job));
  runs_.push_back(run);
  auto job = std::make_unique<SimulatedJob>(context, std::move(run), truth_, std::move(on_end));
  life.jobs.push_back(job.get());
  return job;
}

inline void Simulation::job_created(const std::string& id) {
  note("scheduled: " + id);
  if (!created_.insert(id).second) complain(fmt::format("job {} was made twice", id));
}

/// At this very moment the line of its service is mended, and it shows life.
inline void Simulation::job_about_to_end(const std::string& id) {
  for (const auto& run : runs_) {
    auto& host = hosts_[run->service];
    if (run->job != id || run->has_ended || !host.life || is_hanging(host) || host.cut_until <= truth_.now()) continue;
    note(fmt::format("job {} shows life in the last moment", id));
    host.cut_until = truth_.now();
    host.life->line.is_cut = false;
    if (state_.report(id, {.indexed_document_count = 1})) run->last_contact = truth_.now();
  }
}

inline void Simulation::job_written(const std::string& id, const std::string& before, const std::string& after, bool by_clean_up) {
  note(fmt::format("{}: {} -> {}{}", id, before, after, by_clean_up ? ", by the clean-up" : ""));
  if (after == "in_progress") ++claims_[id];
  const auto status = control::parse_sync_job_status(before);
  if (status && control::is_final(*status)) complain(fmt::format("job {} was [{}] for good, and is [{}] now", id, before, after));
  if (!by_clean_up) return;
  for (const auto& run : runs_) {
    if (run->job == id && is_live(*run)) complain(fmt::format("job {} lives on service {}, and was taken for dead", id, run->service));
  }
}

inline void Simulation::act(Host& host) {
  auto& life = *host.life;
  const auto now = truth_.now();
  if (std::exchange(life.wants_look, false) || now >= life.next_look) {
    // Jobs that have ended are destroyed by the look.
    std::erase_if(life.jobs, [](auto* job) { return job->has_ended(); });
    life.next_look = life.coordinator.look() - host.clock->ahead();
  }
  const auto jobs = life.jobs;
  for (auto* job : jobs) {
    if (!job->has_ended()) job->act();
  }
  if (now < life.next_cleanup) return;
  life.next_cleanup = now + host.settings.cleanup_interval;
  life.line.is_clean_up = true;
  std::ignore = life.cleaner.run();
  life.line.is_clean_up = false;
}

inline void Simulation::step() {
  truth_.advance(simulation_step);
  const auto now = truth_.now();
  for (std::size_t number = 0; number < hosts_.size(); ++number) {
    auto& host = hosts_[number];
    if (!host.life && now >= host.starts_at) start_service(number);
    if (host.life) host.life->line.is_cut = now < host.cut_until;
    if (!host.life || is_hanging(host) || host.life->line.is_cut) host.good_since = now;
    if (!host.life || is_hanging(host)) continue;
    try {
      act(host);
    } catch (const Killed&) {
      kill_service(number);
      host.starts_at = now + std::chrono::seconds(between(1, 900));
      host.good_since = now;
    }
  }
  check_moments();
}

inline void Simulation::live(base::Nanoseconds duration) {
  const auto until = truth_.now() + duration;
  while (truth_.now() < until) step();
}

}  // namespace headrace::service
