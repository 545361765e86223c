#include <fmt/format.h>

#include "control/document_update.h"
#include "control/errors.h"
#include "control/sync_job_state.h"

namespace headrace::control {
namespace {

using engine::StateView;
using engine::sync_jobs_index;

std::unexpected<Error> not_claimable(std::string_view id, std::string_view why) {
  return fail(ErrorKind::status_conflict, fmt::format("sync job [{}] cannot be claimed: {}", id, why));
}

bool is_running(SyncJobStatus status) { return status == SyncJobStatus::in_progress || status == SyncJobStatus::canceling; }

/// True while the job gave a sign of life within the limit.
bool is_alive(const json::Value& job, base::Instant now, std::chrono::seconds idle_limit) {
  const auto last_seen = base::parse_date(job.text("last_seen"));
  return last_seen && now - *last_seen < idle_limit;
}

std::string holder_of(const json::Value& job) { return fmt::format("held by [{}]", job.text("worker_hostname")); }

/// May this token have the job? DIFFERENCES.md, `_claim`. `holder`: the token that it was last claimed with, or none.
Result<void> check_token(std::string_view id, const json::Value& job, std::string_view token, const std::optional<std::string>& holder) {
  TRY(const auto status, status_of(job));
  if (may_follow(status, SyncJobStatus::in_progress)) return {};
  // Not out of canceling: a claim that is sent again must not undo a cancellation that came in between.
  if (status != SyncJobStatus::in_progress) return not_claimable(id, to_string(status));
  if (!holder) return not_claimable(id, to_string(status));
  if (*holder != token) return not_claimable(id, holder_of(job));
  return {};
}

/// May the job be had without a token? Always, but for one that a living holder has.
Result<void> check_unheld(std::string_view id, const json::Value& job, const std::optional<std::string>& holder, base::Instant now,
                          std::chrono::seconds idle_limit) {
  if (!holder) return {};
  const auto status = status_of(job);
  if (status && is_running(*status) && is_alive(job, now, idle_limit)) return not_claimable(id, holder_of(job));
  return {};
}

Result<std::optional<std::string>> stored_holder(const StateView& state, std::string_view id) {
  const auto* claim = state.find(claims_index, id);
  if (claim == nullptr) return std::nullopt;
  TRY(const auto stored, parsed(*claim));
  return std::string(stored.text("token"));
}

/// Writes down who holds the job from now on: this token, or nobody.
void set_holder(StateView& state, std::string_view id, const std::optional<std::string>& token, bool was_held) {
  if (token) {
    const auto claim = json::object({{"token", *token}, {"claimed_at", base::format_instant(state.now())}});
    state.put_value(claims_index, id, claim);
  } else if (was_held) {
    state.remove(claims_index, id);
  }
}

/// docs/spec/sync-jobs.md 3.7
json::Value claimed(const SyncJobClaim& claim, base::Instant now) {
  const auto stamp = base::format_instant(now);
  auto part = json::object({{"worker_hostname", claim.worker_hostname},
                            {"status", to_string(SyncJobStatus::in_progress)},
                            {"last_seen", stamp},
                            {"started_at", stamp}});
  if (claim.sync_cursor) part.set("connector", json::object({{"sync_cursor", *claim.sync_cursor}}));
  return part;
}

}  // namespace

Awaitable<Result<void>> SyncJobs::claim(std::string id, SyncJobClaim claim) {
  CO_TRY_VOID(check_sync_job_id(id));
  if (mode_ == Mode::strict) claim.token.reset();
  Target target{sync_jobs_index, id, sync_job_not_found(id)};
  engine::Reads reads{.documents = {{std::string(claims_index), id}}, .keywords = {}};
  auto rule = [id, claim = std::move(claim), mode = mode_, idle_limit = idle_limit_](const json::Value& job,
                                                                                     StateView& state) -> Result<json::Value> {
    TRY(const auto holder, stored_holder(state, id));
    if (claim.token) {
      TRY_VOID(check_token(id, job, *claim.token, holder));
    } else if (mode == Mode::standard) {
      TRY_VOID(check_unheld(id, job, holder, state.now(), idle_limit));
    }
    TRY_VOID(check_keyword(id, "worker_hostname", claim.worker_hostname));
    set_holder(state, id, claim.token, holder.has_value());
    return claimed(claim, state.now());
  };
  CO_TRY_VOID(co_await update_document(store_, std::move(target), std::move(reads), std::move(rule)));
  co_return Result<void>();
}

}  // namespace headrace::control
