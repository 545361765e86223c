#include "engine/mapping/index_mapping.h"

#include "base/strings.h"
#include "engine/mapping/document_reader.h"

namespace headrace::engine::mapping {
namespace {

using json::Value;

/// Settings are kept as texts; defaults may be numbers.
std::optional<std::int64_t> setting_number(const Value& settings, std::string_view name) {
  const auto* value = settings.at_path(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) return base::parse_integer(value->as_string());
  return value->integer();
}

bool setting_flag(const Value& settings, std::string_view name, bool otherwise) {
  const auto* value = settings.at_path(name);
  if (value == nullptr) return otherwise;
  if (value->is_bool()) return value->as_bool();
  return value->is_string() ? value->as_string() == "true" : otherwise;
}

MappingLimits limits_of(const Value& settings) {
  MappingLimits limits;
  limits.fields = setting_number(settings, "index.mapping.total_fields.limit").value_or(limits.fields);
  limits.levels = std::min(setting_number(settings, "index.mapping.depth.limit").value_or(limits.levels), most_levels);
  limits.ignores_further = setting_flag(settings, "index.mapping.total_fields.ignore_dynamic_beyond_limit", false);
  const auto longest = setting_number(settings, "index.mapping.field_name_length.limit");
  if (longest && *longest >= 0) limits.name_bytes = std::min(limits.name_bytes, static_cast<std::size_t>(*longest));
  return limits;
}

/// Puts `definition` at `name`, with properties in the place of the type of an object.
void place(Value& object, const std::string& name, const Value& definition) {
  auto* properties = object.find("properties");
  if (properties == nullptr || !properties->is_object()) {
    if (object.text("type") == "object") object.erase("type");
    object.set("properties", Value(json::Object{}));
    properties = object.find("properties");
  }
  if (properties->find(name) == nullptr) properties->set(name, definition);
}

void add_one(Value& mappings, const Addition& addition) {
  const auto& [objects, name, field] = addition;
  if (field.is_runtime) {
    auto* runtime = mappings.find("runtime");
    if (runtime == nullptr || !runtime->is_object()) {
      mappings.set("runtime", Value(json::Object{}));
      runtime = mappings.find("runtime");
    }
    runtime->set(name, field.definition);
    return;
  }
  auto* object = &mappings;
  for (const auto& above : objects) {
    place(*object, above, json::object({{"type", "object"}}));
    object = object->find("properties")->find(above);
  }
  place(*object, name, field.definition);
}

}  // namespace

IndexMapping::IndexMapping(const Value& mappings, const Value& settings)
    : root_(std::make_unique<ObjectNode>()), rules_(mappings), limits_(limits_of(settings)) {
  defaults_.coerce = setting_flag(settings, "index.mapping.coerce", true);
  defaults_.ignore_malformed = setting_flag(settings, "index.mapping.ignore_malformed", false);
  read_root(*root_, mappings, defaults_);
  fields_ = count_fields(mappings) - 1;
  if (const auto* runtime = mappings.find("runtime"); runtime != nullptr && runtime->is_object())
    fields_ += static_cast<std::int64_t>(runtime->as_object().size());
}

IndexMapping::~IndexMapping() = default;
IndexMapping::IndexMapping(IndexMapping&&) noexcept = default;
IndexMapping& IndexMapping::operator=(IndexMapping&&) noexcept = default;

bool IndexMapping::takes_everything() const { return !root_->is_enabled; }

Result<std::vector<Addition>> IndexMapping::read(std::string_view source, std::string_view id) {
  if (takes_everything()) return {};
  DocumentReader reader(source, id, *root_, rules_, defaults_, limits_, fields_);
  return reader.read();
}

void add_to(Value& mappings, const std::vector<Addition>& additions) {
  if (!mappings.is_object()) mappings = Value(json::Object{});
  for (const auto& addition : additions) add_one(mappings, addition);
}

}  // namespace headrace::engine::mapping
