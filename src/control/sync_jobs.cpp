#include "control/sync_jobs.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "control/document_update.h"
#include "control/errors.h"
#include "control/sync_job_snapshot.h"
#include "control/sync_job_state.h"

namespace headrace::control {
namespace {

using engine::connectors_index;
using engine::StateView;
using engine::sync_jobs_index;

/// docs/spec/sync-jobs.md 3.5: what cancelling writes, by where the job is.
Result<json::Value> cancellation_of(const json::Value& job, base::Instant now) {
  const auto stamp = base::format_instant(now);
  TRY(const auto from, status_of(job));
  switch (from) {
    case SyncJobStatus::pending:
    case SyncJobStatus::suspended:
      return json::object({{"status", to_string(SyncJobStatus::canceled)},
                           {"cancelation_requested_at", stamp},
                           {"canceled_at", stamp},
                           {"completed_at", stamp}});
    case SyncJobStatus::in_progress:
      return json::object({{"status", to_string(SyncJobStatus::canceling)}, {"cancelation_requested_at", stamp}});
    default:
      return fail(sync_job_transition_refused(to_string(from), to_string(SyncJobStatus::canceling)));
  }
}

}  // namespace

SyncJobs::SyncJobs(engine::StateStore& store, Mode mode, std::chrono::seconds idle_limit)
    : store_(store), mode_(mode), idle_limit_(idle_limit) {}

Awaitable<Result<std::string>> SyncJobs::create(NewSyncJob job) {
  Validation validation;
  validation.add_if(job.connector_id.empty(), "[id] of the connector cannot be null or empty");
  CO_TRY_VOID(validation.result());
  const std::string id = base::make_id();
  engine::Reads reads{.documents = {{std::string(connectors_index), job.connector_id}}, .keywords = {}};
  CO_TRY_VOID(co_await store_.transact(std::move(reads), [id, job = std::move(job)](StateView& state) -> Result<void> {
    const auto* connector = state.find(connectors_index, job.connector_id);
    if (connector == nullptr) {
      return fail(ErrorKind::resource_not_found, fmt::format("Connector with id '{}' does not exist.", job.connector_id));
    }
    TRY(const auto stored, parsed(*connector));
    TRY(const auto made, new_sync_job(job, stored, state.now()));
    state.put_value(sync_jobs_index, id, made);
    return {};
  }));
  co_return id;
}

/// Two steps are enough: neither of the two fields ever changes.
Awaitable<Result<std::string>> SyncJobs::rerun(std::string id) {
  CO_TRY(const auto found, co_await get(std::move(id)));
  CO_TRY(const auto job, parsed(found));
  const auto type = job.text("job_type");
  NewSyncJob again{.connector_id = connector_id_of(job)};
  if (!type.empty()) {  // as in a request to create one, full when nothing is said
    CO_TRY(again.type, parse_sync_job_type(type));
  }
  co_return co_await create(std::move(again));
}

Awaitable<Result<engine::Document>> SyncJobs::get(std::string id) {
  CO_TRY_VOID(check_sync_job_id(id));
  CO_TRY(auto found, co_await store_.get(std::string(sync_jobs_index), id));
  if (!found) co_return fail(sync_job_not_found(id));
  co_return std::move(*found);
}

Awaitable<Result<void>> SyncJobs::remove(std::string id) {
  CO_TRY_VOID(check_sync_job_id(id));
  engine::Reads reads{.documents = {{std::string(sync_jobs_index), id}, {std::string(claims_index), id}}, .keywords = {}};
  co_return co_await store_.transact(std::move(reads), [id](StateView& state) -> Result<void> {
    if (state.find(sync_jobs_index, id) == nullptr) return fail(sync_job_not_found(id));
    remove_sync_job(state, id);
    return {};
  });
}

Awaitable<Result<void>> SyncJobs::cancel(std::string id) {
  CO_TRY_VOID(check_sync_job_id(id));
  Target target{sync_jobs_index, id, sync_job_not_found(id)};
  CO_TRY_VOID(co_await update_document(store_, std::move(target), {},
                                       [](const json::Value& job, StateView& state) { return cancellation_of(job, state.now()); }));
  co_return Result<void>();
}

Awaitable<Result<void>> SyncJobs::check_in(std::string id) {
  CO_TRY_VOID(check_sync_job_id(id));
  Target target{sync_jobs_index, id, sync_job_update_not_found(id)};
  CO_TRY_VOID(co_await update_document(store_, std::move(target), {}, [](const json::Value&, StateView& state) -> Result<json::Value> {
    return json::object({{"last_seen", base::format_instant(state.now())}});
  }));
  co_return Result<void>();
}

Awaitable<Result<void>> SyncJobs::fail_with(std::string id, std::string error) {
  Validation validation;
  validation.add_if(id.empty(), sync_job_id_missing);
  validation.add_if(error.empty(), "[error] of the connector sync job cannot be null or empty");
  CO_TRY_VOID(validation.result());
  Target target{sync_jobs_index, id, sync_job_not_found(id)};
  CO_TRY_VOID(co_await update_document(store_, std::move(target), {},
                                       [id, error = std::move(error)](const json::Value& job, StateView&) -> Result<json::Value> {
                                         TRY(const auto from, status_of(job));
                                         if (!may_follow(from, SyncJobStatus::error))
                                           return fail(sync_job_transition_refused(to_string(from), "error"));
                                         TRY_VOID(check_keyword(id, "error", error));
                                         return json::object({{"error", error}, {"status", to_string(SyncJobStatus::error)}});
                                       }));
  co_return Result<void>();
}

}  // namespace headrace::control
