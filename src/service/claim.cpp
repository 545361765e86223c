#include "service/claim.h"

#include <fmt/format.h>

#include "base/log.h"
#include "base/strings.h"
#include "control/sync_job_snapshot.h"

namespace headrace::service {
namespace {

using control::SyncJobStatus;

control::SyncJobType type_of(const json::Value& job) {
  return control::parse_sync_job_type(job.text("job_type")).value_or(control::SyncJobType::full);
}

std::string_view last_status_field(control::SyncJobType type) {
  return type == control::SyncJobType::access_control ? "last_access_control_sync_status" : "last_sync_status";
}

bool is_deleted(const json::Value& connector) {
  const auto* flag = connector.find("deleted");
  return flag != nullptr && flag->is_bool() && flag->as_bool();
}

control::SyncJobClaim claim_of(const Context& context, const json::Value& job, const json::Value& connector, bool with_token) {
  control::SyncJobClaim claim{.worker_hostname = context.settings.hostname};
  const auto* cursor = connector.find("sync_cursor");
  if (type_of(job) == control::SyncJobType::incremental && cursor != nullptr && cursor->is_object()) claim.sync_cursor = *cursor;
  if (with_token) claim.token = context.settings.instance;
  return claim;
}

/// A target without tokens takes any claim, so look once more whether the job still waits; the write on the connector keeps others away.
Result<ClaimOutcome> claim_without_token(const Context& context, const Record& job, const json::Value& connector) {
  TRY(const auto now, context.backend.job(job.id));
  if (!now) return ClaimOutcome::refused;
  const auto status = now->source.text("status");
  if (status != to_string(SyncJobStatus::pending) && status != to_string(SyncJobStatus::suspended)) return ClaimOutcome::refused;
  return context.backend.claim(job.id, claim_of(context, job.source, connector, false));
}

Result<ClaimOutcome> claim(const Context& context, const Record& job, const json::Value& connector) {
  TRY(const auto outcome, context.backend.claim(job.id, claim_of(context, job.source, connector, true)));
  if (outcome != ClaimOutcome::token_unknown) return outcome;
  return claim_without_token(context, job, connector);
}

/// What a start changes in the connector, as it was before.
json::Value part_before_start(const json::Value& connector, control::SyncJobType type) {
  const auto error = type == control::SyncJobType::access_control ? "last_access_control_sync_error" : "last_sync_error";
  json::Value part;
  for (const auto field : {std::string_view("status"), std::string_view("error"), last_status_field(type), std::string_view(error)}) {
    const auto* before = connector.find(field);
    part.set(field, before == nullptr ? json::Value() : *before);
  }
  return part;
}

/// Still as this service left it? The end of another job would have written over the start, and moved `last_synced`.
bool is_our_start(const json::Value& now, const json::Value& before, control::SyncJobType type) {
  return now.text(last_status_field(type)) == to_string(SyncJobStatus::in_progress) &&
         now.text("last_synced") == before.text("last_synced");
}

/// The connector says what it said before. Others may write to it meanwhile (a marker moves, somebody checks in): a start that stayed would
/// keep every further job waiting for a sync that nobody runs.
Result<void> try_take_back(const Context& context, const Record& connector, control::SyncJobType type, engine::Guard guard) {
  constexpr int max_tries = 10;
  const auto part = part_before_start(connector.source, type);
  for (int tries = 0; tries < max_tries; ++tries) {
    TRY(const auto written, context.backend.update_connector(connector.id, part, guard));
    if (written) return {};
    TRY(const auto now, context.backend.connector(connector.id));
    if (!now || !is_our_start(now->source, connector.source, type)) return {};
    guard = now->guard;
  }
  return fail(ErrorKind::version_conflict, "it is changed again and again by somebody else");
}

void take_back(const Context& context, const Record& connector, control::SyncJobType type, engine::Guard guard) {
  if (const auto taken = try_take_back(context, connector, type, guard); !taken) {
    base::log_warning("service", "a connector still says that it is syncing",
                      {{"connector.id", connector.id}, {"error.message", taken.error().reason}});
  }
}

/// Makes `made` a job and claims it. Its connector is ours already.
Result<Record> make_and_claim(const Context& context, const json::Value& made, const json::Value& connector) {
  const auto id = base::make_id();
  TRY_VOID(context.backend.create_job(id, made));  // nobody else has this id
  TRY(auto job, context.backend.job(id));
  const auto outcome = job ? claim(context, *job, connector) : ClaimOutcome::refused;
  if (!outcome) {
    return fail(outcome.error().kind, fmt::format("The job [{}] was made but could not be claimed, so it waits for a service.\n{}\n"
                                                  "Cancel it with `headrace job cancel {}`, or leave it to a service.",
                                                  id, outcome.error().reason, id));
  }
  if (*outcome == ClaimOutcome::claimed) return std::move(*job);
  return fail(ErrorKind::status_conflict, fmt::format("The job [{}] is not run here.\nSomebody else has claimed or ended it first.\n"
                                                      "Follow it with `headrace job watch {}`.",
                                                      id, id));
}

/// Another job of this kind than the one with id `except` that runs, whatever the connector says: a claim whose answer was lost has taken
/// its word back from there.
Result<bool> runs_another(const Context& context, const std::string& connector_id, control::SyncJobType type, const std::string& except) {
  const auto is_access_control = [](control::SyncJobType kind) { return kind == control::SyncJobType::access_control; };
  const JobFilter running{.statuses = {SyncJobStatus::in_progress, SyncJobStatus::canceling}, .connector_ids = std::vector{connector_id}};
  bool found = false;
  TRY_VOID(context.backend.jobs(running, [&](const Record& other) {
    found = other.id != except && is_access_control(type_of(other.source)) == is_access_control(type);
    return !found;
  }));
  return found;
}

/// Errors: why no job of the connector can be begun now.
Result<Record> free_connector(const Context& context, const std::string& id, control::SyncJobType type) {
  TRY(auto connector, context.backend.connector(id));
  if (!connector || is_deleted(connector->source)) {
    return fail(ErrorKind::resource_not_found, fmt::format("There is no connector [{}].\nNo document of a connector has this id.\n"
                                                           "`headrace connector list` shows those that are there.",
                                                           id));
  }
  const bool is_said_to_run = connector->source.text(last_status_field(type)) == to_string(SyncJobStatus::in_progress);
  TRY(const bool is_busy, runs_another(context, id, type, ""));
  if (!is_said_to_run && !is_busy) return std::move(*connector);
  return fail(ErrorKind::status_conflict, fmt::format("No sync was started.\nA sync of the connector [{}] is running already.\n"
                                                      "`headrace job list --connector {} --status in_progress` shows it.",
                                                      id, id));
}

bool ran_before(const json::Value& job) {
  const auto* started = job.find("started_at");
  return started != nullptr && !started->is_null();
}

}  // namespace

Result<std::optional<Claimed>> claim_waiting(const Context& context, const Record& job) {
  TRY(auto connector, context.backend.connector(control::connector_id_of(job.source)));
  if (!connector || is_deleted(connector->source)) return std::nullopt;
  const auto type = type_of(job.source);
  if (connector->source.text(last_status_field(type)) == to_string(SyncJobStatus::in_progress)) return std::nullopt;
  TRY(const bool is_busy, runs_another(context, connector->id, type, job.id));
  if (is_busy) return std::nullopt;
  TRY(const auto guard, context.backend.update_connector(connector->id, control::connector_start(type), connector->guard));
  if (!guard) return std::nullopt;  // somebody writes to it; the next look decides anew
  const auto outcome = claim(context, job, connector->source);
  if (!outcome || *outcome != ClaimOutcome::claimed) {
    take_back(context, *connector, type, *guard);
    if (outcome || is_gone(outcome.error())) return std::nullopt;
    return fail(outcome.error());
  }
  return Claimed{job, std::move(*connector), ran_before(job.source)};
}

Result<Claimed> claim_new(const Context& context, const std::string& connector_id, control::SyncJobType type) {
  constexpr int max_tries = 10;
  for (int tries = 0; tries < max_tries; ++tries) {
    TRY(auto connector, free_connector(context, connector_id, type));
    TRY(const auto made, control::new_sync_job({.connector_id = connector_id, .type = type}, connector.source, context.clock.now()));
    TRY(const auto guard, context.backend.update_connector(connector_id, control::connector_start(type), connector.guard));
    if (!guard) continue;  // somebody writes to it: look anew
    auto job = make_and_claim(context, made, connector.source);
    if (job) return Claimed{std::move(*job), std::move(connector), false};
    take_back(context, connector, type, *guard);
    return fail(std::move(job).error());
  }
  return fail(ErrorKind::version_conflict, fmt::format("No sync was started.\nThe connector [{}] is changed again and again by somebody "
                                                       "else.\nTry again.",
                                                       connector_id));
}

Result<std::optional<Claimed>> reclaim(const Context& context, const Record& job) {
  TRY(auto connector, context.backend.connector(control::connector_id_of(job.source)));
  if (!connector || is_deleted(connector->source)) return std::nullopt;
  TRY(const bool is_busy, runs_another(context, connector->id, type_of(job.source), job.id));
  if (is_busy) return std::nullopt;
  const auto outcome = context.backend.claim(job.id, claim_of(context, job.source, connector->source, true));
  if (!outcome && !is_gone(outcome.error())) return fail(outcome.error());
  if (!outcome || *outcome != ClaimOutcome::claimed) return std::nullopt;
  const auto written = context.backend.update_connector(connector->id, control::connector_start(type_of(job.source)), std::nullopt);
  if (!written && !is_gone(written.error())) return fail(written.error());
  return Claimed{job, std::move(*connector), true};
}

}  // namespace headrace::service
