// `_search`, `_count` and `_delete_by_query` (docs/spec/document-api.md 4.7, 4.8, 4.15).

#include <fmt/format.h>

#include "content/answer.h"
#include "content/by_query.h"
#include "content/errors.h"
#include "content/search.h"
#include "content/time_value.h"
#include "rest/answers.h"
#include "rest/documents_parameters.h"
#include "rest/error.h"
#include "rest/families.h"
#include "rest/search_contexts.h"

namespace headrace::rest {
namespace {

/// What the original can do with these would change the answer.
Result<void> refuse_parameters(RequestContext& request, std::initializer_list<std::string_view> names) {
  for (const auto name : names)
    if (request.parameter(name))
      return fail(ErrorKind::illegal_argument, fmt::format("parameter [{}] is not supported by this server", name));
  return {};
}

/// A number of the query string, none when it was not sent. Errors: illegal_argument.
Result<std::optional<std::uint64_t>> read_count(RequestContext& request, std::string_view name) {
  if (!request.parameter(name)) return std::nullopt;
  TRY(const auto number, request.integer(name, 0));
  if (number < 0) return fail(ErrorKind::illegal_argument, fmt::format("[{}] parameter cannot be negative, found [{}]", name, number));
  return static_cast<std::uint64_t>(number);
}

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
  if (request.parameter("timeout")) {
    TRY(parameters.timeout, content::read_time_value("timeout", request.text("timeout")));
  }
  // A number cannot say that it is only a lower bound.
  if (total_as_number && parameters.track_total_hits.empty()) parameters.track_total_hits = "true";
  return parameters;
}

/// Parameters of the original that say how to work, not what to answer.
void accept_search_hints(RequestContext& request) {
  request.accept({"request_cache", "preference", "routing", "search_type", "typed_keys", "batched_reduce_size", "ccs_minimize_roundtrips",
                  "max_concurrent_shard_requests", "pre_filter_shard_size", "allow_partial_search_results", "track_scores"});
}

Result<Action> prepare_search(Services& services, RequestContext& request) {
  auto& clock = *services.options.clock;
  const auto now = clock.now();
  TRY(const auto options, read_index_options(request));
  TRY(const auto total_as_number, request.flag("rest_total_hits_as_int"));
  TRY(const auto scroll, read_keep_alive(request, "scroll"));
  TRY_VOID(refuse_parameters(request, {"q", "terminate_after", "docvalue_fields", "stored_fields", "explain", "suggest_field"}));
  accept_search_hints(request);
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

json::Value deleted_body(const content::DeletedByQuery& done, std::chrono::milliseconds took) {
  json::Array failures;
  for (const auto& failure : done.failures)
    failures.push_back(json::object(
        {{"index", failure.index}, {"id", failure.id}, {"cause", error_object(failure.error)}, {"status", status_of(failure.error.kind)}}));
  return json::object({{"took", took.count()},
                       {"timed_out", false},
                       {"total", done.total},
                       {"deleted", done.deleted},
                       {"batches", done.batches},
                       {"version_conflicts", done.version_conflicts},
                       {"noops", 0},
                       {"retries", json::object({{"bulk", 0}, {"search", 0}})},
                       {"throttled_millis", 0},
                       {"requests_per_second", -1.0},
                       {"throttled_until_millis", 0},
                       {"failures", std::move(failures)}});
}

Result<bool> read_conflicts(RequestContext& request) {
  const auto conflicts = request.parameter("conflicts");
  if (!conflicts || *conflicts == "abort") return false;
  if (*conflicts == "proceed") return true;
  return fail(ErrorKind::illegal_argument, fmt::format("conflicts may only be \"proceed\" or \"abort\" but was [{}]", *conflicts));
}

/// The worst status of what failed, 200 when nothing did.
unsigned status_of_failures(const content::DeletedByQuery& done) {
  unsigned status = 200;
  for (const auto& failure : done.failures) status = std::max(status, status_of(failure.error.kind));
  return status;
}

Result<Action> prepare_delete_by_query(Services& services, RequestContext& request) {
  auto& clock = *services.options.clock;
  const auto start = clock.now();
  content::DeleteByQuery wanted;
  TRY(const auto options, read_index_options(request));
  TRY(wanted.proceed_on_conflict, read_conflicts(request));
  TRY(const auto most, read_count(request, "max_docs"));
  if (most) wanted.max_docs = *most;
  TRY_VOID(read_refresh(request));
  TRY_VOID(refuse_parameters(request, {"q", "terminate_after"}));
  request.accept({"wait_for_completion", "slices", "scroll_size", "scroll", "requests_per_second", "timeout", "wait_for_active_shards",
                  "preference", "routing", "request_cache", "search_type", "search_timeout"});
  TRY(const auto text, request.required_body());
  TRY(auto query, content::read_query_body(text, start));
  const bool has_query = query.has_value();
  if (has_query) wanted.query = std::move(*query);
  return [&services, &clock, start, options, has_query, wanted = std::move(wanted),
          index = request.text("index")]() mutable -> Awaitable<Result<Answer>> {
    if (!has_query) co_return fail(content::validation_failed({"query is missing"}));
    CO_TRY(wanted.indices, co_await content::find_names(services.engine, index, options));
    CO_TRY(const auto done, co_await content::delete_by_query(services.engine, std::move(wanted)));
    co_return json_answer(deleted_body(done, elapsed_since(start, clock)), status_of_failures(done));
  };
}

}  // namespace

std::vector<Route> search_routes() {
  std::vector<Route> routes{{"POST", "/{index}/_delete_by_query", prepare_delete_by_query}};
  for (const auto* method : {"GET", "POST"}) {
    routes.push_back({method, "/_search", prepare_search});
    routes.push_back({method, "/{index}/_search", prepare_search});
    routes.push_back({method, "/_count", prepare_count});
    routes.push_back({method, "/{index}/_count", prepare_count});
  }
  return routes;
}

}  // namespace headrace::rest
