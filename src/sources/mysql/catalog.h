#pragma once
// What the database has, as its information schema tells this user: tables, columns, keys, rights, rough sizes (docs/spec/sources.md 6.2 to
// 6.4). A few queries for all tables, none per table.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sources/mysql/session.h"

namespace headrace::sources::mysql {

struct Column {
  std::string name;
  std::string type;          ///< "bigint", "varchar"
  bool is_readable = false;  ///< the user may SELECT it
  bool is_key = false;
  bool is_hidden = false;  ///< `SELECT *` does not show it
};

struct Table {
  std::string name;
  std::string kind;                        ///< "BASE TABLE", "VIEW"
  std::string updated;                     ///< ISO without offset; "": not known
  std::optional<std::uint64_t> rows;       ///< about
  std::vector<Column> columns;             ///< in their order
  std::vector<std::string> key;            ///< columns that ids are made of, in the order of the columns; empty: none
  std::string index;                       ///< that covers the key wholly and in whose order rows can be streamed; "": none
  std::vector<std::string> index_columns;  ///< the columns of the key in the order of `index`

  [[nodiscard]] const Column* find(std::string_view column) const;
  [[nodiscard]] bool is_readable() const;  ///< at least one column, and the whole key
  /// Why it cannot be read by its nature, and what to do; "": it can.
  [[nodiscard]] std::string obstacle() const;
};

class Catalog {
 public:
  /// Of `names`, or of everything when that is empty. Errors: as Session.
  static Result<Catalog> load(Session& session, const std::string& database, const std::vector<std::string>& names);

  [[nodiscard]] const std::vector<Table>& tables() const { return tables_; }
  /// nullptr: not there, or the user has no right whatsoever on it.
  [[nodiscard]] const Table* find(std::string_view name) const;

 private:
  Result<void> load_tables(Session& session, const std::string& where);
  Result<void> load_columns(Session& session, const std::string& where);
  Result<void> load_indices(Session& session, const std::string& where);
  Table* table_of(std::string_view name);

  std::vector<Table> tables_;  ///< by name
  bool ignores_case_ = false;
};

/// The names of all tables and views that the user sees. Errors: as Session.
Result<std::vector<std::string>> table_names(Session& session, const std::string& database);

}  // namespace headrace::sources::mysql
