#pragma once
// For tests only: what befalls the services of a simulation, and what must hold for all that. See simulation.h.

#include "service/simulation_steps.h"

namespace headrace::service {

/// At most one thing for a service at a time.
inline void Simulation::break_something() {
  const auto number = static_cast<std::size_t>(between(0, static_cast<std::int64_t>(hosts_.size()) - 1));
  auto& host = hosts_[number];
  if (!host.life) return;
  const auto now = truth_.now();
  switch (between(0, 4)) {
    case 0:
      kill_service(number);
      host.starts_at = now + std::chrono::seconds(between(1, 900));
      break;
    case 1:
      host.life->line.calls_until_kill = static_cast<int>(between(0, 40));
      note(fmt::format("service {} will die in {} calls", number, host.life->line.calls_until_kill));
      break;
    case 2:
      host.hangs_until = now + std::chrono::seconds(between(10, 900));
      note(fmt::format("service {} hangs until {}", number, base::format_instant(host.hangs_until)));
      disturb(number);
      break;
    case 3:
      host.cut_until = now + std::chrono::seconds(between(10, 900));
      note(fmt::format("service {} is cut off until {}", number, base::format_instant(host.cut_until)));
      disturb(number);
      break;
    default:
      note(fmt::format("service {} is stopped", number));
      if (host.life->line.is_cut || is_hanging(host)) disturb(number);
      try {
        host.life->coordinator.suspend_all(std::chrono::seconds(5));
      } catch (const Killed&) {
        disturb(number);
      }
      host.life.reset();
      host.starts_at = now + std::chrono::seconds(between(1, 300));
      break;
  }
}

/// What people do, through the API of the target.
inline void Simulation::press_button() {
  const auto connector = fmt::format("c{}", between(0, static_cast<std::int64_t>(shape_.connectors) - 1));
  const auto what = between(0, 9);
  if (what <= 3 && !deleted_.contains(connector)) {
    const auto id = fmt::format("by hand {}", state_.job_ids().size());
    state_.make_job(id, connector, what == 0 ? control::SyncJobType::access_control : control::SyncJobType::full);
    note("made " + id + " of " + connector);
  } else if (what == 4 && chance(0.3)) {
    deleted_.insert(connector);
    note("deleted " + connector);
    chance(0.5) ? state_.remove_connector(connector) : state_.merge_connector(connector, json::object({{"deleted", true}}));
  } else {
    const auto ids = state_.job_ids();
    if (ids.empty()) return;
    const auto& id = ids[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(ids.size()) - 1))];
    const auto status = state_.job_status(id);
    if (status != "pending" && status != "suspended" && status != "in_progress") return;
    note(fmt::format("canceled {}, which is {}", id, status));
    canceled_.try_emplace(id, status);
    state_.merge_job(id, json::object({{"status", status == "in_progress" ? "canceling" : "canceled"}}));
  }
}

inline bool Simulation::is_dealt_with(const std::string& connector, base::Instant moment) {
  if (created_.contains(scheduled_job_id(connector, control::SyncJobType::full, moment))) return true;
  return state_.documents(std::string(event_log_index))
      .contains(event_id({.connector_id = connector, .moment = moment, .name = "sync_skipped", .kind = "full", .message = ""}));
}

/// A moment has its job or its event when there was a service all the time that could look at it.
inline void Simulation::check_moments() {
  constexpr std::chrono::minutes time_for_looks{6};  // three of them
  if (truth_.now() < next_moment_ + shape_.most_ahead + time_for_looks) return;
  const auto since = next_moment_ - shape_.most_ahead;
  const bool was_one_there = std::ranges::any_of(hosts_, [&](const auto& host) { return host.good_since <= since && host.life; });
  for (std::size_t number = 0; was_one_there && number < shape_.connectors; ++number) {
    const auto connector = fmt::format("c{}", number);
    if (deleted_.contains(connector) || is_dealt_with(connector, next_moment_)) continue;
    complain(fmt::format("the moment {} of {} was lost", base::format_instant(next_moment_), connector));
  }
  next_moment_ += simulated_interval;
}

/// Everything works again, and nothing new comes: all that was begun comes to an end.
inline void Simulation::calm_down() {
  note("all is well from here on");
  for (std::size_t number = 0; number < shape_.connectors; ++number) {
    state_.merge_connector(fmt::format("c{}", number),
                           *json::parse(R"({"scheduling":{"full":{"enabled":false},"access_control":{"enabled":false}}})"));
  }
  next_moment_ = base::Instant::max() - std::chrono::hours(1);
  for (std::size_t number = 0; number < hosts_.size(); ++number) {
    auto& host = hosts_[number];
    host.hangs_until = host.cut_until = {};
    if (!host.life) start_service(number);
    host.life->line = {};
  }
  constexpr std::chrono::hours longest{8};
  const auto until = truth_.now() + longest;
  const auto is_open = [&](const auto& id) {
    const auto status = state_.job_status(id);
    if (control::is_final(*control::parse_sync_job_status(status))) return false;
    const bool waits = status == "pending" || status == "suspended";
    return !waits || !deleted_.contains(control::connector_id_of(state_.stored_job(id)));
  };
  while (truth_.now() < until) {
    live(std::chrono::minutes(2));
    const auto ids = state_.job_ids();
    if (std::ranges::none_of(ids, is_open) && stuck_connectors().empty()) break;
  }
  for (const auto& id : state_.job_ids()) {
    if (is_open(id)) complain(fmt::format("job {} is [{}] for ever", id, state_.job_status(id)));
  }
  for (const auto& id : stuck_connectors()) complain(fmt::format("connector {} says that it syncs, and nobody does", id));
}

inline std::vector<std::string> Simulation::stuck_connectors() {
  std::vector<std::string> stuck;
  for (std::size_t number = 0; number < shape_.connectors; ++number) {
    const auto id = fmt::format("c{}", number);
    if (deleted_.contains(id)) continue;
    const auto connector = state_.stored_connector(id);
    if (connector.text("last_sync_status") == "in_progress" || connector.text("last_access_control_sync_status") == "in_progress")
      stuck.push_back(id);
  }
  return stuck;
}

inline void Simulation::check_cancelation(const std::string& id, const std::string& status) {
  const auto before = canceled_.at(id);
  if (status == "canceled") return;
  const bool never_ran = claims_[id] > runs_of(id);  // the answer to the claim was lost
  const bool may_be_error = before == "in_progress" && (never_ran || disturbed_.contains(id) || failed_.contains(id) ||
                                                        deleted_.contains(control::connector_id_of(state_.stored_job(id))));
  if (status == "error" && may_be_error) return;
  complain(fmt::format("job {} was canceled when it was [{}], and ended as [{}]", id, before, status));
}

inline void Simulation::check_end() {
  for (const auto& id : state_.job_ids()) {
    if (canceled_.contains(id)) check_cancelation(id, state_.job_status(id));
  }
  for (const auto& [id, text] : state_.documents(std::string(event_log_index))) {
    const auto event = *json::parse(text);
    const auto type = control::parse_sync_job_type(event.text("kind")).value_or(control::SyncJobType::full);
    const auto job = scheduled_job_id(std::string(event.text("connector_id")), type, *base::parse_instant(event.text("@timestamp")));
    if (created_.contains(job)) complain(fmt::format("the moment of {} has a job and was told as skipped", job));
  }
}

inline std::string Simulation::run() {
  const auto until = truth_.now() + shape_.length;
  while (truth_.now() < until) {
    if (shape_.has_faults && chance(0.02)) break_something();
    if (shape_.has_faults && chance(0.06)) press_button();
    step();
  }
  calm_down();
  check_end();
  if (problems_.empty()) return "";
  return fmt::format("seed {}:\n  {}\nwhat happened:\n  {}\n", shape_.seed, fmt::join(problems_, "\n  "), fmt::join(events_, "\n  "));
}

}  // namespace headrace::service
