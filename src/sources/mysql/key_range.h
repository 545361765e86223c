#pragma once
// Where a read goes on: the key of the last row as a position that is kept, and as a condition that the key's index serves.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sources/mysql/catalog.h"

namespace headrace::sources::mysql {

/// True when the database orders by the key as it compares it with a literal. Not so for ENUM (ordered by number, compared as text), FLOAT
/// (shown with fewer digits than it has) and TIMESTAMP (an hour of the autumn comes twice); nor for keys without an index of their own.
bool can_go_on(const Table& table);

/// `{"after":[…]}`; values as the driver gave them in the order of the index, those of binary columns as hex.
std::string position_text(const Table& table, std::span<const std::string_view> values);
/// The literals of a position; none when it is not one of this table.
std::optional<std::vector<std::string>> position_literals(const Session& session, const Table& table, std::string_view position);

/// A value of the column as a literal; none when the column's type has none, or the value is not one of that type.
std::optional<std::string> literal(const Session& session, const Column& column, std::string_view raw);

/// Conditions for rows above the key, and for those up to it, each the opposite of the other.
std::string above(const std::vector<std::string>& columns, const std::vector<std::string>& literals);
std::string up_to(const std::vector<std::string>& columns, const std::vector<std::string>& literals);

}  // namespace headrace::sources::mysql
