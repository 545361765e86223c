#include "service/probe.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "service/configuration_values.h"

namespace headrace::service {
namespace {

using sources::Finding;

/// What readers without `manage_connector` are shown in place of a value.
constexpr std::string_view hidden_value = "********";

Finding wrong(std::string what, std::string text) { return {.what = std::move(what), .is_good = false, .text = std::move(text)}; }

bool is_hidden(const json::Value& field) {
  const auto* sensitive = field.find("sensitive");
  return sensitive != nullptr && sensitive->is_bool() && sensitive->as_bool() && field.text("value") == hidden_value;
}

Result<std::unique_ptr<sources::Source>> make_source(const json::Value& configuration, const sources::SourceType& type) {
  TRY(const auto values, configuration_values(configuration, type.configuration, type.own_configuration));
  return type.make(values);
}

}  // namespace

std::vector<std::string> hidden_fields(const json::Value& configuration) {
  std::vector<std::string> names;
  if (!configuration.is_object()) return names;
  for (const auto& field : configuration.as_object()) {
    if (field.value.is_object() && is_hidden(field.value)) names.push_back(field.name);
  }
  return names;
}

std::string hidden_fields_advice(const std::vector<std::string>& names) {
  return fmt::format("The server does not show the values of [{}] to you. Use a user or an API key with the privilege `manage_connector`.",
                     fmt::join(names, ", "));
}

std::vector<Finding> probe_connector(const json::Value& connector, const SourceFinder& find_source) {
  const std::string service_type(connector.text("service_type"));
  if (service_type.empty()) return {wrong("service type", "The connector has none. Set one with `PUT /_connector/{id}/_service_type`.")};
  const auto* type = find_source(service_type);
  if (type == nullptr) {
    return {wrong("service type",
                  fmt::format("There is no source for [{}] in this program. `headrace work --action list` shows those that are there.",
                              service_type))};
  }
  std::vector<Finding> findings{{.what = "service type", .text = fmt::format("{} [{}]", type->name, service_type)}};
  const auto* found = connector.find("configuration");
  const auto configuration = found != nullptr && found->is_object() ? *found : json::Value(json::Object());
  if (const auto hidden = hidden_fields(configuration); !hidden.empty()) {
    findings.push_back(wrong("configuration", hidden_fields_advice(hidden)));
    return findings;
  }
  const auto source = make_source(configuration, *type);
  if (!source) {
    findings.push_back(wrong("configuration", source.error().reason));
    return findings;
  }
  std::ranges::move((*source)->probe(), std::back_inserter(findings));
  return findings;
}

}  // namespace headrace::service
