#include "control/list_window.h"

namespace headrace::control {
namespace {

template <class Enum>
void add_filter(engine::ListRequest& request, std::string_view field, const std::vector<Enum>& wanted) {
  if (wanted.empty()) return;
  engine::KeywordFilter filter{std::string(field), {}};
  for (const auto value : wanted) {
    // Each once: naming one twice changes nothing (docs/spec/sync-jobs.md 3.2).
    if (std::ranges::find(filter.values, to_string(value)) == filter.values.end()) filter.values.emplace_back(to_string(value));
  }
  request.filters.push_back(std::move(filter));
}

}  // namespace

Awaitable<Result<engine::ListPage>> SyncJobs::list(SyncJobList wanted) {
  engine::ListRequest request{.index = std::string(engine::sync_jobs_index), .filters = {}};
  add_filter(request, "status", wanted.statuses);
  add_filter(request, "job_type", wanted.types);
  if (wanted.connector_id) request.filters.push_back({"connector.id", {*wanted.connector_id}});
  request.order = mode_ == Mode::strict ? engine::ListOrder::newest_first : wanted.order;
  request.from = wanted.from;
  request.size = wanted.size;
  co_return co_await list_page(store_, mode_, std::move(request));
}

}  // namespace headrace::control
