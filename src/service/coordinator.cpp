#include "service/coordinator.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "service/checkpoint.h"
#include "service/dead_job.h"
#include "service/prepare.h"

namespace headrace::service {
namespace {

using control::SyncJobStatus;

void log_failure(std::string_view what, const Error& error, std::string_view connector_id = {}) {
  base::log_warning("service", what, {{"connector.id", connector_id}, {"error.message", error.reason}});
}

control::SyncJobType type_of(const json::Value& job) {
  return control::parse_sync_job_type(job.text("job_type")).value_or(control::SyncJobType::full);
}

}  // namespace

Coordinator::Coordinator(const Context& context, std::function<void()> wake, const Workers& workers)
    : context_(context),
      wake_(std::move(wake)),
      health_(context.clock,
              {.good_for = context.settings.health_interval,
               .bad_for = context.settings.poll_interval,
               .at_once = context.settings.max_concurrent_checks},
              wake_, workers.in_background),
      drafts_(context, wake_, workers.in_background),
      start_job_(workers.start_job),
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
  for (const auto pool : {Pool::content, Pool::access_control}) {
    if (const auto taken = take_waiting_jobs(pool); !taken) log_failure("waiting jobs could not be taken, next try follows", taken.error());
  }
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

Result<void> Coordinator::find_connectors(std::vector<Record>& connectors) {
  TRY_VOID(context_.backend.connectors(served_connectors(context_.settings), [&](const Record& connector) {
    connectors.push_back(connector);
    return true;
  }));
  connector_ids_.clear();
  for (const auto& connector : connectors) {
    connector_ids_.push_back(connector.id);
    const auto last_synced = base::parse_date(connector.source.text("last_synced"));
    auto& last = last_ran_.try_emplace(connector.id).first->second;
    if (last_synced) last = std::max(last, *last_synced);
  }
  const auto is_gone_from_here = [&](const auto& entry) { return std::ranges::find(connector_ids_, entry.first) == connector_ids_.end(); };
  std::erase_if(last_ran_, is_gone_from_here);
  std::erase_if(followed_, is_gone_from_here);
  return {};
}

/// Every connector, each look (docs/spec/connector-service.md 22, 5); one that fails does not keep the others from their turn.
Result<void> Coordinator::look_at_connectors() {
  std::vector<Record> connectors;
  TRY_VOID(find_connectors(connectors));
  if (!context_.settings.actions.schedule) return {};
  for (auto& connector : connectors) {
    const auto id = connector.id;
    const auto looked = look_at_connector(std::move(connector));
    if (!looked && !is_gone(looked.error())) log_failure("a connector could not be looked after, next try follows", looked.error(), id);
  }
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
  if (const auto looked = drafts_.look_at(connector, *source); !looked) {
    log_failure("draft sync rules could not be looked after, next try follows", looked.error(), connector.id);
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

/// After a start, and after a claim without an answer: jobs that run under this service's token, and that nobody runs.
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
    if (std::ranges::any_of(running_, is_this) || !is_selected(pool_of(type_of(job.source)))) continue;
    TRY(auto claimed, reclaim(context_, job));
    if (!claimed) continue;
    TRY(const bool may_go_on, survives(job.id));
    if (may_go_on) run(std::move(*claimed));
  }
  has_taken_back_ = true;
  return {};
}

/// Of a job that this service holds, and ran when it died: does it go on once more?
Result<bool> Coordinator::survives(const std::string& job_id) {
  TRY(const auto job, context_.backend.job(job_id));
  if (!job) return false;
  TRY(const auto deaths, count_death(context_, *job));
  if (deaths <= max_deaths) return true;
  TRY_VOID(end_dead_job(context_, *job,
                        fmt::format("The service [{}] died while it ran this job, and so did all that took it up again, {} times. Look for "
                                    "the reason in their logs, such as no memory left, then start the sync again.",
                                    context_.settings.hostname, deaths - 1)));
  return false;
}

bool Coordinator::is_selected(Pool pool) const {
  const auto& actions = context_.settings.actions;
  return pool == Pool::content ? actions.sync_content : actions.sync_access_control;
}

bool Coordinator::has_free_slot(Pool pool) const {
  const auto& settings = context_.settings;
  const auto slots = pool == Pool::content ? settings.max_concurrent_content_syncs : settings.max_concurrent_access_control_syncs;
  return std::ranges::count_if(running_, [&](const auto& job) { return pool_of(job->type()) == pool; }) < slots;
}

/// Of one connector one job of each kind runs at a time (docs/spec/connector-service.md 10.3).
std::vector<std::string> Coordinator::free_connectors(Pool pool) const {
  std::vector<std::string> free;
  std::ranges::copy_if(connector_ids_, std::back_inserter(free), [&](const auto& id) {
    return std::ranges::none_of(running_, [&](const auto& job) { return job->connector_id() == id && pool_of(job->type()) == pool; });
  });
  return free;
}

/// The oldest of each connector that has none running. The connector whose last sync is longest ago comes first, so that none can keep the
/// others waiting, however many jobs it has.
Result<std::vector<Record>> Coordinator::waiting_jobs(Pool pool) {
  const JobFilter filter{.statuses = {SyncJobStatus::pending, SyncJobStatus::suspended}, .connector_ids = free_connectors(pool)};
  if (filter.connector_ids->empty()) return std::vector<Record>();
  std::vector<Record> oldest;
  std::set<std::string> seen;
  TRY_VOID(context_.backend.jobs(filter, [&](const Record& job) {
    if (pool_of(type_of(job.source)) == pool && seen.insert(control::connector_id_of(job.source)).second) oldest.push_back(job);
    return seen.size() < filter.connector_ids->size();
  }));
  std::map<std::pair<base::Instant, std::size_t>, Record> in_order;
  for (auto& job : oldest) {
    const auto last_ran = last_ran_[control::connector_id_of(job.source)];
    in_order.try_emplace({last_ran, in_order.size()}, std::move(job));
  }
  std::vector<Record> jobs;
  jobs.reserve(in_order.size());
  for (auto& [key, job] : in_order) jobs.push_back(std::move(job));
  return jobs;
}

Result<void> Coordinator::take_waiting_jobs(Pool pool) {
  if (!is_selected(pool) || !has_free_slot(pool)) return {};
  TRY(const auto jobs, waiting_jobs(pool));
  for (const auto& job : jobs) {
    if (!has_free_slot(pool)) break;
    take(job);
  }
  return {};
}

void Coordinator::take(const Record& job) {
  auto claimed = claim_waiting(context_, job);
  if (!claimed) {
    log_failure("a job could not be claimed, next try follows", claimed.error(), control::connector_id_of(job.source));
    has_taken_back_ = false;  // perhaps it was, and only the answer got lost
  } else if (*claimed) {
    run(std::move(**claimed));
  }
}

void Coordinator::run(Claimed claimed) {
  last_ran_[claimed.connector.id] = context_.clock.now();
  running_.push_back(start_job_(context_, std::move(claimed), [this] { wake_(); }));
}

}  // namespace headrace::service
