#include "content/ingest/configuration.h"

#include <fmt/format.h>

#include "content/ingest/document.h"

namespace headrace::content::ingest {

using json::Value;

Error option_error(std::string_view type, std::string_view tag, std::string_view property, std::string_view reason) {
  Error error{ErrorKind::parse, property.empty() ? std::string(reason) : fmt::format("[{}] {}", property, reason)};
  if (!property.empty()) error.metadata.emplace_back("property_name", property);
  if (!type.empty()) error.metadata.emplace_back("processor_type", type);
  if (!tag.empty()) error.metadata.emplace_back("processor_tag", tag);
  return error;
}

Result<Configuration> Configuration::read(std::string type, const Value& options) {
  Configuration configuration(std::move(type), options);
  if (!options.is_object())
    return fail(option_error(configuration.type_, "", configuration.type_,
                             fmt::format("property isn't a map, but of type [{}]", options.is_null() ? "null" : java_type(options))));
  TRY(configuration.tag_, configuration.text("tag", ""));
  return configuration;
}

Error Configuration::wrong_type(std::string_view name, std::string_view wanted, const Value& value) const {
  return error(name, fmt::format("property isn't a {}, but of type [{}]", wanted, java_type(value)));
}

std::optional<Value> Configuration::optional_value(std::string_view name) {
  auto* found = options_.find(name);
  if (found == nullptr) return std::nullopt;
  auto value = std::move(*found);
  options_.erase(name);
  return value;
}

Result<std::optional<std::string>> Configuration::optional_text(std::string_view name) {
  const auto value = optional_value(name);
  if (!value || value->is_null()) return std::nullopt;
  if (value->is_string()) return value->as_string();
  if (value->is_number() || value->is_bool()) return json::write(*value);
  return fail(wrong_type(name, "string", *value));
}

Result<std::string> Configuration::text(std::string_view name) {
  TRY(auto value, optional_text(name));
  if (!value) return fail(error(name, "required property is missing"));
  return std::move(*value);
}

Result<std::string> Configuration::text(std::string_view name, std::string otherwise) {
  TRY(auto value, optional_text(name));
  return value ? std::move(*value) : std::move(otherwise);
}

Result<bool> Configuration::flag(std::string_view name, bool otherwise) {
  const auto value = optional_value(name);
  if (!value || value->is_null()) return otherwise;
  if (value->is_bool()) return value->as_bool();
  return fail(wrong_type(name, "boolean", *value));
}

Result<std::optional<std::int64_t>> Configuration::optional_integer(std::string_view name) {
  const auto value = optional_value(name);
  if (!value || value->is_null()) return std::nullopt;
  const auto number = value->integer();
  if (!number) return fail(error(name, fmt::format("property cannot be converted to an int [{}]", json::write(*value))));
  return number;
}

Result<std::optional<std::vector<std::string>>> Configuration::optional_texts(std::string_view name) {
  auto value = optional_value(name);
  if (!value || value->is_null()) return std::nullopt;
  if (!value->is_array()) value = json::Array{std::move(*value)};
  std::vector<std::string> texts;
  for (const auto& element : value->as_array()) {
    if (!element.is_string()) return fail(wrong_type(name, "string", element));
    texts.push_back(element.as_string());
  }
  return texts;
}

Result<std::vector<std::string>> Configuration::texts(std::string_view name) {
  TRY(auto texts, optional_texts(name));
  if (!texts) return fail(error(name, "required property is missing"));
  return std::move(*texts);
}

Result<std::optional<json::Array>> Configuration::optional_list(std::string_view name) {
  auto value = optional_value(name);
  if (!value || value->is_null()) return std::nullopt;
  if (!value->is_array()) return fail(wrong_type(name, "list", *value));
  return std::move(value->as_array());
}

Result<void> Configuration::check_all_read() const {
  if (options_.as_object().empty()) return {};
  std::vector<std::string_view> names;
  for (const auto& option : options_.as_object()) names.push_back(option.name);
  return fail(option_error(
      type_, tag_, "",
      fmt::format("processor [{}] doesn't support one or more provided configuration parameters [{}]", type_, fmt::join(names, ", "))));
}

}  // namespace headrace::content::ingest
