#include "control/connector_filtering_rules.h"
#include "control/connector_state.h"

namespace headrace::control {
namespace {

/// docs/spec/connectors.md 1.4
json::Value default_scheduling() {
  const auto schedule = json::object({{"enabled", false}, {"interval", "0 0 0 * * ?"}});
  return json::object({{"access_control", schedule}, {"full", schedule}, {"incremental", schedule}});
}

}  // namespace

json::Value new_connector(const NewConnector& wanted, base::Instant now) {
  json::Value connector;
  const auto set_if_given = [&](std::string_view name, const std::optional<std::string>& text) {
    if (text) connector.set(name, *text);
  };
  connector.set("configuration", json::Object());
  connector.set("custom_scheduling", json::Object());
  set_if_given("description", wanted.description);
  connector.set("filtering", json::Array{filtering_of({}, now).entry()});
  set_if_given("index_name", wanted.index_name);
  connector.set("is_native", wanted.is_native);
  set_if_given("language", wanted.language);
  connector.set("name", wanted.name.value_or(""));
  connector.set("scheduling", default_scheduling());
  set_if_given("service_type", wanted.service_type);
  connector.set("status", to_string(wanted.is_native ? ConnectorStatus::needs_configuration : ConnectorStatus::created));
  connector.set("sync_now", false);
  connector.set("deleted", false);
  return connector;
}

}  // namespace headrace::control
