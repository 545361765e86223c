// What Elasticsearch does not have (docs/reference/sync-jobs.md).

#include <fmt/format.h>

#include "control/sync_job_statistics.h"
#include "rest/answers.h"
#include "rest/families.h"
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

}  // namespace

std::vector<Route> headrace_routes() { return {{"GET", "/_headrace/sync_jobs/stats", prepare_statistics}}; }

}  // namespace headrace::rest
