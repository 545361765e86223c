// Whether indices are open, and what is to be done to their shards, of which there is nothing to do (docs/spec/document-api.md 4.6, 12).

#include "content/errors.h"
#include "content/index_admin.h"
#include "rest/answers.h"
#include "rest/documents_parameters.h"
#include "rest/families.h"

namespace headrace::rest {
namespace {

using json::Value;

Awaitable<Result<std::vector<std::string>>> set_closed(Services& services, std::string index, content::IndexOptions options, bool closed) {
  CO_TRY_VOID(refuse_wildcards(index));
  CO_TRY(const auto found, co_await content::find_indices(services.engine, std::move(index), options));
  std::vector<std::string> names;
  for (const auto& one : found) names.push_back(one.name);
  co_return co_await content::set_closed(services.engine, std::move(names), closed);
}

Result<Action> prepare_close(Services& services, RequestContext& request) {
  TRY(const auto options, read_index_options(request));
  request.accept({"timeout", "master_timeout", "wait_for_active_shards"});
  return [&services, options, index = request.capture("index")]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto closed, co_await set_closed(services, index, options, true));
    json::Object indices;
    for (const auto& name : closed) indices.push_back({name, json::object({{"closed", true}})});
    co_return json_answer(json::object({{"acknowledged", true}, {"shards_acknowledged", true}, {"indices", Value(std::move(indices))}}));
  };
}

Result<Action> prepare_open(Services& services, RequestContext& request) {
  TRY(const auto options, read_index_options(request));
  request.accept({"timeout", "master_timeout", "wait_for_active_shards"});
  return [&services, options, index = request.capture("index")]() -> Awaitable<Result<Answer>> {
    CO_TRY_VOID(co_await set_closed(services, index, options, false));
    co_return json_answer(json::object({{"acknowledged", true}, {"shards_acknowledged", true}}));
  };
}

/// Every write is on disk and visible when it is answered, so there is nothing to do but to see that the indices are there and open.
Result<Action> see_that_they_are_there(Services& services, RequestContext& request) {
  TRY(const auto options, read_index_options(request));
  return [&services, options, index = request.text("index")]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto names, co_await content::find_names(services.engine, index, options));
    co_return json_answer(json::object({{"_shards", shards_body(names.size())}}));
  };
}

Result<Action> prepare_flush(Services& services, RequestContext& request) {
  TRY(const bool force, request.flag("force"));
  TRY(const bool wait, request.flag("wait_if_ongoing", true));
  if (force && !wait) return fail(content::validation_failed({"wait_if_ongoing must be true for a force flush"}));
  return see_that_they_are_there(services, request);
}

Result<Action> prepare_forcemerge(Services& services, RequestContext& request) {
  TRY(const bool only_expunge_deletes, request.flag("only_expunge_deletes"));
  TRY(const auto segments, request.integer("max_num_segments", -1));
  TRY_VOID(request.flag("flush", true));
  TRY_VOID(request.flag("wait_for_completion", true));
  if (only_expunge_deletes && segments != -1)
    return fail(
        content::validation_failed({"cannot set only_expunge_deletes and max_num_segments at the same time, those two parameters are "
                                    "mutually exclusive"}));
  return see_that_they_are_there(services, request);
}

Result<Action> prepare_clear_cache(Services& services, RequestContext& request) {
  for (const auto* cache : {"query", "fielddata", "request"}) TRY_VOID(request.flag(cache));
  request.accept({"fields"});
  return see_that_they_are_there(services, request);
}

}  // namespace

std::vector<Route> index_state_routes() {
  std::vector<Route> routes{{"POST", "/{index}/_close", prepare_close},     {"POST", "/{index}/_open", prepare_open},
                            {"POST", "/_forcemerge", prepare_forcemerge},   {"POST", "/{index}/_forcemerge", prepare_forcemerge},
                            {"POST", "/_cache/clear", prepare_clear_cache}, {"POST", "/{index}/_cache/clear", prepare_clear_cache}};
  for (const auto* method : {"GET", "POST"}) {
    routes.push_back({method, "/_refresh", see_that_they_are_there});
    routes.push_back({method, "/{index}/_refresh", see_that_they_are_there});
    routes.push_back({method, "/_flush", prepare_flush});
    routes.push_back({method, "/{index}/_flush", prepare_flush});
  }
  return routes;
}

}  // namespace headrace::rest
