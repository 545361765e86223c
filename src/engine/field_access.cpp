#include "engine/field_access.h"

#include <algorithm>
#include <map>

#include "engine/field_value.h"
#include "engine/query_values.h"

namespace headrace::engine {
namespace {

using json::Value;

/// A field of the document as it stands in a nested object: without the path of that.
std::string within(std::string_view path, std::string_view nested) {
  return std::string(nested.empty() ? path : path.substr(std::min(nested.size() + 1, path.size())));
}

FieldRules rules_for(std::string_view path, const FieldTypes& types) {
  if (const auto* rules = types.rules_of(path)) return *rules;
  FieldRules rules;
  rules.type = types.type_of(path);
  return rules;
}

using Fields = std::map<std::string, std::vector<const Value*>>;

void collect(const Value& value, const std::string& path, Fields& to) {
  if (value.is_array()) {
    for (const auto& element : value.as_array()) collect(element, path, to);
  } else if (value.is_object()) {
    for (const auto& member : value.as_object()) collect(member.value, path.empty() ? member.name : path + "." + member.name, to);
  } else if (!value.is_null()) {
    to[path].push_back(&value);
  }
}

}  // namespace

const FieldRules& dynamic_keyword() {
  constexpr std::size_t most_characters = 256;
  static const FieldRules rules{.type = FieldType::keyword, .type_name = "keyword", .ignore_above = most_characters};
  return rules;
}

std::vector<FieldAccess> accesses_of(std::string_view path, std::string_view nested, const FieldTypes& types) {
  auto rules = rules_for(path, types);
  if (rules.type == FieldType::unmapped || !types.is_within(path, nested)) return {};
  const bool is_named = types.rules_of(path) != nullptr;
  const auto source_path = rules.source_path.empty() ? path : std::string_view(rules.source_path);
  std::vector<FieldAccess> accesses{{within(source_path, nested), rules}};
  if (is_named || !path.ends_with(keyword_subfield)) return accesses;
  const auto parent = path.substr(0, path.size() - keyword_subfield.size());
  if (types.rules_of(parent) == nullptr && types.type_of(parent) != FieldType::unmapped)
    accesses.push_back({within(parent, nested), dynamic_keyword(), rules.type == FieldType::dynamic});
  return accesses;
}

std::vector<const Value*> values_of(const FieldAccess& access, const Value& source) {
  std::vector<const Value*> values;
  const auto& null_value = access.rules.null_value;
  any_value(source, access.path, [&](const Value& value) {
    if (value.is_null()) {
      if (null_value) values.push_back(&*null_value);
    } else if (!value.is_object() && (!access.only_texts || is_dynamic_text(value))) {
      values.push_back(&value);
    }
    return false;
  });
  if (access.rules.type_name == "flattened") {
    any_scalar(source, access.path, [&](std::string_view, const Value& value) {
      values.push_back(&value);
      return false;
    });
  }
  return values;
}

void visit_dynamic_fields(const Value& source, std::string_view nested, const FieldTypes& types,
                          const std::function<bool(const std::string&, FieldValues)>& visit) {
  Fields fields;
  collect(source, std::string(nested), fields);
  for (const auto& [path, values] : fields) {
    if (types.rules_of(path) != nullptr || types.type_of(path) != FieldType::dynamic || !types.is_within(path, nested)) continue;
    if (visit(path, values)) return;
  }
}

}  // namespace headrace::engine
