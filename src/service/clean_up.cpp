#include "service/clean_up.h"

#include <fmt/format.h>

#include "base/log.h"
#include "service/claim.h"

namespace headrace::service {
namespace {

using control::SyncJobStatus;

const std::vector running_statuses{SyncJobStatus::in_progress, SyncJobStatus::canceling};

/// The counters that the job reported while it lived, with this error.
control::SyncJobEnd end_of(const json::Value& job, const std::string& error) {
  return {.status = SyncJobStatus::error,
          .error = error,
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
  TRY_VOID(context_.backend.connectors({settings.native_connectors, settings.connector_ids}, [&](const Record& connector) {
    served.insert(connector.id);
    return true;
  }));
  const auto now = context_.clock.now();
  std::vector<Record> dead;
  TRY_VOID(context_.backend.jobs({.statuses = running_statuses}, [&](const Record& job) {
    const auto last_seen = base::parse_date(job.source.text("last_seen"));
    if (!last_seen || now - *last_seen >= settings.idle_limit) dead.push_back(job);
    return true;
  }));
  for (const auto& job : dead) {
    const auto connector_id = control::connector_id_of(job.source);
    if (served.contains(connector_id)) {
      TRY_VOID(end_job(job, idle_text(job.source, settings.idle_limit), true));
      continue;
    }
    TRY(const auto connector, context_.backend.connector(connector_id));
    if (!connector) TRY_VOID(end_job(job, orphan_text(job.source, settings.idle_limit), false));
  }
  return free_stuck_connectors();
}

/// Only over what was read: a job that shows life meanwhile, or that another service cleans up, is left alone.
Result<void> CleanUp::end_job(const Record& job, const std::string& error, bool has_connector) {
  const auto end = end_of(job.source, error);
  const auto written = context_.backend.update_job(job.id, control::job_end(end, context_.clock.now()), job.guard);
  if (!written) return is_gone(written.error()) ? Result<void>() : fail(written.error());
  if (!*written) return {};
  base::log_warning("service", "dead job ended", {{"sync_job.id", job.id}, {"error.message", error}});
  if (!has_connector) return {};
  const auto part = control::connector_end(type_of(job.source), end, context_.clock.now());
  const auto told = context_.backend.update_connector(control::connector_id_of(job.source), part, std::nullopt);
  return told || is_gone(told.error()) ? Result<void>() : fail(told.error());
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
  TRY_VOID(context_.backend.connectors({settings.native_connectors, settings.connector_ids}, [&](const Record& connector) {
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
