#pragma once
// What a hit is sorted by (docs/spec/document-api.md 4.8): dates as milliseconds, numbers, texts by bytes.

#include <variant>

#include "engine/field_value.h"
#include "engine/query.h"

namespace headrace::engine::embedded {

/// Nothing (no value), a number, a text or an address.
using SortValue = std::variant<std::monostate, std::int64_t, std::uint64_t, double, std::string, Address>;

/// The value of one scalar under the type of its field; nothing for what the type cannot hold.
SortValue sort_value(const json::Value& scalar, FieldType type);
SortValue sort_value(const json::Value& scalar, const FieldRules& rules);

/// The value of a field in a document: of several the least, or with `greatest` the greatest.
SortValue sort_value(const json::Value& source, std::string_view path, const FieldTypes& types, bool greatest);
/// The value that the key asks for: by its mode, and what it has in place of none.
SortValue sort_value(const json::Value& source, const SortKey& key, const FieldTypes& types);

/// A value as to_json has shown it: dates are milliseconds then, whatever the format of the field.
SortValue shown_value(const json::Value& shown, const SortKey& key, const FieldTypes& types);

/// Less than, equal or greater than 0, in the order of `key`; what is missing goes where the key says.
int compare(const SortKey& key, const SortValue& a, const SortValue& b);

json::Value to_json(const SortValue& value);

}  // namespace headrace::engine::embedded
