#include "service/clean_up.h"

#include <fmt/format.h>

#include "base/log.h"
#include "service/checkpoint.h"
#include "service/claim.h"
#include "service/dead_job.h"

namespace headrace::service {
namespace {

using control::SyncJobStatus;

const std::vector running_statuses{SyncJobStatus::in_progress, SyncJobStatus::canceling};

control::SyncJobType type_of(const json::Value& job) {
  return control::parse_sync_job_type(job.text("job_type")).value_or(control::SyncJobType::full);
}

std::string shown(std::string_view text) { return text.empty() ? "unknown" : std::string(text); }

/// Last activity, host, setting, what to do (docs/spec/connector-service.md 21: "idle error text does not help").
std::string idle_text(const json::Value& job, std::chrono::seconds idle_limit) {
  return fmt::format(
      "The job has not seen any update for some time: no sign of life since {} from its service on host [{}], longer than idle_limit "
      "({} s). That service was probably killed or has lost its connection. See to it, then start the sync again.",
      shown(job.text("last_seen")), shown(job.text("worker_hostname")), idle_limit.count());
}

std::string orphan_text(const json::Value& job, std::chrono::seconds idle_limit) {
  return idle_text(job, idle_limit) + fmt::format(" Its connector [{}] does not exist any more.", control::connector_id_of(job));
}

bool is_deleted(const json::Value& connector) {
  const auto* flag = connector.find("deleted");
  return flag != nullptr && flag->is_bool() && flag->as_bool();
}

/// The two kinds of syncs, as the connector's fields tell of them.
struct Kind {
  std::string_view status, error;
};
constexpr Kind content{"last_sync_status", "last_sync_error"};
constexpr Kind access_control{"last_access_control_sync_status", "last_access_control_sync_error"};

std::string key_of(const std::string& connector_id, const Kind& kind) { return std::string(kind.status) + " " + connector_id; }

}  // namespace

Result<void> CleanUp::run() {
  std::set<std::string> served;
  const auto& settings = context_.settings;
  TRY_VOID(context_.backend.connectors(served_connectors(settings), [&](const Record& connector) {
    served.insert(connector.id);
    return true;
  }));
  TRY(const auto dead, dead_jobs());
  for (const auto& job : dead) {
    const auto connector_id = control::connector_id_of(job.source);
    if (served.contains(connector_id)) {
      TRY_VOID(end_job(job));
      continue;
    }
    TRY(const auto connector, context_.backend.connector(connector_id));
    if (connector && !is_deleted(connector->source)) continue;  // of another service
    const auto end = end_of_dead(job.source, SyncJobStatus::error, orphan_text(job.source, settings.idle_limit));
    if (const auto ended = write_dead_end(context_, job, end, false); !ended) return fail(ended.error());
  }
  return free_stuck_connectors();
}

/// Remembers the signs of life of this round for the next one.
Result<std::vector<Record>> CleanUp::dead_jobs() {
  std::vector<Record> dead;
  std::map<std::string, LastSign> signs;
  const auto now = context_.clock.now();
  TRY_VOID(context_.backend.jobs({.statuses = running_statuses}, [&](const Record& job) {
    LastSign sign{std::string(job.source.text("last_seen")), now};
    const auto before = signs_.find(job.id);
    const bool is_known = before != signs_.end() && before->second.last_seen == sign.last_seen;
    if (is_known) sign.since = before->second.since;
    if (is_dead(job, now, is_known ? &sign : nullptr)) dead.push_back(job);
    signs[job.id] = std::move(sign);
    return true;
  }));
  signs_ = std::move(signs);
  return dead;
}

/// The stamp was given by another clock than that which `now` is of, so it counts only with a tolerance; what this service has watched
/// itself counts as it is. That way a living job is never taken for dead, and a dead one is found after the idle limit and one round.
bool CleanUp::is_dead(const Record& job, base::Instant now, const LastSign* before) {
  const auto limit = context_.settings.idle_limit;
  if (before != nullptr && now - before->since >= limit) return true;
  const auto last_seen = base::parse_date(job.source.text("last_seen"));
  return last_seen && now - *last_seen >= limit + clock_tolerance;
}

/// A job that can go on from a checkpoint waits to be taken up again; all others have failed (DESIGN 5, 4). One whose cancelation was
/// asked for does not go on.
Result<void> CleanUp::end_job(const Record& job) {
  auto error = idle_text(job.source, context_.settings.idle_limit);
  std::int64_t deaths = 0;
  if (job.source.text("status") == to_string(SyncJobStatus::in_progress)) {
    TRY(deaths, count_death(context_, job));
  }
  if (deaths > 0 && deaths <= max_deaths) {
    TRY(const bool is_written, write_dead_end(context_, job, end_of_dead(job.source, SyncJobStatus::suspended), true));
    if (is_written) {
      base::log_warning("service", "a dead job waits to go on from its checkpoint",
                        {{"sync_job.id", job.id}, {"deaths", std::to_string(deaths)}, {"error.message", error}});
    }
    return {};
  }
  if (deaths > max_deaths) error += fmt::format(" It was taken up again {} times before, and its service died each time.", max_deaths);
  return end_dead_job(context_, job, error);
}

/// A service that dies between its write on the connector and the claim leaves a connector that no job will ever free. Seen so in two
/// rounds it is freed.
Result<void> CleanUp::free_stuck_connectors() {
  std::set<std::string> running;
  TRY_VOID(context_.backend.jobs({.statuses = running_statuses}, [&](const Record& job) {
    const auto& kind = type_of(job.source) == control::SyncJobType::access_control ? access_control : content;
    running.insert(key_of(control::connector_id_of(job.source), kind));
    return true;
  }));
  std::vector<Record> stuck;
  std::set<std::string> suspected;
  const auto& settings = context_.settings;
  TRY_VOID(context_.backend.connectors(served_connectors(settings), [&](const Record& connector) {
    bool is_stuck = false;
    for (const auto& kind : {content, access_control}) {
      const auto key = key_of(connector.id, kind);
      if (connector.source.text(kind.status) != to_string(SyncJobStatus::in_progress) || running.contains(key)) continue;
      suspected.insert(key);
      is_stuck = is_stuck || suspected_.contains(key);
    }
    if (is_stuck) stuck.push_back(connector);
    return true;
  }));
  for (const auto& connector : stuck) {
    constexpr std::string_view text = "The sync that was started last has left no running job behind.";
    auto part = json::object({{"status", "error"}, {"error", text}});
    for (const auto& kind : {content, access_control}) {
      const auto key = key_of(connector.id, kind);
      if (!suspected_.contains(key) || !suspected.contains(key)) continue;
      part.set(kind.status, "error");
      part.set(kind.error, text);
    }
    const auto written = context_.backend.update_connector(connector.id, part, connector.guard);
    if (!written && !is_gone(written.error())) return fail(written.error());
  }
  suspected_ = std::move(suspected);
  return {};
}

}  // namespace headrace::service
