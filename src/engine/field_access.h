#pragma once
// Where the values of a field stand in a document, and what they are.

#include <functional>
#include <vector>

#include "engine/field_query.h"

namespace headrace::engine {

/// One place that values of a field are taken from.
struct FieldAccess {
  std::string path;  ///< within the source that is searched
  FieldRules rules;
  bool only_texts = false;  ///< those that dynamic mapping makes words of: of its subfield `keyword`
};

inline constexpr std::string_view keyword_subfield = ".keyword";
/// The rules of the subfield `keyword` that dynamic mapping gives every text.
const FieldRules& dynamic_keyword();

/// The places of the field `path`, as a search within the nested objects at `nested` ("": the document) sees it; none for unmapped ones.
/// A subfield `keyword` of dynamic mapping may be a field of its own too.
std::vector<FieldAccess> accesses_of(std::string_view path, std::string_view nested, const FieldTypes& types);

/// The values at that place, without nulls and objects.
std::vector<const json::Value*> values_of(const FieldAccess& access, const json::Value& source);

/// Calls `visit` with each field that the mapping does not name, and its values.
void visit_dynamic_fields(const json::Value& source, std::string_view nested, const FieldTypes& types,
                          const std::function<bool(const std::string& path, FieldValues values)>& visit);

}  // namespace headrace::engine
