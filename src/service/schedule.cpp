#include "service/schedule.h"

#include <fmt/format.h>

#include "base/log.h"
#include "control/cron.h"
#include "control/sync_job_snapshot.h"
#include "crypto/hash.h"
#include "service/connector_events.h"

namespace headrace::service {
namespace {

using control::SyncJobType;

/// A type of sync, where a connector has its schedule, and the marker of the last moment that was dealt with.
struct Row {
  SyncJobType type;
  std::string_view schedule;
  std::string_view marker;
};

/// In the order of docs/spec/connector-service.md 8.7.
constexpr Row rows[] = {{SyncJobType::access_control, "access_control", "last_access_control_sync_scheduled_at"},
                        {SyncJobType::incremental, "incremental", "last_incremental_sync_scheduled_at"},
                        {SyncJobType::full, "full", "last_sync_scheduled_at"}};

constexpr std::size_t max_id_bytes = 512;

bool is_on(const json::Value& object, std::string_view path) {
  const auto* flag = object.at_path(path);
  return flag != nullptr && flag->is_bool() && flag->as_bool();
}

/// Can there be such syncs at all? (docs/spec/connector-service.md 8.7)
bool is_possible(SyncJobType type, const json::Value& connector, const sources::SourceType& source) {
  switch (type) {
    case SyncJobType::access_control:
      return is_on(connector, "features.document_level_security.enabled") && is_on(source.features, "document_level_security.enabled");
    case SyncJobType::incremental:
      return is_on(connector, "features.incremental_sync.enabled") && is_on(source.features, "incremental_sync.enabled");
    case SyncJobType::full:
      return true;
  }
  return false;
}

/// The cron expression of an enabled schedule, or "".
std::string interval_of(const json::Value& connector, const Row& row) {
  const auto* scheduling = connector.find("scheduling");
  const auto* schedule = scheduling == nullptr ? nullptr : scheduling->find(row.schedule);
  if (schedule == nullptr || !is_on(*schedule, "enabled")) return {};
  return std::string(schedule->text("interval"));
}

std::optional<base::Instant> instant_of(const json::Value& connector, std::string_view field) {
  const auto instant = base::parse_date(connector.text(field));
  return instant ? std::optional(*instant) : std::nullopt;
}

/// The last moment in [since, now]; none when there is none.
std::optional<base::Instant> last_moment(const control::Cron& cron, base::Instant since, base::Instant now) {
  std::optional<base::Instant> last;
  for (auto moment = cron.next(since); moment && *moment <= now; moment = cron.next(*moment + std::chrono::seconds(1))) last = moment;
  return last;
}

const std::vector unfinished{control::SyncJobStatus::pending, control::SyncJobStatus::suspended, control::SyncJobStatus::in_progress,
                             control::SyncJobStatus::canceling};

/// The oldest job of this type that waits or runs (docs/spec/connector-service.md 8.9); none when there is none.
Result<std::optional<Record>> earlier_job(const Context& context, const std::string& connector_id, SyncJobType type) {
  std::optional<Record> earlier;
  TRY_VOID(context.backend.jobs({.statuses = unfinished, .connector_ids = std::vector{connector_id}}, [&](const Record& job) {
    if (job.source.text("job_type") == control::to_string(type)) earlier = job;
    return !earlier;
  }));
  return earlier;
}

ConnectorEvent skipped_event(const std::string& connector_id, SyncJobType type, base::Instant moment) {
  return {.connector_id = connector_id,
          .moment = moment,
          .name = "sync_skipped",
          .kind = std::string(control::to_string(type)),
          .message = "",
          .level = "warning"};
}

/// People must find why there was no sync; a target that takes no such events is no reason not to go on. Errors: of one that may take them
/// later.
Result<void> tell_skipped(const Context& context, const std::string& connector_id, SyncJobType type, base::Instant moment,
                          const Record& earlier) {
  const auto status = earlier.source.text("status");
  const bool runs = status == "in_progress" || status == "canceling";
  auto event = skipped_event(connector_id, type, moment);
  event.message =
      fmt::format("The {} sync that was due at {} was skipped: the previous one, job [{}], is still {}.", control::to_string(type),
                  base::format_instant(moment), earlier.id, runs ? "running" : "waiting for its turn");
  event.job_id = earlier.id;
  const auto written = write_event(*context.backend.content(""), event);
  if (!written && may_answer_later(written.error())) return fail(written.error());
  base::log_warning("service", event.message, {{"connector.id", connector_id}, {"sync_job.id", earlier.id}});
  if (written) return {};
  base::log_warning("service", "an event of a connector was not written",
                    {{"connector.id", connector_id}, {"error.message", written.error().reason}});
  return {};
}

/// Another service, or an earlier look whose write was not answered, has told that this moment was skipped: then it stays so.
Result<bool> was_skipped(const Context& context, const std::string& connector_id, SyncJobType type, base::Instant moment) {
  const auto id = event_id(skipped_event(connector_id, type, moment));
  const auto event = context.backend.content("")->document(std::string(event_log_index), id);
  if (!event && may_answer_later(event.error())) return fail(event.error());
  return event && event->has_value();
}

/// Makes the job unless it, or an earlier one that has not ended, is there. True when it was made now.
Result<bool> make_job(const Context& context, const Record& connector, const Row& row, base::Instant moment) {
  const auto id = scheduled_job_id(connector.id, row.type, moment);
  TRY(const auto earlier, earlier_job(context, connector.id, row.type));
  if (earlier) {
    TRY(const auto own, context.backend.job(id));
    if (!own) TRY_VOID(tell_skipped(context, connector.id, row.type, moment, *earlier));
    return false;
  }
  TRY(const bool is_skipped, was_skipped(context, connector.id, row.type, moment));
  if (is_skipped) return false;
  const control::NewSyncJob wanted{.connector_id = connector.id, .type = row.type, .trigger = control::TriggerMethod::scheduled};
  TRY(const auto job, control::new_sync_job(wanted, connector.source, context.clock.now()));
  return context.backend.create_job(id, job);
}

/// Moves the marker forward, never back. The job is there already: stopping before this only means that the next look finds it.
Result<void> move_marker(const Context& context, Record connector, const Row& row, base::Instant moment) {
  constexpr int max_tries = 5;
  const auto part = json::object({{row.marker, base::format_instant_with_offset(moment)}});
  for (int tries = 0; tries < max_tries; ++tries) {
    const auto marker = instant_of(connector.source, row.marker);
    if (marker && *marker >= moment) return {};
    TRY(const auto written, context.backend.update_connector(connector.id, part, connector.guard));
    if (written) return {};
    TRY(auto again, context.backend.connector(connector.id));
    if (!again) return {};
    connector = std::move(*again);
  }
  return fail(ErrorKind::version_conflict, fmt::format("The connector [{}] is changed again and again by somebody else.", connector.id));
}

/// One type of one connector. True when a job was made; the next moment goes to `next`.
Result<bool> schedule_type(const Context& context, const Record& connector, const Row& row, const ScheduleWindow& window,
                           std::optional<base::Instant>& next) {
  const auto interval = interval_of(connector.source, row);
  if (interval.empty()) return false;
  TRY(const auto cron, control::Cron::parse(interval));
  if (const auto coming = cron.next(window.now + base::Nanoseconds(1)); coming && (!next || *coming < *next)) next = coming;
  const auto marker = instant_of(connector.source, row.marker);
  const auto since = marker ? std::max(window.since, *marker + std::chrono::seconds(1)) : window.since_first;
  const auto moment = last_moment(cron, since, window.now);
  if (!moment) return false;
  TRY(const bool created, make_job(context, connector, row, *moment));
  if (created) {
    base::log_info("service", "sync scheduled",
                   {{"connector.id", connector.id}, {"job_type", control::to_string(row.type)}, {"moment", base::format_instant(*moment)}});
  }
  TRY_VOID(move_marker(context, connector, row, *moment));
  return created;
}

}  // namespace

Result<Scheduled> schedule_syncs(const Context& context, const Record& connector, const sources::SourceType& source,
                                 const ScheduleWindow& window) {
  Scheduled scheduled;
  for (const auto& row : rows) {
    if (!is_possible(row.type, connector.source, source)) continue;
    TRY(const bool created, schedule_type(context, connector, row, window, scheduled.next));
    if (created) ++scheduled.created;
  }
  return scheduled;
}

std::string scheduled_job_id(const std::string& connector_id, SyncJobType type, base::Instant moment) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(moment);
  const auto make = [&](std::string_view connector) {
    return fmt::format("{}-{}-{}", connector, control::to_string(type), base::format_instant(seconds).substr(0, 19));
  };
  auto id = make(connector_id);
  return id.size() <= max_id_bytes ? id : make(crypto::sha256_hex(connector_id));
}

}  // namespace headrace::service
