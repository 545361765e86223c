#include "engine/embedded/field_types.h"

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace headrace::engine::embedded {
namespace {

using json::Value;

struct NamedType {
  std::string_view name;
  FieldType type;
  NumberKind number = NumberKind::exact;
};

constexpr std::array known_types{NamedType{"keyword", FieldType::keyword},
                                 NamedType{"constant_keyword", FieldType::keyword},
                                 NamedType{"wildcard", FieldType::keyword},
                                 NamedType{"version", FieldType::keyword},
                                 NamedType{"flattened", FieldType::keyword},
                                 NamedType{"ip", FieldType::ip},
                                 NamedType{"text", FieldType::text},
                                 NamedType{"match_only_text", FieldType::text},
                                 NamedType{"search_as_you_type", FieldType::text},
                                 NamedType{"semantic_text", FieldType::text},
                                 NamedType{"boolean", FieldType::boolean},
                                 NamedType{"date", FieldType::date},
                                 NamedType{"date_nanos", FieldType::date},
                                 NamedType{"byte", FieldType::number, NumberKind::integer},
                                 NamedType{"short", FieldType::number, NumberKind::integer},
                                 NamedType{"integer", FieldType::number, NumberKind::integer},
                                 NamedType{"long", FieldType::number, NumberKind::integer},
                                 NamedType{"unsigned_long", FieldType::number, NumberKind::integer},
                                 NamedType{"half_float", FieldType::number, NumberKind::half},
                                 NamedType{"float", FieldType::number, NumberKind::single},
                                 NamedType{"double", FieldType::number, NumberKind::real},
                                 NamedType{"scaled_float", FieldType::number, NumberKind::scaled}};

/// Of a type that this server does not know: the values tell.
void set_type(std::string_view name, FieldRules& to) {
  const auto* found = std::ranges::find(known_types, name, &NamedType::name);
  to.type_name = name;
  to.type = found == known_types.end() ? FieldType::dynamic : found->type;
  to.number = found == known_types.end() ? NumberKind::exact : found->number;
}

/// A boolean of a mapping, which may be a text; none when it is not there.
std::optional<bool> flag(const Value& field, std::string_view name) {
  const auto* value = field.find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_bool()) return value->as_bool();
  return value->is_string() ? std::optional(value->as_string() == "true") : std::nullopt;
}

std::optional<long long> number(const Value& field, std::string_view name) {
  const auto* value = field.find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) return base::parse_integer(value->as_string());
  return value->integer();
}

/// What `dynamic` of an object makes of fields without mapping; none when it does not say.
std::optional<FieldType> dynamic_of(const Value& object) {
  const auto* value = object.find("dynamic");
  if (value == nullptr) return std::nullopt;
  const bool is_off =
      (value->is_bool() && !value->as_bool()) || (value->is_string() && (value->as_string() == "false" || value->as_string() == "strict"));
  return is_off ? FieldType::unmapped : FieldType::dynamic;
}

void set_format(const Value& field, FieldRules& to) {
  const auto format = field.text("format");
  if (format.empty()) return;
  // A format that this server does not know leaves the default one.
  if (auto compiled = base::DateFormat::compile(format)) to.format = std::move(*compiled);
}

FieldRules rules_from(const Value& field) {
  FieldRules rules;
  set_type(field.text("type"), rules);
  if (const auto* value = field.find("null_value"); value != nullptr && !value->is_null()) rules.null_value = *value;
  if (const auto most = number(field, "ignore_above"); most && *most >= 0) rules.ignore_above = static_cast<std::size_t>(*most);
  rules.lower_case = field.text("normalizer") == "lowercase";
  rules.is_searchable = rules.type != FieldType::text || flag(field, "index").value_or(true);
  if (rules.type == FieldType::date) set_format(field, rules);
  if (const auto* factor = field.find("scaling_factor"); factor != nullptr && factor->real().value_or(0) > 0)
    rules.scaling_factor = *factor->real();
  if (rules.number == NumberKind::scaled && rules.scaling_factor == 1) rules.number = NumberKind::exact;
  return rules;
}

/// The longest entry whose name is an object above the path.
template <class Entries>
auto object_above(const Entries& entries, std::string_view path) {
  for (auto dot = path.rfind('.'); dot != std::string_view::npos; dot = path.substr(0, dot).rfind('.')) {
    if (const auto found = entries.find(path.substr(0, dot)); found != entries.end()) return found;
  }
  return entries.find("");
}

}  // namespace

IndexFieldTypes::IndexFieldTypes(const IndexDefinition& index) : names_{index.name}, maps_documents_(index.maps_documents) {
  for (const auto& alias : index.aliases) names_.push_back(alias.name);
  others_[""] = maps_documents_ ? FieldType::unmapped : dynamic_of(index.mappings).value_or(FieldType::dynamic);
  if (const auto* properties = index.mappings.find("properties")) add(*properties, "");
  if (const auto* runtime = index.mappings.find("runtime")) add(*runtime, "");
  // An alias is another name of a field.
  for (auto& [path, rules] : rules_) {
    if (rules.type_name != "alias") continue;
    const auto target = rules_.find(rules.source_path);
    const auto source_path = rules.source_path;
    if (target == rules_.end() || target->second.type_name == "alias") {
      rules.type = FieldType::unmapped;
      continue;
    }
    rules = target->second;
    if (rules.source_path.empty()) rules.source_path = source_path;
  }
}

void IndexFieldTypes::add(const Value& properties, const std::string& prefix) {
  if (!properties.is_object()) return;
  for (const auto& [name, field, offset] : properties.as_object()) {
    const auto path = prefix + name;
    const auto type = field.text("type");
    if (type.empty() || type == "object" || type == "nested") {
      add_object(path, field);
    } else {
      add_field(path, field);
    }
    if (const auto* inner = field.find("properties")) add(*inner, path + ".");
  }
}

void IndexFieldTypes::add_field(const std::string& path, const Value& field) {
  auto rules = rules_from(field);
  if (rules.type_name == "alias") rules.source_path = field.text("path");
  rules_[path] = std::move(rules);
  const auto* subfields = field.find("fields");
  if (subfields == nullptr || !subfields->is_object()) return;
  for (const auto& [name, subfield, offset] : subfields->as_object()) {
    auto below = rules_from(subfield);
    below.source_path = path;
    rules_[path + "." + name] = std::move(below);
  }
}

void IndexFieldTypes::add_object(const std::string& path, const Value& field) {
  if (const auto dynamic = dynamic_of(field); dynamic && !maps_documents_) others_[path] = *dynamic;
  if (!flag(field, "enabled").value_or(true)) others_[path] = FieldType::unmapped;
  if (field.text("type") == "nested")
    nested_[path] = {flag(field, "include_in_parent").value_or(false), flag(field, "include_in_root").value_or(false)};
}

FieldType IndexFieldTypes::type_of(std::string_view path) const {
  const auto* rules = rules_of(path);
  return rules != nullptr ? rules->type : object_above(others_, path)->second;
}

const FieldRules* IndexFieldTypes::rules_of(std::string_view path) const {
  if (const auto found = rules_.find(path); found != rules_.end()) return &found->second;
  // The members of a flattened object are keywords.
  const auto above = object_above(rules_, path);
  return above != rules_.end() && above->second.type_name == "flattened" ? &above->second : nullptr;
}

std::vector<std::string> IndexFieldTypes::paths() const {
  std::vector<std::string> paths;
  for (const auto& [path, rules] : rules_) paths.push_back(path);
  return paths;
}

bool IndexFieldTypes::is_nested(std::string_view path) const { return nested_.contains(path); }

std::string_view IndexFieldTypes::nested_above(std::string_view path) const {
  const auto found = object_above(nested_, path);
  return found == nested_.end() ? std::string_view() : std::string_view(found->first);
}

bool IndexFieldTypes::is_within(std::string_view path, std::string_view nested) const {
  if (nested_.empty()) return nested.empty();
  auto above = nested_above(path);
  if (above == nested) return true;
  // A field may be copied to the objects above.
  if (!above.empty() && nested.empty() && nested_.find(above)->second.in_root) return true;
  while (!above.empty() && nested_.find(above)->second.in_parent) {
    above = nested_above(above);
    if (above == nested) return true;
  }
  return false;
}

}  // namespace headrace::engine::embedded
