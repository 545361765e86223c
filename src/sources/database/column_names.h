#pragma once
// Names of fields and ids that several database sources make in the same way (docs/spec/sources.md 2.5, 2.6).

#include <string>
#include <string_view>
#include <vector>

namespace headrace::sources::database {

/// The names sorted and joined with `_`: `orders`, `customers` -> `customers_orders`.
std::string joined_tables(std::vector<std::string> tables);

/// `[schema_]tables_`, lower case and with the schema trimmed: what stands before the name of each column.
std::string column_prefix(std::string_view schema, const std::vector<std::string>& tables);

/// Lower case of all letters that Unicode gives one; `text` is UTF-8.
std::string lower_case(std::string_view text);

}  // namespace headrace::sources::database
