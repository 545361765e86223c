// Connector secrets (docs/spec/configuration-filtering-secrets.md 5 and 6.5).

#include "control/secrets.h"
#include "json/object_reader.h"
#include "rest/answers.h"
#include "rest/families.h"

namespace headrace::rest {
namespace {

constexpr std::string_view id_capture = "secret_id";

const json::ObjectTable& post_table() {
  static const json::ObjectTable table{.parser = "post_secret_request", .fields = {{.name = "value", .kind = json::FieldKind::string}}};
  return table;
}

const json::ObjectTable& put_table() {
  static const json::ObjectTable table{.parser = "connector_secret_put_request",
                                       .fields = {{.name = "value", .kind = json::FieldKind::string, .required = true}}};
  return table;
}

Result<Action> prepare_post(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  TRY(const auto sent, json::read_body(post_table(), body));
  return [&services, value = std::string(sent.text("value"))]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto id, co_await services.secrets.create(value));
    co_return json_answer(json::object({{"id", id}}));
  };
}

Result<Action> prepare_put(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  TRY(const auto sent, json::read_body(put_table(), body));
  return [&services, id = request.capture(id_capture), value = std::string(sent.text("value"))]() -> Awaitable<Result<Answer>> {
    CO_TRY(const bool is_new, co_await services.secrets.put(id, value));
    co_return json_answer(json::object({{"result", is_new ? "created" : "updated"}}), is_new ? 201 : 200);
  };
}

Result<Action> prepare_get(Services& services, RequestContext& request) {
  return [&services, id = request.capture(id_capture)]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto value, co_await services.secrets.get(id));
    co_return json_answer(json::object({{"id", id}, {"value", value}}));
  };
}

Result<Action> prepare_delete(Services& services, RequestContext& request) {
  return [&services, id = request.capture(id_capture)]() -> Awaitable<Result<Answer>> {
    CO_TRY_VOID(co_await services.secrets.remove(id));
    co_return json_answer(json::object({{"deleted", true}}));
  };
}

/// Our own: a new sealing key for all secrets.
Result<Action> prepare_rotate(Services& services, RequestContext&) {
  return [&services]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto rotated, co_await services.secrets.rotate());
    co_return json_answer(json::object({{"resealed", rotated.secrets}, {"resealed_configurations", rotated.configurations}}));
  };
}

}  // namespace

std::vector<Route> secret_routes() {
  return {{"POST", "/_connector/_secret", prepare_post},
          {"GET", "/_connector/_secret/{secret_id}", prepare_get},
          {"PUT", "/_connector/_secret/{secret_id}", prepare_put},
          {"DELETE", "/_connector/_secret/{secret_id}", prepare_delete},
          {"POST", "/_headrace/secrets/_rotate", prepare_rotate}};
}

}  // namespace headrace::rest
