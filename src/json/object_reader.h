#pragma once
// Reads request bodies by a table of fields, with the errors of the original's declarative parser
// (docs/spec/configuration-filtering-secrets.md 0.3, docs/spec/rest-conventions.md 8.6 to 8.8).

#include <functional>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace headrace::json {

/// Which tokens a field lets in, and what it makes of them.
enum class FieldKind {
  string,          ///< string
  string_or_null,  ///< string or null
  integer,         ///< number or numeric string, cut to int32
  long_integer,    ///< number or numeric string, cut to int64
  boolean,         ///< true, false, "true", "false", "" and blank = false
  value,           ///< string, number, boolean or null
  object,          ///< object
  object_or_null,  ///< object or null
  object_list,     ///< list of objects, or one object (made a list)
  string_list,     ///< list of strings, or one string (made a list)
  object_or_array,
  any,
};

struct Field {
  std::string_view name;
  FieldKind kind;
  bool required = false;
  /// Reads the admitted value further (a nested object, an enum name, a date); may replace it. Its error becomes the cause of
  /// `failed to parse field [name]`.
  std::function<Result<Value>(const Value& value, std::string_view text)> read = {};
};

struct ObjectTable {
  std::string_view parser;  ///< the name that errors show, such as "connector_put_request"
  std::vector<Field> fields;
  bool strict = true;  ///< unknown fields are errors (else they are dropped)
};

/// The value of `body` by `table`: an object with the known fields that were present, in the order they were sent.
/// `text` is what `body` was parsed from (for locations). Root-level missing fields are illegal_argument `Required [a, b]`.
Result<Value> read_object(const ObjectTable& table, const Value& body, std::string_view text);

/// Parses `text` and reads it. An empty text is parse_exception `request body is required`.
Result<Value> read_body(const ObjectTable& table, std::string_view text);

}  // namespace headrace::json
