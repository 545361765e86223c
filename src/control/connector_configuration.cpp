// `_configuration`: docs/spec/configuration-filtering-secrets.md 2.

#include <fmt/format.h>

#include "control/connector_state.h"
#include "control/document_update.h"
#include "control/errors.h"
#include "json/member_index.h"

namespace headrace::control {
namespace {

using engine::connectors_index;
using engine::StateView;

engine::Reads reads_of(const std::string& id) { return {.documents = {{std::string(connectors_index), id}}, .keywords = {}}; }

/// Errors: status_bad_request naming the keys that the stored configuration lacks.
Result<void> check_known(const json::Value& values, const json::Value* configuration) {
  static const json::Object nothing;
  const json::MemberIndex known(configuration != nullptr && configuration->is_object() ? configuration->as_object() : nothing);
  std::string unknown;
  for (const auto& member : values.as_object()) {
    if (known.find(member.name)) continue;
    unknown += (unknown.empty() ? "" : ", ") + member.name;
  }
  if (unknown.empty()) return {};
  return fail(ErrorKind::status_bad_request,
              fmt::format("Unknown [configuration] fields in the request payload: [{}]. Remove them from request or register their schema "
                          "first.",
                          unknown));
}

constexpr std::string_view configured = "configured";

}  // namespace

Awaitable<Result<UpdateResult>> Connectors::update_configuration(std::string id, ConfigurationUpdate update) {
  Validation validation;
  validation.add_if(id.empty(), connector_id_missing);
  validation.add_if(update.configuration && update.values, "[configuration] and [values] cannot both be provided in the same request.");
  validation.add_if(!update.configuration && !update.values, "[configuration] and [values] cannot both be null.");
  CO_TRY_VOID(validation.result());
  if (update.configuration) co_return co_await set_configuration(std::move(id), std::move(*update.configuration));
  co_return co_await set_configuration_values(std::move(id), std::move(*update.values));
}

Awaitable<Result<UpdateResult>> Connectors::set_configuration(std::string id, json::Value configuration) {
  auto rules = [id, configuration = std::move(configuration)](StateView& state) -> Result<UpdateResult> {
    TRY(auto connector, live_connector(state, id));
    connector.set("configuration", configuration);
    connector.set("status", configured);
    state.put_value(connectors_index, id, connector);
    return UpdateResult::updated;
  };
  co_return co_await transact_update(store_, reads_of(id), std::move(rules));
}

Awaitable<Result<UpdateResult>> Connectors::set_configuration_values(std::string id, json::Value values) {
  auto rules = [id, values = std::move(values)](StateView& state) -> Result<UpdateResult> {
    TRY(auto connector, live_connector(state, id));
    TRY_VOID(check_known(values, connector.find("configuration")));
    json::Object fields;
    for (const auto& member : values.as_object()) fields.push_back({member.name, json::object({{"value", member.value}})});
    auto part = json::object({{"status", configured}});
    if (!fields.empty()) part.set("configuration", std::move(fields));
    return merge_into(state, connectors_index, id, std::move(connector), part);
  };
  co_return co_await transact_update(store_, reads_of(id), std::move(rules));
}

}  // namespace headrace::control
