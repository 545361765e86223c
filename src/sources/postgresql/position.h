#pragma once
// How far the read of a table has come, as the text of ScopeEvent::position.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sources/postgresql/columns.h"

namespace headrace::sources::postgresql {

struct Position {
  std::optional<std::vector<std::string>> after;  ///< the key of the last row; none: it tells only of the whole table
  std::uint64_t xmin = 0;                         ///< of the snapshot: rows that an older transaction has written are as they were read
  std::string columns;                            ///< fingerprint of their names and types: another one makes other documents
};

/// `{"after":["1"],"xmin":"745","columns":"…"}`
std::string write_position(const Position& position);
/// None when it cannot be understood.
std::optional<Position> read_position(std::string_view text);

/// `key`: places of its columns.
std::string fingerprint(const std::vector<PlannedColumn>& columns, const std::vector<std::size_t>& key);

}  // namespace headrace::sources::postgresql
