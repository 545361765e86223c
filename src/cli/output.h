#pragma once
// Printing rows for people and for programs: data on standard output.

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "cli/context.h"

namespace headrace::cli {

/// One column of a table: its heading and how it is made from a row.
struct Column {
  std::string heading;
  std::function<std::string(const json::Value&)> cell;
};

/// A column that shows the value at a dotted path as text; absent and null are empty.
Column column(std::string heading, std::string path);

/// Rows as the context asks: a table or CSV of `columns`, whole rows as JSON or JSON lines, or (quiet) the ids alone.
std::string format_rows(const Context& context, const json::Array& rows, const std::vector<Column>& columns);

/// One object: name and value lines (nested ones dotted) or JSON.
std::string format_object(const Context& context, const json::Value& object);

/// A value as people read it: strings bare, the rest as JSON.
std::string plain(const json::Value& value);

/// "12.3 MiB"; "813 B".
std::string size_text(std::uint64_t bytes);

/// "2m 03s"; below ten seconds to the millisecond.
std::string duration_text(std::chrono::milliseconds duration);

/// The same between two instants as the API writes them; "" when one is missing.
std::string duration_between(std::string_view from, std::string_view until);

}  // namespace headrace::cli
