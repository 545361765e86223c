#include "rest/answers.h"
#include "rest/families.h"
#include "rest/sync_job_bodies.h"
#include "rest/sync_job_list.h"

namespace headrace::rest {
namespace {

constexpr std::string_view id_capture = "connector_sync_job_id";

/// docs/spec/sync-jobs.md 3.1
Result<Action> prepare_create(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  TRY(auto job, read_new_sync_job(body));
  return [&services, job = std::move(job)]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto id, co_await services.jobs.create(job));
    co_return json_answer(json::object({{"id", id}}), 201);
  };
}

Result<Action> prepare_get(Services& services, RequestContext& request) {
  return [&services, id = request.capture(id_capture)]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto job, co_await services.jobs.get(id));
    co_return document_answer(job);
  };
}

Result<Action> prepare_delete(Services& services, RequestContext& request) {
  return [&services, id = request.capture(id_capture)]() -> Awaitable<Result<Answer>> {
    CO_TRY_VOID(co_await services.jobs.remove(id));
    co_return acknowledged();
  };
}

Result<Action> prepare_cancel(Services& services, RequestContext& request) {
  return [&services, id = request.capture(id_capture)]() -> Awaitable<Result<Answer>> {
    CO_TRY_VOID(co_await services.jobs.cancel(id));
    co_return result_answer(control::UpdateResult::updated);
  };
}

Result<Action> prepare_check_in(Services& services, RequestContext& request) {
  return [&services, id = request.capture(id_capture)]() -> Awaitable<Result<Answer>> {
    CO_TRY_VOID(co_await services.jobs.check_in(id));
    co_return result_answer(control::UpdateResult::updated);
  };
}

/// docs/spec/sync-jobs.md 3.7; `claim_token` is our own (DIFFERENCES.md)
Result<Action> prepare_claim(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  TRY(auto claim, read_sync_job_claim(body));
  if (!services.is_strict()) claim.token = request.parameter("claim_token");
  if (claim.token && claim.token->empty()) return fail(ErrorKind::illegal_argument, "Parameter [claim_token] cannot be empty");
  return [&services, id = request.capture(id_capture), claim = std::move(claim)]() -> Awaitable<Result<Answer>> {
    CO_TRY_VOID(co_await services.jobs.claim(id, claim));
    co_return result_answer(control::UpdateResult::updated);
  };
}

Result<Action> prepare_error(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  TRY(auto error, read_sync_job_error(body));
  return [&services, id = request.capture(id_capture), error = std::move(error)]() -> Awaitable<Result<Answer>> {
    CO_TRY_VOID(co_await services.jobs.fail_with(id, error));
    co_return result_answer(control::UpdateResult::updated);
  };
}

Result<Action> prepare_stats(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  TRY(auto stats, read_sync_job_stats(body));
  return [&services, id = request.capture(id_capture), stats = std::move(stats)]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto done, co_await services.jobs.update_stats(id, stats));
    co_return result_answer(done);
  };
}

}  // namespace

std::vector<Route> sync_job_routes() {
  return {{"POST", "/_connector/_sync_job", prepare_create},
          {"GET", "/_connector/_sync_job", prepare_sync_job_list},
          {"GET", "/_connector/_sync_job/{connector_sync_job_id}", prepare_get},
          {"DELETE", "/_connector/_sync_job/{connector_sync_job_id}", prepare_delete},
          {"PUT", "/_connector/_sync_job/{connector_sync_job_id}/_cancel", prepare_cancel},
          {"PUT", "/_connector/_sync_job/{connector_sync_job_id}/_check_in", prepare_check_in},
          {"PUT", "/_connector/_sync_job/{connector_sync_job_id}/_claim", prepare_claim},
          {"PUT", "/_connector/_sync_job/{connector_sync_job_id}/_error", prepare_error},
          {"PUT", "/_connector/_sync_job/{connector_sync_job_id}/_stats", prepare_stats}};
}

}  // namespace headrace::rest
