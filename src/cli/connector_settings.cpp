#include "cli/connector_settings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/strings.h"
#include "sources/registry/registry.h"

namespace headrace::cli {
namespace {

struct Setting {
  std::string field, value;
};

std::expected<Setting, Failure> split(const std::string& text) {
  const auto equals = text.find('=');
  if (equals != std::string::npos && equals != 0) return Setting{text.substr(0, equals), text.substr(equals + 1)};
  return std::unexpected(
      Failure{Exit::usage, "--set wants FIELD=VALUE.", "It was given `" + text + "`.", "For example --set directory=/data/docs"});
}

Failure no_such_field(const std::string& service_type, const std::string& field, const json::Value& fields) {
  std::vector<std::string> names;
  for (const auto& member : fields.as_object()) names.push_back(member.name);
  const auto near = base::similar_names(field, names);
  return {Exit::usage, fmt::format("Connectors of type {} have no field `{}`.", service_type, field),
          fmt::format("The fields are {}.", fmt::join(names, ", ")),
          near.empty() ? "Name one of them." : fmt::format("Did you mean `{}`?", near.front())};
}

/// The text of the command line as the value of a field of this type.
std::expected<json::Value, Failure> typed(const Setting& setting, std::string_view type) {
  const auto wrong = [&setting](std::string_view wanted) {
    return std::unexpected(Failure{Exit::usage, fmt::format("The field `{}` wants {}.", setting.field, wanted),
                                   fmt::format("It was given `{}`.", setting.value), "Write --set " + setting.field + "=VALUE anew."});
  };
  if (type == "int") {
    const auto number = base::parse_integer(setting.value);
    return number ? std::expected<json::Value, Failure>(json::Value(*number)) : wrong("a whole number");
  }
  if (type == "bool") {
    if (setting.value == "true" || setting.value == "false") return json::Value(setting.value == "true");
    return wrong("true or false");
  }
  return json::Value(setting.value);
}

}  // namespace

std::expected<json::Value, Failure> configuration_body(const std::string& service_type, const std::vector<std::string>& settings) {
  const auto* known = sources::find_source_type(service_type);
  json::Value fields = known == nullptr ? json::Value(json::Object{}) : known->configuration;
  for (const auto& text : settings) {
    auto setting = split(text);
    if (!setting) return std::unexpected(setting.error());
    if (known == nullptr) {
      fields.set(setting->field, setting->value);
      continue;
    }
    auto* field = fields.find(setting->field);
    if (field == nullptr) return std::unexpected(no_such_field(service_type, setting->field, known->configuration));
    auto value = typed(*setting, field->text("type"));
    if (!value) return std::unexpected(value.error());
    field->set("value", std::move(*value));
  }
  return json::object({{known == nullptr ? "values" : "configuration", std::move(fields)}});
}

}  // namespace headrace::cli
