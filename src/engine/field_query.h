#pragma once
// A query of one field made ready for what the mapping says of it.

#include <functional>
#include <span>

#include "engine/query.h"

namespace headrace::engine {

/// The values of the field in one document, without nulls and objects.
using FieldValues = std::span<const json::Value* const>;
using FieldTest = std::function<bool(FieldValues values)>;

/// What of a query can be asked of `path`, a field with these rules. Errors: what the query cannot ask of it, with the original's words:
/// number_format, parse, illegal_argument.
Result<FieldTest> make_field_test(const Terms& terms, std::string_view path, const FieldRules& rules);
Result<FieldTest> make_field_test(const Match& match, std::string_view path, const FieldRules& rules);
Result<FieldTest> make_field_test(const Range& range, std::string_view path, const FieldRules& rules);
Result<FieldTest> make_field_test(const Prefix& prefix, std::string_view path, const FieldRules& rules);
Result<FieldTest> make_field_test(const Wildcard& wildcard, std::string_view path, const FieldRules& rules);
Result<FieldTest> make_field_test(const Regexp& regexp, std::string_view path, const FieldRules& rules);

/// True for the fields whose values are words, or may be.
inline bool has_words(const FieldRules& rules) { return rules.type == FieldType::text || rules.type == FieldType::dynamic; }

}  // namespace headrace::engine
