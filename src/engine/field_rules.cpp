#include "engine/field_rules.h"

namespace headrace::engine {

const FieldRules* FieldTypes::rules_of(std::string_view) const { return nullptr; }
bool FieldTypes::is_nested(std::string_view) const { return false; }

bool FieldTypes::is_within(std::string_view path, std::string_view nested) const {
  return nested.empty() || (path.starts_with(nested) && path.substr(nested.size()).starts_with('.'));
}

}  // namespace headrace::engine
