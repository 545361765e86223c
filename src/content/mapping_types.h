#pragma once
// The types of fields that mappings may name, and what each of them takes, as the original's documentation of field types lists them.

#include <string_view>

namespace headrace::content {

struct MappingType {
  std::string_view name;
  std::string_view parameters;     ///< names between blanks
  std::string_view required = "";  ///< one that must be there
};

/// nullptr: there is no such type. Objects (`object`, `nested`, `passthrough`) are among them.
const MappingType* find_mapping_type(std::string_view name);

/// True for `object`, `nested` and `passthrough`.
bool is_object_type(std::string_view name);

bool takes_parameter(const MappingType& type, std::string_view parameter);

/// True for parameters that are true or false.
bool is_boolean_parameter(std::string_view parameter);
/// True for parameters that may become another one in the life of a field.
bool may_change(std::string_view parameter);
/// What a parameter is when it is not said, as text; "null" when there is no more to say.
std::string_view standard_of(std::string_view parameter);

}  // namespace headrace::content
