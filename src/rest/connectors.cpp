#include "rest/answers.h"
#include "rest/connector_bodies.h"
#include "rest/families.h"

namespace headrace::rest {
namespace {

constexpr std::string_view id_capture = "connector_id";

Action create_action(Services& services, std::optional<std::string> id, control::NewConnector connector) {
  return [&services, id = std::move(id), connector = std::move(connector)]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto made, co_await services.connectors.create(id, connector));
    const auto body = json::object({{"id", made.id}, {"result", made.created ? "created" : "updated"}});
    co_return json_answer(body, made.created ? 201 : 200);
  };
}

/// docs/spec/connectors.md 3.1; the body is optional
Result<Action> prepare_put(Services& services, RequestContext& request) {
  TRY(auto connector, read_new_connector(request.body()));
  return create_action(services, request.capture(id_capture), std::move(connector));
}

/// docs/spec/connectors.md 3.3
Result<Action> prepare_post(Services& services, RequestContext& request) {
  TRY(auto connector, read_new_connector(request.body()));
  return create_action(services, std::nullopt, std::move(connector));
}

/// docs/spec/connectors.md 3.4
Result<Action> prepare_get(Services& services, RequestContext& request) {
  TRY(const bool include_deleted, request.flag("include_deleted"));
  return [&services, id = request.capture(id_capture), include_deleted]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto connector, co_await services.connectors.get(id, include_deleted));
    co_return document_answer(connector);
  };
}

/// docs/spec/connectors.md 3.5
Result<Action> prepare_list(Services& services, RequestContext& request) {
  control::ConnectorList wanted;
  TRY(const auto sent, read_window(request));
  wanted.index_names = request.list("index_name");
  wanted.names = request.list("connector_name");
  wanted.service_types = request.list("service_type");
  wanted.query = request.text("query");
  TRY(wanted.include_deleted, request.flag("include_deleted"));
  TRY(const auto window, sent.checked());
  wanted.from = window.from;
  wanted.size = window.size;
  return [&services, wanted = std::move(wanted)]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto page, co_await services.connectors.list(wanted));
    co_return page_answer(page);
  };
}

/// docs/spec/connectors.md 3.6
Result<Action> prepare_delete(Services& services, RequestContext& request) {
  TRY(const bool hard, request.flag("hard"));
  TRY(const bool delete_sync_jobs, request.flag("delete_sync_jobs"));
  return [&services, id = request.capture(id_capture), hard, delete_sync_jobs]() -> Awaitable<Result<Answer>> {
    CO_TRY_VOID(co_await services.connectors.remove(id, hard, delete_sync_jobs));
    co_return acknowledged();
  };
}

}  // namespace

std::vector<Route> connector_routes() {
  return {{"GET", "/_connector", prepare_list},
          {"POST", "/_connector", prepare_post},
          {"PUT", "/_connector", prepare_post},
          {"GET", "/_connector/{connector_id}", prepare_get},
          {"PUT", "/_connector/{connector_id}", prepare_put},
          {"DELETE", "/_connector/{connector_id}", prepare_delete}};
}

}  // namespace headrace::rest
