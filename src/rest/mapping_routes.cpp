// `_mapping` (docs/spec/document-api.md 3.8, 12).

#include "content/index_admin.h"
#include "content/mapping.h"
#include "rest/answers.h"
#include "rest/documents_parameters.h"
#include "rest/families.h"

namespace headrace::rest {
namespace {

using json::Value;

std::vector<std::string> names_of(const std::vector<engine::IndexInfo>& indices) {
  std::vector<std::string> names;
  for (const auto& index : indices) names.push_back(index.name);
  return names;
}

Value mappings_of(const engine::IndexInfo& index) { return index.mappings.is_object() ? index.mappings : Value(json::Object{}); }

Result<Action> prepare_get(Services& services, RequestContext& request) {
  TRY(const auto options, read_index_options(request));
  request.accept({"local", "master_timeout"});
  return [&services, options, index = request.text("index")]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto found, co_await content::find_indices(services.engine, index, options));
    json::Object body;
    for (const auto& one : found) body.push_back({one.name, json::object({{"mappings", mappings_of(one)}})});
    co_return json_answer(Value(std::move(body)));
  };
}

Result<Action> prepare_get_fields(Services& services, RequestContext& request) {
  TRY(const auto options, read_index_options(request));
  request.accept({"include_defaults", "local"});
  return [&services, options, index = request.text("index"), fields = request.list("fields")]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto found, co_await content::find_indices(services.engine, index, options));
    json::Object body;
    for (const auto& one : found)
      body.push_back({one.name, json::object({{"mappings", content::field_mappings(mappings_of(one), fields)}})});
    co_return json_answer(Value(std::move(body)));
  };
}

Result<Action> prepare_put(Services& services, RequestContext& request) {
  TRY(const auto options, read_index_options(request, {.allow_no_indices = false, .expand_closed = true}));
  request.accept({"timeout", "master_timeout", "write_index_only"});
  TRY(const auto text, request.required_body());
  TRY(auto mappings, content::read_mapping_body(text));
  return [&services, options, mappings = std::move(mappings), index = request.capture("index")]() mutable -> Awaitable<Result<Answer>> {
    CO_TRY(const auto found, co_await content::find_indices(services.engine, index, options));
    CO_TRY_VOID(co_await content::put_mappings(services.engine, names_of(found), std::move(mappings)));
    co_return acknowledged();
  };
}

}  // namespace

std::vector<Route> mapping_routes() {
  return {{"GET", "/_mapping", prepare_get},
          {"GET", "/{index}/_mapping", prepare_get},
          {"PUT", "/{index}/_mapping", prepare_put},
          {"POST", "/{index}/_mapping", prepare_put},
          {"GET", "/_mapping/field/{fields}", prepare_get_fields},
          {"GET", "/{index}/_mapping/field/{fields}", prepare_get_fields}};
}

}  // namespace headrace::rest
