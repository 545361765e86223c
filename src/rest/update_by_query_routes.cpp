// `_update_by_query` (docs/spec/document-api.md 4.15).

#include <fmt/format.h>

#include "content/by_query.h"
#include "content/pipelines.h"
#include "rest/answers.h"
#include "rest/documents_parameters.h"
#include "rest/error.h"
#include "rest/families.h"

namespace headrace::rest {
namespace {

json::Value body_of(const content::DoneByQuery& done, std::chrono::milliseconds took) {
  json::Array failures;
  for (const auto& failure : done.failures)
    failures.push_back(json::object(
        {{"index", failure.index}, {"id", failure.id}, {"cause", error_object(failure.error)}, {"status", status_of(failure.error.kind)}}));
  return json::object({{"took", took.count()},
                       {"timed_out", false},
                       {"total", done.total},
                       {"updated", done.updated},
                       {"deleted", done.deleted},
                       {"batches", done.batches},
                       {"version_conflicts", done.version_conflicts},
                       {"noops", done.noops},
                       {"retries", json::object({{"bulk", 0}, {"search", 0}})},
                       {"throttled_millis", 0},
                       {"requests_per_second", -1.0},
                       {"throttled_until_millis", 0},
                       {"failures", std::move(failures)}});
}

/// The worst status of what failed, 200 when nothing did.
unsigned status_of_failures(const content::DoneByQuery& done) {
  unsigned status = 200;
  for (const auto& failure : done.failures) status = std::max(status, status_of(failure.error.kind));
  return status;
}

/// Body first, then what the query string says instead.
Result<content::ByQuery> read_request(RequestContext& request, base::Instant now) {
  content::ByQuery wanted;
  TRY_VOID(content::read_update_by_query(request.body(), now, wanted));
  if (const auto conflicts = request.parameter("conflicts")) {
    TRY(wanted.proceed_on_conflict, content::read_conflicts(*conflicts));
  }
  if (request.parameter("max_docs")) {
    TRY(const auto most, request.integer("max_docs", 0));
    if (most < 0) return fail(ErrorKind::illegal_argument, fmt::format("[max_docs] parameter cannot be negative, found [{}]", most));
    wanted.max_docs = static_cast<std::uint64_t>(most);
  }
  if (wanted.max_docs == 0) return fail(ErrorKind::illegal_argument, "[max_docs] should be >= [slices]");
  for (const auto* name : {"q", "terminate_after"})
    if (request.parameter(name))
      return fail(ErrorKind::illegal_argument, fmt::format("parameter [{}] is not supported by this server", name));
  TRY_VOID(read_refresh(request));
  request.accept({"wait_for_completion", "slices", "scroll_size", "scroll", "requests_per_second", "timeout", "wait_for_active_shards",
                  "preference", "routing", "request_cache", "search_type", "search_timeout"});
  return wanted;
}

/// Runs documents through the pipeline; none when there is none to run.
Awaitable<Result<content::Touch>> touch_of(Services& services, std::string pipeline) {
  if (pipeline.empty()) co_return content::Touch();
  CO_TRY(auto all, co_await services.pipelines.all());
  const content::PipelineRunner runner(std::move(all), services.options.clock->now());
  co_return [runner, pipeline](engine::Write& write) { return runner.run(pipeline, write); };
}

Result<Action> prepare_update_by_query(Services& services, RequestContext& request) {
  auto& clock = *services.options.clock;
  const auto start = clock.now();
  TRY(const auto options, read_index_options(request));
  TRY(auto wanted, read_request(request, start));
  return [&services, &clock, start, options, wanted = std::move(wanted), pipeline = request.text("pipeline"),
          index = request.text("index")]() mutable -> Awaitable<Result<Answer>> {
    CO_TRY(wanted.indices, co_await content::find_names(services.engine, index, options));
    CO_TRY(auto touch, co_await touch_of(services, std::move(pipeline)));
    CO_TRY(const auto done, co_await content::update_by_query(services.engine, std::move(wanted), std::move(touch)));
    co_return json_answer(body_of(done, elapsed_since(start, clock)), status_of_failures(done));
  };
}

}  // namespace

std::vector<Route> update_by_query_routes() { return {{"POST", "/{index}/_update_by_query", prepare_update_by_query}}; }

}  // namespace headrace::rest
