// The log and the failed documents of a job, and a job made anew (docs/reference/sync-jobs.md).

#include <fmt/format.h>

#include "control/sync_job_notes.h"
#include "rest/answers.h"
#include "rest/families.h"

namespace headrace::rest {
namespace {

constexpr std::string_view id_capture = "connector_sync_job_id";
constexpr std::uint64_t most_at_once = 10'000;

Result<Window> read_notes_window(RequestContext& request) {
  TRY(const auto sent, read_window(request));
  TRY(const auto window, sent.checked());
  if (window.size <= most_at_once) return window;
  return fail(ErrorKind::illegal_argument, fmt::format("Parameter [size] cannot be > {}", most_at_once));
}

/// Nothing in it is a configuration, so that there is nothing to hide (DIFFERENCES.md, sensitive values).
Result<Action> prepare_notes(Services& services, RequestContext& request, std::string_view index) {
  TRY(const auto window, read_notes_window(request));
  return [&services, window, index, id = request.capture(id_capture)]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto page, co_await control::sync_job_notes(services.engine, std::string(index), id, window.from, window.size));
    co_return page_answer(page);
  };
}

Result<Action> prepare_log(Services& services, RequestContext& request) { return prepare_notes(services, request, control::job_log_index); }

Result<Action> prepare_failures(Services& services, RequestContext& request) {
  return prepare_notes(services, request, control::job_failures_index);
}

Result<Action> prepare_rerun(Services& services, RequestContext& request) {
  return [&services, id = request.capture(id_capture)]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto made, co_await services.jobs.rerun(id));
    co_return json_answer(json::object({{"id", made}}), 201);
  };
}

}  // namespace

std::vector<Route> job_notes_routes() {
  return {{"GET", "/_headrace/sync_jobs/{connector_sync_job_id}/log", prepare_log},
          {"GET", "/_headrace/sync_jobs/{connector_sync_job_id}/failures", prepare_failures},
          {"POST", "/_headrace/sync_jobs/{connector_sync_job_id}/_rerun", prepare_rerun}};
}

}  // namespace headrace::rest
