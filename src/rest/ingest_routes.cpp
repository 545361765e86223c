// `/_ingest/pipeline` (docs/spec/document-api.md 4.16).

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "content/ingest/simulate.h"
#include "rest/answers.h"
#include "rest/checked_parameters.h"
#include "rest/error.h"
#include "rest/families.h"

namespace headrace::rest {
namespace {

bool is_pattern(std::string_view name) { return name.contains('*'); }

Result<Action> prepare_get(Services& services, RequestContext& request) {
  TRY(const bool is_summary, request.flag("summary"));
  TRY_VOID(check_hints(request, {.times = {"master_timeout"}}));
  auto wanted = request.list("pipeline_id");
  return [&services, is_summary, wanted = std::move(wanted)]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto all, co_await services.pipelines.all());
    auto body = json::Value(json::Object{});
    for (const auto& [id, pipeline] : *all) {
      const bool is_wanted = wanted.empty() || std::ranges::any_of(wanted, [&](const auto& name) { return base::glob_matches(name, id); });
      if (is_wanted) body.set(id, is_summary ? json::Value(json::Object{}) : pipeline->body());
    }
    const bool names_one = std::ranges::any_of(wanted, [](const auto& name) { return !is_pattern(name); });
    co_return json_answer(body, names_one && body.as_object().empty() ? 404 : 200);
  };
}

Result<json::Value> read_body(RequestContext& request) {
  TRY(const auto text, request.required_body());
  return json::parse(text);
}

Result<Action> prepare_put(Services& services, RequestContext& request) {
  TRY_VOID(check_hints(request, {.times = {"timeout", "master_timeout"}}));
  TRY(auto body, read_body(request));
  return [&services, id = request.capture("pipeline_id"), body = std::move(body)]() mutable -> Awaitable<Result<Answer>> {
    CO_TRY_VOID(co_await services.pipelines.put(std::move(id), std::move(body)));
    co_return acknowledged();
  };
}

Result<Action> prepare_delete(Services& services, RequestContext& request) {
  TRY_VOID(check_hints(request, {.times = {"timeout", "master_timeout"}}));
  return [&services, id = request.capture("pipeline_id")]() -> Awaitable<Result<Answer>> {
    CO_TRY_VOID(co_await services.pipelines.remove(id));
    co_return acknowledged();
  };
}

Result<Action> prepare_simulate(Services& services, RequestContext& request) {
  TRY(const bool is_verbose, request.flag("verbose"));
  TRY(auto body, read_body(request));
  return [&services, is_verbose, id = request.parameter("pipeline_id"), body = std::move(body)]() -> Awaitable<Result<Answer>> {
    CO_TRY(auto all, co_await services.pipelines.all());
    content::ingest::SimulateOptions options;
    options.id = id;
    options.verbose = is_verbose;
    options.now = services.options.clock->now();
    options.error_object = [](const Error& error) { return *error_body(error).find("error"); };  // with `root_cause`
    auto surroundings = content::surroundings_of(std::move(all));
    surroundings.files = services.files.reader;
    const std::function<Result<json::Value>()> simulate = [&] { return content::ingest::simulate(body, options, surroundings); };
    Result<json::Value> answer = json::Value();
    if (services.files.pool == nullptr) {
      answer = simulate();
    } else {
      answer = co_await services.files.pool->run<json::Value>(simulate);
    }
    CO_TRY(const auto shown, std::move(answer));
    co_return json_answer(shown);
  };
}

}  // namespace

std::vector<Route> ingest_routes() {
  std::vector<Route> routes{{"GET", "/_ingest/pipeline", prepare_get},
                            {"GET", "/_ingest/pipeline/{pipeline_id}", prepare_get},
                            {"PUT", "/_ingest/pipeline/{pipeline_id}", prepare_put},
                            {"DELETE", "/_ingest/pipeline/{pipeline_id}", prepare_delete}};
  for (const auto* method : {"GET", "POST"}) {
    routes.push_back({method, "/_ingest/pipeline/_simulate", prepare_simulate});
    routes.push_back({method, "/_ingest/pipeline/{pipeline_id}/_simulate", prepare_simulate});
  }
  return routes;
}

}  // namespace headrace::rest
