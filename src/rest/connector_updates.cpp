#include "control/connector_state.h"
#include "control/errors.h"
#include "control/last_sync.h"
#include "rest/answers.h"
#include "rest/connector_bodies.h"
#include "rest/families.h"

namespace headrace::rest {
namespace {

constexpr std::string_view id_capture = "connector_id";

/// The action of an update: `call(services.connectors, id)` does it.
template <class Call>
Action update_action(Services& services, RequestContext& request, Call call) {
  return [&services, id = request.capture(id_capture), call = std::move(call)]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto done, co_await call(services.connectors, id));
    co_return result_answer(done);
  };
}

using control::Connectors;
using Id = const std::string&;

/// docs/spec/connectors.md 3.7
Result<Action> prepare_check_in(Services& services, RequestContext& request) {
  return update_action(services, request, [](Connectors& connectors, Id id) { return connectors.check_in(id); });
}

/// docs/spec/connectors.md 3.8
Result<Action> prepare_name(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  TRY(auto sent, read_name(body));
  return update_action(services, request, [sent = std::move(sent)](Connectors& connectors, Id id) {
    return connectors.set_name(id, sent.name, sent.description);
  });
}

/// docs/spec/connectors.md 3.9
Result<Action> prepare_index_name(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  TRY(auto name, read_index_name(body));
  return update_action(services, request,
                       [name = std::move(name)](Connectors& connectors, Id id) { return connectors.set_index_name(id, name); });
}

/// docs/spec/connectors.md 3.10
Result<Action> prepare_service_type(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  TRY(auto type, read_service_type(body));
  return update_action(services, request,
                       [type = std::move(type)](Connectors& connectors, Id id) { return connectors.set_service_type(id, type); });
}

/// docs/spec/connectors.md 3.11
Result<Action> prepare_native(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  TRY(const bool is_native, read_native(body));
  return update_action(services, request, [is_native](Connectors& connectors, Id id) { return connectors.set_native(id, is_native); });
}

/// docs/spec/connectors.md 3.12: that there is no status is said by request validation, after everything about the form of the request
Awaitable<Result<control::UpdateResult>> set_status(Connectors& connectors, std::string id,
                                                    std::optional<control::ConnectorStatus> status) {
  control::Validation validation;
  validation.add_if(id.empty(), control::connector_id_missing);
  validation.add_if(!status, "[status] cannot be [null].");
  CO_TRY_VOID(validation.result());
  co_return co_await connectors.set_status(std::move(id), *status);
}

Result<Action> prepare_status(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  TRY(const auto status, read_status(body));
  return update_action(services, request, [status](Connectors& connectors, Id id) { return set_status(connectors, id, status); });
}

/// docs/spec/connectors.md 3.16
Result<Action> prepare_error(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  TRY(auto error, read_error(body));
  return update_action(services, request,
                       [error = std::move(error)](Connectors& connectors, Id id) { return connectors.set_error(id, error); });
}

/// docs/spec/connectors.md 3.17
Result<Action> prepare_last_sync(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  TRY(auto part, control::read_last_sync(body));
  return update_action(services, request,
                       [part = std::move(part)](Connectors& connectors, Id id) { return connectors.set_last_sync(id, part); });
}

/// docs/spec/connectors.md 3.18
Result<Action> prepare_scheduling(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  TRY(auto scheduling, read_scheduling_body(body));
  return update_action(services, request, [scheduling = std::move(scheduling)](Connectors& connectors, Id id) {
    return connectors.set_scheduling(id, scheduling);
  });
}

/// docs/spec/configuration-filtering-secrets.md 2
Result<Action> prepare_configuration(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  TRY(auto update, read_configuration_update(body));
  return update_action(services, request,
                       [update = std::move(update)](Connectors& connectors, Id id) { return connectors.update_configuration(id, update); });
}

/// docs/spec/connectors.md 3.13
Result<Action> prepare_api_key_ids(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  TRY(auto sent, read_api_key_ids(body));
  return update_action(services, request, [sent = std::move(sent)](Connectors& connectors, Id id) {
    return connectors.set_api_key_ids(id, sent.api_key_id, sent.api_key_secret_id);
  });
}

/// docs/spec/connectors.md 3.14
Result<Action> prepare_pipeline(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  TRY(auto pipeline, read_pipeline(body));
  return update_action(services, request,
                       [pipeline = std::move(pipeline)](Connectors& connectors, Id id) { return connectors.set_pipeline(id, pipeline); });
}

/// docs/spec/connectors.md 3.15
Result<Action> prepare_features(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  TRY(auto features, read_features_body(body));
  return update_action(services, request,
                       [features = std::move(features)](Connectors& connectors, Id id) { return connectors.set_features(id, features); });
}

/// docs/spec/configuration-filtering-secrets.md 3.3
Result<Action> prepare_filtering(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  TRY(auto update, read_filtering_update(body));
  return update_action(services, request,
                       [update = std::move(update)](Connectors& connectors, Id id) { return connectors.update_filtering(id, update); });
}

/// docs/spec/configuration-filtering-secrets.md 3.5
Result<Action> prepare_filtering_validation(Services& services, RequestContext& request) {
  TRY(const auto body, request.required_body());
  TRY(auto validation, read_filtering_validation_body(body));
  return update_action(services, request, [validation = std::move(validation)](Connectors& connectors, Id id) {
    return connectors.set_filtering_validation(id, validation);
  });
}

/// docs/spec/configuration-filtering-secrets.md 3.6
Result<Action> prepare_filtering_activation(Services& services, RequestContext& request) {
  return update_action(services, request, [](Connectors& connectors, Id id) { return connectors.activate_filtering(id); });
}

}  // namespace

std::vector<Route> connector_update_routes() {
  return {{"PUT", "/_connector/{connector_id}/_api_key_id", prepare_api_key_ids},
          {"PUT", "/_connector/{connector_id}/_check_in", prepare_check_in},
          {"PUT", "/_connector/{connector_id}/_configuration", prepare_configuration},
          {"PUT", "/_connector/{connector_id}/_error", prepare_error},
          {"PUT", "/_connector/{connector_id}/_features", prepare_features},
          {"PUT", "/_connector/{connector_id}/_filtering", prepare_filtering},
          {"PUT", "/_connector/{connector_id}/_filtering/_activate", prepare_filtering_activation},
          {"PUT", "/_connector/{connector_id}/_filtering/_validation", prepare_filtering_validation},
          {"PUT", "/_connector/{connector_id}/_index_name", prepare_index_name},
          {"PUT", "/_connector/{connector_id}/_last_sync", prepare_last_sync},
          {"PUT", "/_connector/{connector_id}/_name", prepare_name},
          {"PUT", "/_connector/{connector_id}/_native", prepare_native},
          {"PUT", "/_connector/{connector_id}/_pipeline", prepare_pipeline},
          {"PUT", "/_connector/{connector_id}/_scheduling", prepare_scheduling},
          {"PUT", "/_connector/{connector_id}/_service_type", prepare_service_type},
          {"PUT", "/_connector/{connector_id}/_status", prepare_status}};
}

}  // namespace headrace::rest
