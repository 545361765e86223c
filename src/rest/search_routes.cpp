// `_search` and `_count` (docs/spec/document-api.md 4.7, 4.8).

#include <fmt/format.h>

#include "content/answer.h"
#include "content/errors.h"
#include "content/search.h"
#include "content/time_value.h"
#include "rest/answers.h"
#include "rest/checked_parameters.h"
#include "rest/documents_parameters.h"
#include "rest/error.h"
#include "rest/families.h"
#include "rest/search_contexts.h"

namespace headrace::rest {
namespace {

Result<std::optional<bool>> read_optional_flag(RequestContext& request, std::string_view name) {
  if (!request.parameter(name)) return std::nullopt;
  TRY(const auto flag, request.flag(name));
  return flag;
}

Result<content::SearchParameters> read_search_parameters(RequestContext& request, bool total_as_number) {
  content::SearchParameters parameters;
  TRY(parameters.from, read_count(request, "from"));
  TRY(parameters.size, read_count(request, "size"));
  parameters.sort = request.text("sort");
  parameters.source = read_source_filter(request);
  TRY(parameters.seq_no_primary_term, read_optional_flag(request, "seq_no_primary_term"));
  TRY(parameters.version, read_optional_flag(request, "version"));
  parameters.track_total_hits = request.text("track_total_hits");
  parameters.docvalue_fields = request.list("docvalue_fields");
  if (request.parameter("timeout")) {
    TRY(parameters.timeout, content::read_time_value("timeout", request.text("timeout")));
  }
  // A number cannot say that it is only a lower bound.
  if (total_as_number && parameters.track_total_hits.empty()) parameters.track_total_hits = "true";
  return parameters;
}

/// Parameters of the original that say how to work, not what to answer.
Result<void> check_search_hints(RequestContext& request) {
  TRY_VOID(check_search_type(request));
  return check_hints(request,
                     {.flags = {"request_cache", "typed_keys", "ccs_minimize_roundtrips", "allow_partial_search_results", "track_scores"},
                      .integers = {"batched_reduce_size", "max_concurrent_shard_requests", "pre_filter_shard_size"},
                      .texts = {"preference", "routing"}});
}

Result<Action> prepare_search(Services& services, RequestContext& request) {
  auto& clock = *services.options.clock;
  const auto now = clock.now();
  TRY(const auto options, read_index_options(request));
  TRY(const auto total_as_number, request.flag("rest_total_hits_as_int"));
  TRY(const auto scroll, read_keep_alive(request, "scroll"));
  TRY_VOID(refuse_parameters(request, {"q", "terminate_after", "stored_fields", "explain", "suggest_field"}));
  TRY_VOID(check_search_hints(request));
  TRY(const auto parameters, read_search_parameters(request, total_as_number));
  TRY(const auto text, request.body_or_source());
  TRY(auto body, content::read_search_body(text, parameters, now));
  if (scroll) return begin_scroll(services, request, std::move(body), options, {now, total_as_number, *scroll});
  if (body.pit) return search_point_in_time(services, request, std::move(body), {now, total_as_number, {}});
  return [&services, &clock, now, options, total_as_number, body = std::move(body),
          index = request.text("index")]() mutable -> Awaitable<Result<Answer>> {
    CO_TRY(body.request.indices, co_await content::find_names(services.engine, index, options));
    CO_TRY(const auto found, co_await content::run_search(services.engine, body.request));
    co_return Answer{.body = content::write_search_answer(body, found, {elapsed_since(now, clock), total_as_number})};
  };
}

/// A search that wants no hits.
Awaitable<Result<std::uint64_t>> count_matches(engine::Engine& engine, std::vector<std::string> indices, engine::Query query) {
  engine::SearchRequest search;
  search.indices = std::move(indices);
  search.query = std::move(query);
  search.size = 0;
  search.is_exact = true;
  CO_TRY(const auto found, co_await content::run_search(engine, std::move(search)));
  co_return found.total;
}

Result<Action> prepare_count(Services& services, RequestContext& request) {
  TRY(const auto options, read_index_options(request));
  TRY_VOID(refuse_parameters(request, {"q", "min_score", "terminate_after"}));
  request.accept({"preference", "routing"});
  TRY(const auto text, request.body_or_source());
  TRY(auto query, content::read_query_body(text, services.options.clock->now()));
  return [&services, options, query = std::move(query), index = request.text("index")]() mutable -> Awaitable<Result<Answer>> {
    CO_TRY(auto names, co_await content::find_names(services.engine, index, options));
    CO_TRY(const auto count, co_await count_matches(services.engine, std::move(names), query.value_or(engine::Query{engine::MatchAll{}})));
    co_return Answer{.body = content::write_count_answer(count)};
  };
}

}  // namespace

std::vector<Route> search_routes() {
  std::vector<Route> routes;
  for (const auto* method : {"GET", "POST"}) {
    routes.push_back({method, "/_search", prepare_search});
    routes.push_back({method, "/{index}/_search", prepare_search});
    routes.push_back({method, "/_count", prepare_count});
    routes.push_back({method, "/{index}/_count", prepare_count});
  }
  return routes;
}

}  // namespace headrace::rest
