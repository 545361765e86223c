// The updates of docs/spec/connectors.md 3.7 to 3.18. Some read first and refuse soft-deleted connectors, the others are blind (0.7).

#include <fmt/format.h>

#include "control/connector_state.h"
#include "control/errors.h"
#include "control/index_name.h"
#include "control/scheduling.h"

namespace headrace::control {
namespace {

using engine::connectors_index;
using engine::StateView;

/// Merges a part that is known beforehand, into a soft-deleted connector too.
Awaitable<Result<UpdateResult>> blind_update(engine::StateStore& store, std::string id, json::Value part) {
  CO_TRY_VOID(check_connector_id(id));
  Target target{connectors_index, id, connector_document_missing(id)};
  co_return co_await update_document(store, std::move(target), {},
                                     [part = std::move(part)](const json::Value&, StateView&) -> Result<json::Value> { return part; });
}

bool is_native(const json::Value& connector) {
  const auto* flag = connector.find("is_native");
  return flag != nullptr && flag->is_bool() && flag->as_bool();
}

}  // namespace

Awaitable<Result<UpdateResult>> Connectors::check_in(std::string id) {
  CO_TRY_VOID(check_connector_id(id));
  Target target{connectors_index, id, connector_document_missing(id)};
  CO_TRY_VOID(co_await update_document(store_, std::move(target), {}, [](const json::Value&, StateView& state) -> Result<json::Value> {
    return json::object({{"last_seen", base::format_instant(state.now())}});
  }));
  co_return UpdateResult::updated;  // always, also in the same instant (docs/spec/connectors.md 3.7)
}

Awaitable<Result<UpdateResult>> Connectors::set_name(std::string id, std::optional<std::string> name,
                                                     std::optional<std::string> description) {
  Validation validation;
  validation.add_if(id.empty(), connector_id_missing);
  validation.add_if(!name && !description,
                    "[name] and [description] cannot both be [null]. Please provide a value for at least one of them.");
  CO_TRY_VOID(validation.result());
  json::Value part;
  if (name) part.set("name", *name);
  if (description) part.set("description", *description);
  co_return co_await blind_update(store_, std::move(id), std::move(part));
}

Awaitable<Result<UpdateResult>> Connectors::set_index_name(std::string id, std::optional<std::string> index_name) {
  Validation validation;
  validation.add_if(id.empty(), connector_id_missing);
  if (index_name) {
    if (auto fault = invalid_index_name(*index_name)) validation.add(std::move(*fault));
  }
  CO_TRY_VOID(validation.result());
  engine::Reads reads{.documents = {{std::string(connectors_index), id}}, .keywords = {}};
  if (index_name) reads.keywords.push_back({std::string(connectors_index), "index_name", *index_name});
  auto rules = [id, index_name = std::move(index_name)](StateView& state) -> Result<UpdateResult> {
    if (index_name) TRY_VOID(check_index_unused(state, *index_name, id));
    TRY(auto connector, live_connector(state, id));
    if (index_name && is_native(connector) && !index_name->starts_with(managed_index_prefix)) {
      return fail(ErrorKind::status_bad_request,
                  fmt::format("Index attached to an Elastic-managed connector must start with the prefix: [{}]. The index name in the "
                              "payload [{}] doesn't comply with this requirement.",
                              managed_index_prefix, *index_name));
    }
    const auto part = json::object({{"index_name", index_name ? json::Value(*index_name) : json::Value()}});
    return merge_into(state, connectors_index, id, std::move(connector), part);
  };
  co_return co_await transact_update(store_, std::move(reads), std::move(rules));
}

Awaitable<Result<UpdateResult>> Connectors::set_service_type(std::string id, std::string service_type) {
  Validation validation;
  validation.add_if(id.empty(), connector_id_missing);
  validation.add_if(service_type.empty(), R"([service_type] cannot be [null] or [""].)");
  CO_TRY_VOID(validation.result());
  co_return co_await update_live_connector(
      store_, std::move(id),
      [service_type = std::move(service_type)](const json::Value& connector, const StateView&) -> Result<json::Value> {
        const bool is_new = connector.text("status") == to_string(ConnectorStatus::created);
        const auto status = is_new ? ConnectorStatus::created : ConnectorStatus::needs_configuration;
        return json::object({{"service_type", service_type}, {"status", to_string(status)}});
      });
}

Awaitable<Result<UpdateResult>> Connectors::set_native(std::string id, bool native) {
  auto part_of = [id, native](const json::Value& connector, const StateView&) -> Result<json::Value> {
    const auto* index_name = connector.find("index_name");
    if (native && index_name != nullptr && index_name->is_string() && !index_name->as_string().starts_with(managed_index_prefix)) {
      return fail(ErrorKind::status_bad_request,
                  fmt::format("The index name [{}] attached to the connector [{}] must start with the required prefix: [{}] to be "
                              "Elastic-managed. Please update the attached index first to comply with this requirement.",
                              index_name->as_string(), id, managed_index_prefix));
    }
    auto part = json::object({{"is_native", native}});
    if (connector.text("status") == to_string(ConnectorStatus::connected)) part.set("status", to_string(ConnectorStatus::configured));
    return part;
  };
  co_return co_await update_live_connector(store_, std::move(id), std::move(part_of));
}

Awaitable<Result<UpdateResult>> Connectors::set_status(std::string id, ConnectorStatus status) {
  co_return co_await update_live_connector(
      store_, std::move(id), [status](const json::Value& connector, const StateView&) -> Result<json::Value> {
        const auto* stored = connector.find("status");
        // Documents written by other means may lack a status (docs/spec/document-api.md 7.7): they are as new.
        const bool absent = stored == nullptr || !stored->is_string();
        TRY(const auto from, parse_connector_status(absent ? to_string(ConnectorStatus::created) : stored->as_string()));
        if (!may_follow(from, status)) return fail(connector_transition_refused(to_string(from), to_string(status)));
        return json::object({{"status", to_string(status)}});
      });
}

Awaitable<Result<UpdateResult>> Connectors::set_error(std::string id, std::optional<std::string> error) {
  const bool failed = error && !error->empty();
  const auto status = failed ? ConnectorStatus::error : ConnectorStatus::connected;
  auto part = json::object({{"error", error ? json::Value(*error) : json::Value()}, {"status", to_string(status)}});
  co_return co_await blind_update(store_, std::move(id), std::move(part));
}

Awaitable<Result<UpdateResult>> Connectors::set_last_sync(std::string id, json::Value part) {
  co_return co_await blind_update(store_, std::move(id), std::move(part));
}

Awaitable<Result<UpdateResult>> Connectors::set_api_key_ids(std::string id, std::optional<std::string> api_key_id,
                                                            std::optional<std::string> api_key_secret_id) {
  Validation validation;
  validation.add_if(id.empty(), connector_id_missing);
  validation.add_if(!api_key_id && !api_key_secret_id,
                    "[api_key_id] and [api_key_secret_id] cannot both be [null]. Please provide a value for at least one of them.");
  CO_TRY_VOID(validation.result());
  json::Value part;
  if (api_key_id) part.set("api_key_id", *api_key_id);
  if (api_key_secret_id) part.set("api_key_secret_id", *api_key_secret_id);
  co_return co_await blind_update(store_, std::move(id), std::move(part));
}

Awaitable<Result<UpdateResult>> Connectors::set_pipeline(std::string id, json::Value pipeline) {
  co_return co_await blind_update(store_, std::move(id), json::object({{"pipeline", std::move(pipeline)}}));
}

Awaitable<Result<UpdateResult>> Connectors::set_features(std::string id, json::Value features) {
  co_return co_await blind_update(store_, std::move(id), json::object({{"features", std::move(features)}}));
}

Awaitable<Result<UpdateResult>> Connectors::set_scheduling(std::string id, json::Value scheduling) {
  CO_TRY(const auto schedules, read_scheduling(scheduling, ""));
  Validation validation;
  validation.add_if(id.empty(), connector_id_missing);
  // access_control alone is not enough: a defect of the original that is kept (docs/spec/connectors.md 3.18, case 245).
  validation.add_if(schedules.find("full") == nullptr && schedules.find("incremental") == nullptr,
                    "[scheduling] object needs to define at least one schedule type: [full | incremental | access_control]");
  CO_TRY_VOID(validation.result());
  co_return co_await blind_update(store_, std::move(id), json::object({{"scheduling", schedules}}));
}

}  // namespace headrace::control
