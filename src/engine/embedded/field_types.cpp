#include "engine/embedded/field_types.h"

#include <array>

namespace headrace::engine::embedded {
namespace {

struct NamedType {
  std::string_view name;
  FieldType type;
};

constexpr std::array<NamedType, 22> known_types{{{"keyword", FieldType::keyword},
                                                 {"constant_keyword", FieldType::keyword},
                                                 {"wildcard", FieldType::keyword},
                                                 {"version", FieldType::keyword},
                                                 {"ip", FieldType::keyword},
                                                 {"flattened", FieldType::keyword},
                                                 {"text", FieldType::text},
                                                 {"match_only_text", FieldType::text},
                                                 {"search_as_you_type", FieldType::text},
                                                 {"semantic_text", FieldType::text},
                                                 {"boolean", FieldType::boolean},
                                                 {"date", FieldType::date},
                                                 {"date_nanos", FieldType::date},
                                                 {"byte", FieldType::number},
                                                 {"short", FieldType::number},
                                                 {"integer", FieldType::number},
                                                 {"long", FieldType::number},
                                                 {"unsigned_long", FieldType::number},
                                                 {"half_float", FieldType::number},
                                                 {"float", FieldType::number},
                                                 {"double", FieldType::number},
                                                 {"scaled_float", FieldType::number}}};

/// Of a type that this server does not know: the values tell.
FieldType type_named(std::string_view name) {
  const auto* found = std::ranges::find(known_types, name, &NamedType::name);
  return found == known_types.end() ? FieldType::dynamic : found->type;
}

bool is_false(const json::Value* value) {
  if (value == nullptr) return false;
  return (value->is_bool() && !value->as_bool()) ||
         (value->is_string() && (value->as_string() == "false" || value->as_string() == "strict"));
}

}  // namespace

IndexFieldTypes::IndexFieldTypes(const IndexDefinition& index) {
  if (is_false(index.mappings.find("dynamic"))) others_ = FieldType::unmapped;
  if (const auto* properties = index.mappings.find("properties")) add(*properties, "");
}

void IndexFieldTypes::add(const json::Value& properties, const std::string& prefix) {
  if (!properties.is_object()) return;
  for (const auto& [name, field, offset] : properties.as_object()) {
    const auto path = prefix + name;
    if (const auto type = field.text("type"); !type.empty() && type != "object" && type != "nested") types_[path] = type_named(type);
    for (const auto* below : {"properties", "fields"}) {
      if (const auto* inner = field.find(below)) add(*inner, path + ".");
    }
  }
}

FieldType IndexFieldTypes::type_of(std::string_view path) const {
  const auto found = types_.find(path);
  return found == types_.end() ? others_ : found->second;
}

}  // namespace headrace::engine::embedded
