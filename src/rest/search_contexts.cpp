#include "rest/search_contexts.h"

#include <fmt/format.h>

#include "content/errors.h"
#include "content/search.h"
#include "content/time_value.h"
#include "rest/answers.h"
#include "rest/checked_parameters.h"
#include "rest/documents_parameters.h"
#include "rest/families.h"

namespace headrace::rest {
namespace {

using KeepAlive = std::chrono::nanoseconds;

/// What `/_search/scroll` and `_pit` are told, in the body or beside it.
struct Handles {
  std::vector<std::string> ids;
  std::optional<KeepAlive> keep_alive;
};

Error wrong_member(const json::Member& member) {
  return {ErrorKind::illegal_argument, fmt::format("Unknown parameter [{}] in request body or parameter is of the wrong type[{}] ",
                                                   member.name, member.value.token_name())};
}

Result<void> read_ids(const json::Member& member, std::vector<std::string>& to) {
  if (member.value.is_string()) {
    to = {member.value.as_string()};
    return {};
  }
  if (!member.value.is_array()) return fail(wrong_member(member));
  to.clear();
  for (const auto& id : member.value.as_array()) {
    if (!id.is_string()) return fail(wrong_member(member));
    to.push_back(id.as_string());
  }
  return {};
}

/// `id_name`: the member with the ids; `keep_name`: that with the time, "" where there is none.
Result<void> read_body(std::string_view text, std::string_view id_name, std::string_view keep_name, Handles& to) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return {};
  const auto body = json::parse(text);
  if (!body || !body->is_object()) return fail(ErrorKind::illegal_argument, "Failed to parse request body");
  for (const auto& member : body->as_object()) {
    if (member.name == id_name) {
      TRY_VOID(read_ids(member, to.ids));
    } else if (!keep_name.empty() && member.name == keep_name && member.value.is_string()) {
      TRY(to.keep_alive, content::read_time_value(keep_name, member.value.as_string()));
    } else {
      return fail(wrong_member(member));
    }
  }
  return {};
}

/// The body wins.
Result<Handles> read_scroll_handles(RequestContext& request, std::string_view keep_name) {
  Handles handles;
  handles.ids = request.list("scroll_id");
  if (!keep_name.empty()) {
    TRY(handles.keep_alive, read_keep_alive(request, keep_name));
  }
  TRY_VOID(read_body(request.body(), "scroll_id", keep_name, handles));
  return handles;
}

Result<Action> prepare_scroll(Services& services, RequestContext& request) {
  const SearchForm form{.start = services.options.clock->now()};
  TRY(const auto total_as_number, request.flag("rest_total_hits_as_int"));
  TRY(auto handles, read_scroll_handles(request, "scroll"));
  if (handles.ids.size() != 1) return fail(content::validation_failed({"scrollId is missing"}));
  return [&services, form, total_as_number, id = handles.ids.front(), keep_alive = handles.keep_alive]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto scroll, services.searches.scroll(id, keep_alive));
    CO_TRY(auto page, co_await content::read_scroll(services.engine, *scroll));
    const content::SearchAnswer how{elapsed_since(form.start, *services.options.clock), total_as_number, id};
    Answer answer{.body = content::write_search_answer(scroll->body, page.result, how)};
    services.searches.advance(id, scroll, std::move(page.next));
    co_return answer;
  };
}

Answer freed(std::size_t count) { return json_answer(json::object({{"succeeded", true}, {"num_freed", count}}), count > 0 ? 200 : 404); }

Result<Action> prepare_clear_scroll(Services& services, RequestContext& request) {
  TRY(auto handles, read_scroll_handles(request, ""));
  if (handles.ids.empty()) return fail(content::validation_failed({"no scroll ids specified"}));
  return [&services, ids = std::move(handles.ids), owner = security::subject_of(request.identity())]() -> Awaitable<Result<Answer>> {
    if (ids.size() == 1 && ids.front() == "_all") co_return freed(services.searches.close_scrolls_of(owner));
    CO_TRY(const auto closed, services.searches.close(ids));
    co_return freed(closed);
  };
}

Result<Action> prepare_open_point_in_time(Services& services, RequestContext& request) {
  TRY(const auto options, read_index_options(request));
  TRY(const auto keep_alive, read_keep_alive(request, "keep_alive"));
  TRY_VOID(check_hints(
      request,
      {.flags = {"allow_partial_search_results"}, .integers = {"max_concurrent_shard_requests"}, .texts = {"preference", "routing"}}));
  if (!keep_alive) return fail(content::validation_failed({"[keep_alive] is not specified"}));
  if (request.has_body() && request.body().find_first_not_of(" \t\r\n{}") != std::string_view::npos)
    return fail(ErrorKind::illegal_argument, "[index_filter] of a point in time is not supported by this server");
  return [&services, options, keep_alive = *keep_alive, index = request.text("index"),
          owner = security::subject_of(request.identity())]() -> Awaitable<Result<Answer>> {
    CO_TRY(auto names, co_await content::find_names(services.engine, index, options));
    CO_TRY(auto state, co_await content::open_search_state(services.engine, std::move(names)));
    CO_TRY(const auto id, services.searches.open(std::move(state), keep_alive, owner));
    co_return json_answer(
        json::object({{"id", id}, {"_shards", json::object({{"total", 1}, {"successful", 1}, {"skipped", 0}, {"failed", 0}})}}));
  };
}

Result<Action> prepare_close_point_in_time(Services& services, RequestContext& request) {
  TRY(const auto text, request.required_body());
  Handles handles;
  TRY_VOID(read_body(text, "id", "", handles));
  if (handles.ids.size() != 1) return fail(content::validation_failed({"reader_id must be specified"}));
  return [&services, ids = std::move(handles.ids)]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto closed, services.searches.close(ids));
    co_return freed(closed);
  };
}

}  // namespace

Result<std::optional<KeepAlive>> read_keep_alive(RequestContext& request, std::string_view name) {
  const auto text = request.parameter(name);
  if (!text) return std::nullopt;
  TRY(const auto time, content::read_time_value(name, *text));
  return time;
}

Result<Action> begin_scroll(Services& services, RequestContext& request, content::SearchBody body, content::IndexOptions options,
                            SearchForm form) {
  const bool requests_total = body.track_total_hits != 0;
  TRY(auto scroll, content::make_scroll(std::move(body), requests_total));
  return [&services, form, options, scroll = std::move(scroll), index = request.text("index"),
          owner = security::subject_of(request.identity())]() mutable -> Awaitable<Result<Answer>> {
    CO_TRY(auto names, co_await content::find_names(services.engine, index, options));
    CO_TRY(scroll.state, co_await content::open_search_state(services.engine, std::move(names)));
    CO_TRY(auto page, co_await content::read_scroll(services.engine, scroll));
    CO_TRY(const auto id, services.searches.open(std::move(page.next), form.keep_alive, owner));
    co_return Answer{.body = content::write_search_answer(scroll.body, page.result,
                                                          {elapsed_since(form.start, *services.options.clock), form.total_as_number, id})};
  };
}

Result<Action> search_point_in_time(Services& services, RequestContext& request, content::SearchBody body, SearchForm form) {
  if (request.parameter("index"))
    return fail(content::validation_failed({"[indices] cannot be used with point in time. Do not specify any index with point in time."}));
  return [&services, form, body = std::move(body)]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto state, services.searches.point_in_time(body.pit->id, body.pit->keep_alive));
    CO_TRY(const auto found, co_await content::run_search(services.engine, body.request, state.get()));
    const auto took = elapsed_since(form.start, *services.options.clock);
    co_return Answer{.body = content::write_search_answer(body, found, {took, form.total_as_number, "", body.pit->id})};
  };
}

std::vector<Route> search_context_routes() {
  std::vector<Route> routes{{"POST", "/{index}/_pit", prepare_open_point_in_time}, {"DELETE", "/_pit", prepare_close_point_in_time}};
  for (const auto* path : {"/_search/scroll", "/_search/scroll/{scroll_id}"}) {
    routes.push_back({"GET", path, prepare_scroll});
    routes.push_back({"POST", path, prepare_scroll});
    routes.push_back({"DELETE", path, prepare_clear_scroll});
  }
  return routes;
}

}  // namespace headrace::rest
