// `_delete_by_query` and `_update_by_query` (docs/spec/document-api.md 4.15).

#include <fmt/format.h>

#include "content/by_query.h"
#include "content/errors.h"
#include "content/pipeline_runner.h"
#include "content/search.h"
#include "rest/answers.h"
#include "rest/checked_parameters.h"
#include "rest/documents_parameters.h"
#include "rest/error.h"
#include "rest/families.h"
#include "security/guarded_engine.h"

namespace headrace::rest {
namespace {

/// What was done; the members that only an update has are there with `updates`. Its status is the worst of what failed, 200 when nothing
/// did.
Answer answer_of(const content::DoneByQuery& done, std::chrono::milliseconds took, bool updates) {
  unsigned status = 200;
  json::Array failures;
  for (const auto& failure : done.failures) {
    const auto its_status = status_of(failure.error.kind);
    status = std::max(status, its_status);
    failures.push_back(
        json::object({{"index", failure.index}, {"id", failure.id}, {"cause", error_object(failure.error)}, {"status", its_status}}));
  }
  auto body = json::object({{"took", took.count()}, {"timed_out", false}, {"total", done.total}});
  if (updates) body.set("updated", done.updated);
  body.set("deleted", done.deleted);
  body.set("batches", done.batches);
  body.set("version_conflicts", done.version_conflicts);
  body.set("noops", done.noops);
  body.set("retries", json::object({{"bulk", 0}, {"search", 0}}));
  body.set("throttled_millis", 0);
  body.set("requests_per_second", -1.0);
  body.set("throttled_until_millis", 0);
  body.set("failures", std::move(failures));
  return json_answer(body, status);
}

/// What both take in the query string.
Result<void> read_parameters(RequestContext& request, content::ByQuery& to) {
  if (const auto conflicts = request.parameter("conflicts")) {
    TRY(to.proceed_on_conflict, content::read_conflicts(*conflicts));
  }
  TRY(const auto most, read_count(request, "max_docs"));
  if (most) to.max_docs = *most;
  TRY_VOID(read_refresh(request));
  TRY_VOID(refuse_parameters(request, {"q", "terminate_after"}));
  return check_by_query_hints(request);
}

/// A body that is no object counts as one without members, as in the original.
Result<std::optional<engine::Query>> read_wanted_query(std::string_view text, base::Instant now) {
  if (const auto body = json::parse(text); body && !body->is_object()) return std::nullopt;
  return content::read_query_body(text, now);
}

Result<Action> prepare_delete_by_query(Services& services, RequestContext& request) {
  auto& clock = *services.options.clock;
  const auto start = clock.now();
  content::ByQuery wanted;
  TRY(const auto options, read_index_options(request));
  TRY_VOID(read_parameters(request, wanted));
  TRY(const auto text, request.body_or_source());
  TRY(auto query, read_wanted_query(text, start));
  const bool has_query = query.has_value();
  if (has_query) wanted.query = std::move(*query);
  return [&services, &clock, start, options, has_query, wanted = std::move(wanted),
          index = request.text("index")]() mutable -> Awaitable<Result<Answer>> {
    if (!has_query) co_return fail(content::validation_failed({"query is missing"}));
    CO_TRY(wanted.indices, co_await content::find_names(services.engine, index, options));
    CO_TRY(const auto done, co_await content::delete_by_query(services.engine, std::move(wanted)));
    co_return answer_of(done, elapsed_since(start, clock), false);
  };
}

/// Body first, then what the query string says instead.
Result<content::ByQuery> read_request(RequestContext& request, base::Instant now) {
  content::ByQuery wanted;
  TRY_VOID(content::read_update_by_query(request.body(), now, wanted));
  TRY_VOID(read_parameters(request, wanted));
  if (wanted.max_docs == 0) return fail(ErrorKind::illegal_argument, "[max_docs] should be >= [slices]");
  return wanted;
}

/// Runs documents through the pipeline that was asked for, or those of their index. `who` outlives it.
Awaitable<Result<content::Touch>> touch_of(Services& services, std::string pipeline, const security::Identity& who) {
  CO_TRY(auto all, co_await services.pipelines.all());
  auto runner = std::make_shared<content::PipelineRunner>(services.engine, std::move(all), services.options.clock->now(), services.files);
  co_return [runner, pipeline, &who](engine::Write& write) -> Awaitable<Result<bool>> {
    const auto index = write.index;
    const auto id = write.id;
    CO_TRY(const bool is_kept, co_await runner->run(pipeline, write));
    if (write.index != index) CO_TRY_VOID(security::check_index(who, "indices:data/write/index", write.index));
    if (write.index != index || write.id != id) {  // it is another document
      write.guard.reset();
      write.makes_index = true;
    }
    co_return is_kept;
  };
}

Result<Action> prepare_update_by_query(Services& services, RequestContext& request) {
  auto& clock = *services.options.clock;
  const auto start = clock.now();
  TRY(const auto options, read_index_options(request));
  TRY(auto wanted, read_request(request, start));
  return [&services, &clock, start, options, wanted = std::move(wanted), pipeline = request.text("pipeline"), index = request.text("index"),
          &who = request.identity()]() mutable -> Awaitable<Result<Answer>> {
    CO_TRY(wanted.indices, co_await content::find_names(services.engine, index, options));
    if (!pipeline.empty()) CO_TRY_VOID(content::check_touchable(wanted.indices));
    CO_TRY(auto touch, co_await touch_of(services, std::move(pipeline), who));
    CO_TRY(const auto done, co_await content::update_by_query(services.engine, std::move(wanted), std::move(touch)));
    co_return answer_of(done, elapsed_since(start, clock), true);
  };
}

}  // namespace

std::vector<Route> by_query_routes() {
  return {{"POST", "/{index}/_delete_by_query", prepare_delete_by_query}, {"POST", "/{index}/_update_by_query", prepare_update_by_query}};
}

}  // namespace headrace::rest
