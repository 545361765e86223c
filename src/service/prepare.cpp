#include "service/prepare.h"

namespace headrace::service {
namespace {

/// What every field has (docs/spec/connector-service.md 16.1).
const json::Value& standard_properties() {
  static const auto properties = json::object({{"default_value", nullptr},
                                               {"depends_on", json::Array()},
                                               {"display", "text"},
                                               {"label", ""},
                                               {"options", json::Array()},
                                               {"order", 1},
                                               {"required", true},
                                               {"sensitive", false},
                                               {"tooltip", nullptr},
                                               {"type", "str"},
                                               {"ui_restrictions", json::Array()},
                                               {"validations", json::Array()},
                                               {"value", ""}});
  return properties;
}

/// A field as the source declares it, with all standard properties.
json::Value complete_field(const json::Value& declared) {
  auto field = standard_properties();
  json::merge(field, declared);
  return field;
}

/// What a stored field lacks of the declared one; null for nothing. Only its value is its own.
json::Value field_part(const json::Value& stored, const json::Value& declared) {
  const auto complete = complete_field(declared);
  if (!stored.is_object()) {  // a plain value (docs/spec/connector-service.md 16.2)
    auto field = complete;
    field.set("value", stored);
    return field;
  }
  json::Value part;
  for (const auto& property : complete.as_object()) {
    const auto* present = stored.find(property.name);
    if (present == nullptr) {
      part.set(property.name, property.value);
    } else if (property.name != "value" && declared.find(property.name) != nullptr && !property.value.is_null() &&
               *present != property.value) {
      part.set(property.name, property.value);
    }
  }
  return part;
}

json::Value configuration_part(const json::Value& stored, const json::Value& declared) {
  json::Value part;
  for (const auto& field : declared.as_object()) {
    const auto* present = stored.find(field.name);
    auto missing = present == nullptr ? complete_field(field.value) : field_part(*present, field.value);
    if (!missing.is_null()) part.set(field.name, std::move(missing));
  }
  return part;
}

/// The members of `wanted` that `stored` lacks, however deep; null for none.
json::Value missing_members(const json::Value* stored, const json::Value& wanted) {
  if (stored == nullptr || stored->is_null()) return wanted;
  json::Value part;
  if (!wanted.is_object() || !stored->is_object()) return part;
  for (const auto& member : wanted.as_object()) {
    auto missing = missing_members(stored->find(member.name), member.value);
    if (!missing.is_null()) part.set(member.name, std::move(missing));
  }
  return part;
}

json::Value features_part(const json::Value* stored, const json::Value& wanted, bool is_listed) {
  if (!is_listed) return missing_members(stored, wanted);
  auto merged = stored == nullptr ? json::Value() : *stored;
  if (!merged.is_object()) return wanted;
  return json::merge(merged, wanted) ? wanted : json::Value();
}

}  // namespace

json::Value preparation_of(const json::Value& connector, const sources::SourceType& source, const std::string& listed_type) {
  json::Value part;
  const auto* configuration = connector.find("configuration");
  const bool is_new = configuration == nullptr || !configuration->is_object() || configuration->as_object().empty();
  if (source.configuration.is_object() && !source.configuration.as_object().empty()) {
    static const json::Value nothing{json::Object()};
    auto fields = configuration_part(is_new ? nothing : *configuration, source.configuration);
    if (!fields.is_null()) part.set("configuration", std::move(fields));
  }
  if (is_new && connector.text("status") != "needs_configuration") part.set("status", "needs_configuration");
  if (connector.text("service_type").empty() && !listed_type.empty()) part.set("service_type", listed_type);
  auto features = features_part(connector.find("features"), source.features, !listed_type.empty());
  if (features.is_object() && !features.as_object().empty()) part.set("features", std::move(features));
  return part;
}

}  // namespace headrace::service
