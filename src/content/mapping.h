#pragma once
// Mappings: what fields an index says it has (docs/spec/document-api.md 3.12, 4.2, 12). They are checked and kept; searches read the
// types, and documents are held against them (engine/mapping).

#include <string>
#include <string_view>
#include <vector>

#include "engine/document.h"

namespace headrace::content {

/// The mappings as they are kept: dotted names as objects, flags as flags, `dynamic` as text. Errors: mapper_parsing, for unknown types,
/// parameters and members; illegal_argument for fields nested too deep or in each other's way.
Result<json::Value> read_mappings(const json::Value& mappings);

/// Whether an index with these settings may have these mappings. Errors: illegal_argument, `Limit of total fields [1000] has been exceeded`
/// and `Limit of mapping depth [20] has been exceeded due to object field [a.b]`.
Result<void> check_mapping_limits(const json::Value& mappings, const json::Value& settings);

/// The body of `PUT /{index}/_mapping`. Errors: also illegal_argument for a body with a type around it.
Result<json::Value> read_mapping_body(std::string_view text);

/// `into` with what `part` (as read_mappings gives it) adds and may change. Errors: illegal_argument, `mapper [a] cannot be changed from
/// type [b] to [c]` and the like.
Result<json::Value> merge_mappings(json::Value into, const json::Value& part);

/// The same for one field, with its full name for the errors. After an error `into` may be half changed.
Result<void> merge_field(json::Value& into, const json::Value& part, const std::string& path);

/// `{"a.b":{"full_name":"a.b","mapping":{"b":{"type":"keyword"}}}}` of the fields (not the objects) that one of `patterns` matches.
json::Value field_mappings(const json::Value& mappings, const std::vector<std::string>& patterns);

}  // namespace headrace::content
