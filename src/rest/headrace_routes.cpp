// What Elasticsearch does not have (docs/reference/sync-jobs.md).

#include <fmt/format.h>

#include "control/sync_job_retention.h"
#include "control/sync_job_statistics.h"
#include "rest/answers.h"
#include "rest/families.h"
#include "rest/openapi.h"
#include "rest/sync_job_events.h"
#include "rest/sync_job_list.h"

namespace headrace::rest {
namespace {

using control::SyncJobTotals;

/// Fractions of a second to the millisecond.
json::Value seconds(double value) { return json::Value(json::Number{fmt::format("{:.3f}", value)}); }

json::Value shown(const SyncJobTotals& totals) {
  auto object = json::object({{"count", totals.count},
                              {"indexed_document_count", totals.indexed_document_count},
                              {"deleted_document_count", totals.deleted_document_count},
                              {"indexed_document_volume", totals.indexed_document_volume}});
  if (totals.ended == 0) return object;
  object.set("seconds", json::object({{"count", totals.ended},
                                      {"min", seconds(totals.shortest)},
                                      {"mean", seconds(totals.sum / static_cast<double>(totals.ended))},
                                      {"max", seconds(totals.longest)}}));
  return object;
}

json::Value shown(const std::map<std::string, SyncJobTotals>& groups) {
  json::Object object;
  for (const auto& [name, totals] : groups) object.push_back({name, shown(totals)});
  return object;
}

Result<Action> prepare_statistics(Services& services, RequestContext& request) {
  TRY(auto wanted, read_sync_job_filters(services, request));
  return [&services, wanted = std::move(wanted)]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto found, co_await control::sync_job_statistics(services.engine.state(), wanted));
    co_return json_answer(json::object({{"total", shown(found.total)},
                                        {"status", shown(found.by_status)},
                                        {"job_type", shown(found.by_type)},
                                        {"connector", shown(found.by_connector)},
                                        {"day", shown(found.by_day)}}));
  };
}

json::Value shown(const control::Pruned& pruned, bool is_dry_run) {
  json::Object connectors;
  for (const auto& [id, count] : pruned.by_connector) connectors.push_back({id, count});
  json::Array ids(pruned.ids.begin(), pruned.ids.end());
  return json::object({{"dry_run", is_dry_run}, {"deleted", pruned.count}, {"connector", std::move(connectors)}, {"ids", std::move(ids)}});
}

/// What the request does not bound is bounded as the server was told.
Result<control::Retention> read_bounds(Services& services, RequestContext& request) {
  const auto age = request.parameter("max_age");
  const auto count = request.parameter("max_count");
  if (!age && !count) {
    if (services.options.retention.is_on()) return services.options.retention;
    return fail(ErrorKind::illegal_argument, "[max_age] or [max_count] is wanted: this server has no retention of its own");
  }
  return control::read_retention(age.value_or(""), count.value_or(""));
}

Result<Action> prepare_prune(Services& services, RequestContext& request) {
  TRY(const auto retention, read_bounds(services, request));
  TRY(const bool is_dry_run, request.flag("dry_run"));
  return [&services, retention, is_dry_run]() -> Awaitable<Result<Answer>> {
    const auto now = services.options.clock->now();
    CO_TRY(const auto pruned, co_await control::prune_sync_jobs(services.engine.state(), retention, now, is_dry_run));
    co_return json_answer(shown(pruned, is_dry_run));
  };
}

Result<Action> prepare_openapi(Services&, RequestContext&) { return at_once({.body = std::string(openapi_json())}); }

}  // namespace

std::vector<Route> headrace_routes() {
  return {{"GET", "/_headrace/sync_jobs/stats", prepare_statistics},
          {"POST", "/_headrace/sync_jobs/_prune", prepare_prune},
          {"GET", "/_headrace/sync_jobs/events", prepare_sync_job_events},
          {"GET", "/_headrace/openapi.json", prepare_openapi}};
}

}  // namespace headrace::rest
