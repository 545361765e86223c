#include "control/error_words.h"
#include "control/list_window.h"
#include "control/sync_job_query.h"

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

void add_filter(engine::ListRequest& request, std::string_view field, const std::optional<std::string>& wanted) {
  if (wanted) request.filters.push_back({std::string(field), {*wanted}});
}

void add_any_connector(engine::ListRequest& request, std::optional<std::vector<std::string>> ids) {
  if (!ids) return;
  std::erase(*ids, "");
  request.filters.push_back({"connector.id", std::move(*ids)});
}

}  // namespace

engine::ListRequest request_of(const SyncJobList& wanted) {
  engine::ListRequest request{.index = std::string(engine::sync_jobs_index), .filters = {}};
  add_filter(request, "status", wanted.statuses);
  add_filter(request, "job_type", wanted.types);
  add_filter(request, "connector.id", wanted.connector_id);
  add_any_connector(request, wanted.connector_ids);
  if (wanted.trigger) add_filter(request, "trigger_method", std::string(to_string(*wanted.trigger)));
  add_filter(request, "connector.index_name", wanted.index_name);
  add_filter(request, "connector.service_type", wanted.service_type);
  if (const ErrorWords words(wanted.error_words); !words.empty()) {
    request.predicate = [words](const json::Value& job) { return words.occur_in(job); };
  }
  request.since = wanted.since;
  request.until = wanted.until;
  return request;
}

Awaitable<Result<engine::ListPage>> SyncJobs::list(SyncJobList wanted) {
  auto request = request_of(wanted);
  request.after = std::move(wanted.after);
  request.order = mode_ == Mode::strict ? engine::ListOrder::newest_first : wanted.order;
  request.from = wanted.from;
  request.size = wanted.size;
  co_return co_await list_page(store_, mode_, std::move(request));
}

}  // namespace headrace::control
