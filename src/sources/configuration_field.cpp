#include "sources/configuration_field.h"

namespace headrace::sources {
namespace {

/// docs/spec/sources.md 1.2
std::string_view display_of(std::string_view type) {
  if (type == "bool") return "toggle";
  if (type == "int") return "numeric";
  return type == "list" ? "textarea" : "text";
}

json::Value switched(bool on) { return json::object({{"enabled", on}}); }

}  // namespace

json::Value configuration_field(int order, ConfigurationField field) {
  json::Array conditions, restrictions;
  if (!field.only_if.empty()) conditions.push_back(json::object({{"field", field.only_if}, {"value", true}}));
  if (field.advanced) restrictions.emplace_back("advanced");
  return json::object({{"default_value", std::move(field.default_value)},
                       {"depends_on", std::move(conditions)},
                       {"display", field.display.empty() ? display_of(field.type) : field.display},
                       {"label", field.label},
                       {"options", json::Array{}},
                       {"order", order},
                       {"required", field.required},
                       {"sensitive", field.sensitive},
                       {"tooltip", field.tooltip.empty() ? json::Value() : json::Value(field.tooltip)},
                       {"type", field.type},
                       {"ui_restrictions", std::move(restrictions)},
                       {"validations", json::Array{}},
                       {"value", std::move(field.value)}});
}

json::Value features(FeatureSwitches switches) {
  return json::object(
      {{"document_level_security", switched(switches.document_level_security)},
       {"incremental_sync", switched(switches.incremental_sync)},
       {"native_connector_api_keys", switched(switches.api_keys)},
       {"sync_rules", json::object({{"advanced", switched(switches.advanced_rules)}, {"basic", switched(switches.basic_rules)}})}});
}

}  // namespace headrace::sources
