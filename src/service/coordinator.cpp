#include "service/coordinator.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "service/prepare.h"

namespace headrace::service {
namespace {

using control::SyncJobStatus;

void log_failure(std::string_view what, const Error& error, std::string_view connector_id = {}) {
  base::log_warning("service", what, {{"connector.id", connector_id}, {"error.message", error.reason}});
}

}  // namespace

Coordinator::Coordinator(const Context& context, std::function<void()> wake)
    : context_(context),
      wake_(std::move(wake)),
      health_(context.clock, {.good_for = context.settings.health_interval, .bad_for = context.settings.poll_interval}, wake_),
      last_look_(context.clock.now()) {}

base::Instant Coordinator::look() {
  const auto now = context_.clock.now();
  next_moment_ = now + context_.settings.poll_interval;
  drop_ended();
  for (const auto& job : running_) job->look_now();
  if (!is_prepared_) {
    const auto prepared = context_.backend.prepare();
    if (!prepared) {
      log_failure("the target is not ready, next try follows", prepared.error());
      return next_moment_;
    }
    is_prepared_ = true;
  }
  if (const auto looked = look_at_connectors(); !looked) log_failure("connectors could not be looked at, next try follows", looked.error());
  if (const auto taken = take_back_own_jobs(); !taken) log_failure("own jobs could not be taken back, next try follows", taken.error());
  if (const auto taken = take_waiting_jobs(); !taken) log_failure("waiting jobs could not be taken, next try follows", taken.error());
  last_look_ = now;
  return next_moment_;
}

void Coordinator::suspend_all(std::chrono::milliseconds grace) {
  for (const auto& job : running_) job->suspend(grace);
  running_.clear();  // waits for each
}

void Coordinator::drop_ended() {
  std::erase_if(running_, [](const auto& job) { return job->has_ended(); });
}

std::string Coordinator::listed_type(const std::string& connector_id) const {
  const auto& types = context_.settings.service_types;
  const auto found = types.find(connector_id);
  return found == types.end() ? std::string() : found->second;
}

/// Every connector, each look (docs/spec/connector-service.md 22, 5); one that fails does not keep the others from their turn.
Result<void> Coordinator::look_at_connectors() {
  std::vector<Record> connectors;
  const auto& settings = context_.settings;
  TRY_VOID(context_.backend.connectors({settings.native_connectors, settings.connector_ids}, [&](const Record& connector) {
    connectors.push_back(connector);
    return true;
  }));
  connector_ids_.clear();
  for (const auto& connector : connectors) connector_ids_.push_back(connector.id);
  for (auto& connector : connectors) {
    const auto id = connector.id;
    const auto looked = look_at_connector(std::move(connector));
    if (!looked && !is_gone(looked.error())) log_failure("a connector could not be looked after, next try follows", looked.error(), id);
  }
  std::erase_if(followed_, [&](const auto& entry) { return std::ranges::find(connector_ids_, entry.first) == connector_ids_.end(); });
  return {};
}

Result<void> Coordinator::look_at_connector(Record connector) {
  auto& followed = followed_.try_emplace(connector.id, first_window(connector.source)).first->second;
  auto service_type = listed_type(connector.id);
  if (service_type.empty()) service_type = connector.source.text("service_type");
  const auto* source = context_.find_source(service_type);
  const auto now = context_.clock.now();
  if (source == nullptr) {
    followed.up_to(now);
    return {};
  }
  TRY(const bool is_prepared, prepare(connector, *source));
  TRY_VOID(check_in(connector));
  const auto status = connector.source.text("status");
  if (!is_prepared || status == "created" || status == "needs_configuration") {
    followed.up_to(now);
    return {};
  }
  TRY(const auto health, health_of(connector, *source));
  if (!health) return {};  // not known yet: nothing is scheduled, and no moment is lost
  if (!health->is_good()) {
    followed.up_to(now);
    return {};
  }
  return schedule(connector, *source, followed);
}

/// Fills in what the connector lacks. False when somebody else has written meanwhile: the next look decides anew.
Result<bool> Coordinator::prepare(Record& connector, const sources::SourceType& source) {
  const auto part = preparation_of(connector.source, source, listed_type(connector.id));
  if (part.is_null()) return true;
  TRY(const auto written, context_.backend.update_connector(connector.id, part, connector.guard));
  if (!written) {
    wake_();
    return false;
  }
  json::merge(connector.source, part);
  connector.guard = *written;
  base::log_info("service", "connector prepared", {{"connector.id", connector.id}, {"service_type", source.service_type}});
  return true;
}

/// docs/spec/connector-service.md 8.4; for every connector once after the start, so that people see that a service is there.
Result<void> Coordinator::check_in(const Record& connector) {
  const auto last_seen = base::parse_date(connector.source.text("last_seen"));
  const bool is_due = !last_seen || context_.clock.now() - *last_seen >= context_.settings.heartbeat_interval;
  if (!is_due && checked_in_.contains(connector.id)) return {};
  TRY_VOID(context_.backend.check_in(connector.id));
  checked_in_.insert(connector.id);
  return {};
}

/// What the check of the source says. A new answer goes into the connector.
Result<std::optional<Health>> Coordinator::health_of(const Record& connector, const sources::SourceType& source) {
  auto answer = health_.of(connector, source);
  if (!answer.health || !answer.is_new) return answer.health;
  if (!answer.health->is_good()) {
    TRY_VOID(tell_error(connector, answer.health->error));
    return answer.health;
  }
  const auto* error = connector.source.find("error");
  if (connector.source.text("status") == "connected" && (error == nullptr || error->is_null())) return answer.health;
  const auto part = json::object({{"status", "connected"}, {"error", nullptr}});
  if (const auto told = context_.backend.update_connector(connector.id, part, std::nullopt); !told) return fail(told.error());
  return answer.health;
}

Result<void> Coordinator::tell_error(const Record& connector, const std::string& error) {
  if (connector.source.text("status") == "error" && connector.source.text("error") == error) return {};
  base::log_warning("service", "connector in error", {{"connector.id", connector.id}, {"error.message", error}});
  const auto part = json::object({{"status", "error"}, {"error", error}});
  if (const auto told = context_.backend.update_connector(connector.id, part, std::nullopt); !told) return fail(told.error());
  return {};
}

/// Of a connector that this service sees for the first time: moments that nobody dealt with are made up as far as the setting says. One
/// that was never scheduled is followed from its last sign of a service, which was there and would have done it.
Coordinator::Followed Coordinator::first_window(const json::Value& connector) const {
  const auto earliest = last_look_ - context_.settings.look_back;
  const auto last_seen = base::parse_date(connector.text("last_seen"));
  return {.since = earliest, .since_first = last_seen ? std::clamp(*last_seen, earliest, last_look_) : last_look_};
}

/// Follows the schedules of a connector from where it was left, which moves on unless the target failed.
Result<void> Coordinator::schedule(const Record& connector, const sources::SourceType& source, Followed& followed) {
  const auto now = context_.clock.now();
  const auto scheduled = schedule_syncs(context_, connector, source, {followed.since, followed.since_first, now});
  if (!scheduled) {
    const auto& error = scheduled.error();
    if (error.kind != ErrorKind::illegal_argument && error.kind != ErrorKind::status_bad_request) return fail(error);
    followed.up_to(now);
    return tell_error(connector, error.reason);
  }
  followed.up_to(now);
  if (scheduled->next) next_moment_ = std::min(next_moment_, *scheduled->next);
  return {};
}

/// After a start: jobs that run under this service's token, and that nobody runs. Once.
Result<void> Coordinator::take_back_own_jobs() {
  if (has_taken_back_) return {};
  std::vector<Record> own;
  const JobFilter filter{.statuses = {SyncJobStatus::in_progress}, .connector_ids = connector_ids_};
  TRY_VOID(context_.backend.jobs(filter, [&](const Record& job) {
    if (job.source.text("worker_hostname") == context_.settings.hostname) own.push_back(job);
    return true;
  }));
  for (const auto& job : own) {
    const auto is_this = [&](const auto& running) { return running->id() == job.id; };
    if (std::ranges::any_of(running_, is_this)) continue;
    TRY(auto claimed, reclaim(context_, job));
    if (claimed) run(std::move(*claimed));
  }
  has_taken_back_ = true;
  return {};
}

std::set<std::string> Coordinator::busy_connectors() const {
  std::set<std::string> busy;
  for (const auto& job : running_) {
    if (job->type() != control::SyncJobType::access_control) busy.insert(job->connector_id());
  }
  return busy;
}

/// Oldest first; of one connector one content job at a time, so that no connector can fill all slots however many jobs it has.
Result<void> Coordinator::take_waiting_jobs() {
  auto tried = busy_connectors();
  while (has_free_slot()) {
    JobFilter filter{.statuses = {SyncJobStatus::pending, SyncJobStatus::suspended}, .connector_ids = std::vector<std::string>()};
    std::ranges::copy_if(connector_ids_, std::back_inserter(*filter.connector_ids), [&](const auto& id) { return !tried.contains(id); });
    if (filter.connector_ids->empty()) return {};
    std::optional<Record> oldest;
    TRY_VOID(context_.backend.jobs(filter, [&](const Record& job) {
      oldest = job;
      return false;
    }));
    if (!oldest) return {};
    const auto connector_id = control::connector_id_of(oldest->source);
    tried.insert(connector_id);
    auto claimed = claim_waiting(context_, *oldest);
    if (!claimed) {
      log_failure("a job could not be claimed, next try follows", claimed.error(), connector_id);
    } else if (*claimed) {
      run(std::move(**claimed));
    }
  }
  return {};
}

void Coordinator::run(Claimed claimed) {
  running_.push_back(
      std::make_unique<Job>(context_, std::move(claimed.job), std::move(claimed.connector), claimed.is_restart, [this] { wake_(); }));
  running_.back()->start();
}

}  // namespace headrace::service
