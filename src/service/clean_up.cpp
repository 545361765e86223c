#include "service/clean_up.h"

#include <fmt/format.h>

#include "base/log.h"
#include "service/checkpoint.h"
#include "service/claim.h"

namespace headrace::service {
namespace {

using control::SyncJobStatus;

const std::vector running_statuses{SyncJobStatus::in_progress, SyncJobStatus::canceling};

/// The counters that the job reported while it lived; an error only of a job that ends.
control::SyncJobEnd end_of(const json::Value& job, SyncJobStatus status, const std::string& error = {}) {
  return {.status = status,
          .error = error.empty() ? std::nullopt : std::optional(error),
          .indexed_document_count = job.number("indexed_document_count"),
          .indexed_document_volume = job.number("indexed_document_volume"),
          .deleted_document_count = job.number("deleted_document_count")};
}

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
    const auto end = end_of(job.source, SyncJobStatus::error, orphan_text(job.source, settings.idle_limit));
    if (const auto ended = write_end(job, end, false); !ended) return fail(ended.error());
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
    TRY(deaths, count_death(job));
  }
  if (deaths > 0 && deaths <= max_deaths) {
    TRY(const bool is_written, write_end(job, end_of(job.source, SyncJobStatus::suspended), true));
    if (is_written) {
      base::log_warning("service", "a dead job waits to go on from its checkpoint",
                        {{"sync_job.id", job.id}, {"deaths", std::to_string(deaths)}, {"error.message", error}});
    }
    return {};
  }
  if (deaths > max_deaths) error += fmt::format(" It was taken up again {} times before, and its service died each time.", max_deaths);
  TRY(const bool is_written, write_end(job, end_of(job.source, SyncJobStatus::error, error), true));
  if (!is_written) return {};
  const auto target = context_.backend.content("");
  if (const auto removed = Checkpoints(*target).remove(job.id); !removed) {
    base::log_warning("service", "the checkpoint of a dead job stays",
                      {{"sync_job.id", job.id}, {"error.message", removed.error().reason}});
  }
  return {};
}

/// How often the job was found dead, this time included; written down while that is few enough to go on. 0: it has no checkpoint. This
/// comes before the write to the job: who takes the job up reads the checkpoint, and must be the only one to write it from then on.
Result<std::int64_t> CleanUp::count_death(const Record& job) {
  const auto target = context_.backend.content("");
  Checkpoints checkpoints(*target);
  auto found = checkpoints.find(job.id);
  if (!found && may_answer_later(found.error())) return fail(found.error());  // one that refuses has no checkpoints for this service
  if (!found || !*found) return 0;
  auto& checkpoint = **found;
  if (++checkpoint.deaths > max_deaths) return checkpoint.deaths;
  TRY(const auto now, context_.backend.job(job.id));
  if (!now || now->guard.seq_no != job.guard.seq_no) return checkpoint.deaths;  // it lives, or somebody else was faster
  TRY_VOID(checkpoints.save(job.id, checkpoint));
  return checkpoint.deaths;
}

/// Only over what was read: a job that shows life meanwhile, or that another service cleans up, is left alone. True when it was written.
Result<bool> CleanUp::write_end(const Record& job, const control::SyncJobEnd& end, bool has_connector) {
  const auto now = context_.clock.now();
  const auto written = context_.backend.update_job(job.id, control::job_end(end, now), job.guard);
  if (!written) return is_gone(written.error()) ? Result<bool>(false) : fail(written.error());
  if (!*written) return false;
  if (end.error) base::log_warning("service", "dead job ended", {{"sync_job.id", job.id}, {"error.message", *end.error}});
  if (!has_connector) return true;
  const auto part = control::connector_end(type_of(job.source), end, now);
  const auto told = context_.backend.update_connector(control::connector_id_of(job.source), part, std::nullopt);
  if (!told && !is_gone(told.error())) return fail(told.error());
  return true;
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
