// `_index_template`, and `_data_stream`, of which there are none.

#include "content/index_templates.h"
#include "rest/answers.h"
#include "rest/documents_parameters.h"
#include "rest/families.h"

namespace headrace::rest {
namespace {

/// GET and HEAD.
Result<Action> prepare_get(Services& services, RequestContext& request) {
  request.accept({"flat_settings", "include_defaults", "local", "master_timeout"});
  return [&services, names = request.list("template")]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto found, co_await content::find_index_templates(services.engine, names));
    json::Array templates;
    for (const auto& made : found) templates.push_back(json::object({{"name", made.name}, {"index_template", made.shown}}));
    const bool has_found = names.empty() || !templates.empty();
    co_return json_answer(json::object({{"index_templates", std::move(templates)}}), has_found ? 200 : 404);
  };
}

Result<Action> prepare_put(Services& services, RequestContext& request) {
  TRY(const bool create, request.flag("create"));
  request.accept({"cause", "master_timeout"});
  TRY(const auto text, request.required_body());
  TRY(auto made, content::read_index_template(request.capture("template"), text));
  return [&services, create, made = std::move(made)]() mutable -> Awaitable<Result<Answer>> {
    CO_TRY_VOID(co_await content::put_index_template(services.engine, std::move(made), create));
    co_return acknowledged();
  };
}

Result<Action> prepare_delete(Services& services, RequestContext& request) {
  request.accept({"timeout", "master_timeout"});
  return [&services, names = request.list("template")]() -> Awaitable<Result<Answer>> {
    CO_TRY_VOID(co_await content::delete_index_templates(services.engine, names));
    co_return acknowledged();
  };
}

Result<Action> prepare_data_streams(Services&, RequestContext& request) {
  TRY_VOID(read_index_options(request));
  request.accept({"include_defaults", "master_timeout", "verbose"});
  return at_once(json_answer(json::object({{"data_streams", json::Array{}}})));
}

}  // namespace

std::vector<Route> index_template_routes() {
  return {{"GET", "/_index_template", prepare_get},
          {"GET", "/_index_template/{template}", prepare_get},
          {"HEAD", "/_index_template/{template}", prepare_get},
          {"PUT", "/_index_template/{template}", prepare_put},
          {"POST", "/_index_template/{template}", prepare_put},
          {"DELETE", "/_index_template/{template}", prepare_delete},
          {"GET", "/_data_stream", prepare_data_streams}};
}

}  // namespace headrace::rest
