#include "sources/mysql/catalog.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "sources/mysql/value_writer.h"

namespace headrace::sources::mysql {
namespace {

std::string condition(const Session& session, const std::string& database, const std::vector<std::string>& names) {
  auto where = fmt::format("TABLE_SCHEMA = {}", session.quoted(database));
  if (names.empty()) return where;
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ", ") + session.quoted(name);
  return fmt::format("{} AND TABLE_NAME IN ({})", where, list);
}

std::optional<std::uint64_t> count_of(const std::string& text) {
  const auto number = base::parse_integer(text);
  return number && *number >= 0 ? std::optional(static_cast<std::uint64_t>(*number)) : std::nullopt;
}

std::string iso(const std::string& raw) {
  std::string text;
  return append_date_time(raw, 'T', text) ? text : std::string();
}

/// A unique index while its columns come in.
struct Index {
  std::string name;
  std::vector<std::string> columns;
  bool is_whole = true;  ///< of whole values, not of their beginnings
};

/// Takes the index when it is the table's key.
void take(const Index& index, Table& table) {
  if (!table.index.empty() || table.key.empty() || !index.is_whole || index.columns.size() != table.key.size()) return;
  if (!std::ranges::is_permutation(index.columns, table.key)) return;
  table.index = index.name;
  table.index_columns = index.columns;
}

}  // namespace

const Column* Table::find(std::string_view column) const {
  const auto found = std::ranges::find_if(columns, [column](const Column& one) { return base::equals_ignoring_case(one.name, column); });
  return found == columns.end() ? nullptr : &*found;
}

bool Table::is_readable() const {
  return std::ranges::any_of(columns, &Column::is_readable) &&
         std::ranges::none_of(columns, [](const Column& column) { return column.is_key && !column.is_readable; });
}

std::string Table::obstacle() const {
  if (!key.empty()) return {};
  if (kind.contains("VIEW"))
    return "a view has no primary key, from which ids are made. Name its key in advanced sync rules, in [id_columns].";
  if (kind != "BASE TABLE") return fmt::format("a {} has no primary key, from which ids are made. Leave it out of 'tables'.", kind);
  return "it has no primary key that the user may see, from which ids are made. Give it one, or name columns that tell its rows apart in "
         "advanced sync rules, in "
         "[id_columns].";
}

Result<Catalog> Catalog::load(Session& session, const std::string& database, const std::vector<std::string>& names) {
  Catalog catalog;
  const auto where = condition(session, database, names);
  TRY(const auto mode, session.select_all("SELECT @@lower_case_table_names"));
  catalog.ignores_case_ = !mode.empty() && mode[0][0] != "0";
  TRY_VOID(catalog.load_tables(session, where));
  TRY_VOID(catalog.load_columns(session, where));
  TRY_VOID(catalog.load_indices(session, where));
  return catalog;
}

const Table* Catalog::find(std::string_view name) const {
  const auto exact = std::ranges::lower_bound(tables_, name, {}, &Table::name);
  if (exact != tables_.end() && exact->name == name) return &*exact;
  if (!ignores_case_) return nullptr;
  const auto found = std::ranges::find_if(tables_, [name](const Table& table) { return base::equals_ignoring_case(table.name, name); });
  return found == tables_.end() ? nullptr : &*found;
}

Table* Catalog::table_of(std::string_view name) {
  const auto found = std::ranges::lower_bound(tables_, name, {}, &Table::name);
  return found == tables_.end() || found->name != name ? nullptr : &*found;
}

Result<void> Catalog::load_tables(Session& session, const std::string& where) {
  TRY(auto rows,
      session.select_all("SELECT TABLE_NAME, TABLE_TYPE, TABLE_ROWS, UPDATE_TIME FROM information_schema.TABLES WHERE " + where));
  for (auto& row : rows)
    tables_.push_back({.name = std::move(row[0]),
                       .kind = std::move(row[1]),
                       .updated = iso(row[3]),
                       .rows = count_of(row[2]),
                       .columns = {},
                       .key = {},
                       .index = {},
                       .index_columns = {}});
  std::ranges::sort(tables_, {}, &Table::name);
  return {};
}

Result<void> Catalog::load_columns(Session& session, const std::string& where) {
  TRY(auto rows, session.select_all("SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE, FIND_IN_SET('select', PRIVILEGES) > 0, COLUMN_KEY = 'PRI', "
                                    "EXTRA LIKE '%INVISIBLE%' FROM information_schema.COLUMNS WHERE " +
                                    where + " ORDER BY TABLE_NAME, ORDINAL_POSITION"));
  for (auto& row : rows) {
    auto* table = table_of(row[0]);
    if (table == nullptr) continue;
    auto& column = table->columns.emplace_back(Column{.name = std::move(row[1]),
                                                      .type = std::move(row[2]),
                                                      .is_readable = row[3] == "1",
                                                      .is_key = row[4] == "1",
                                                      .is_hidden = row[5] == "1"});
    if (column.is_key) table->key.push_back(column.name);
  }
  return {};
}

Result<void> Catalog::load_indices(Session& session, const std::string& where) {
  TRY(auto rows,
      session.select_all("SELECT TABLE_NAME, INDEX_NAME, COLUMN_NAME, SUB_PART IS NULL FROM information_schema.STATISTICS WHERE " + where +
                         " AND NON_UNIQUE = 0 ORDER BY TABLE_NAME, INDEX_NAME <> 'PRIMARY', INDEX_NAME, SEQ_IN_INDEX"));
  Table* table = nullptr;
  Index index;
  for (auto& row : rows) {
    auto* const next = table_of(row[0]);
    if (next != table || index.name != row[1]) {
      if (table != nullptr) take(index, *table);
      table = next;
      index = {.name = row[1], .columns = {}, .is_whole = true};
    }
    index.columns.push_back(std::move(row[2]));
    if (row[3] != "1") index.is_whole = false;
  }
  if (table != nullptr) take(index, *table);
  return {};
}

Result<std::vector<std::string>> table_names(Session& session, const std::string& database) {
  TRY(auto rows, session.select_all("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = " + session.quoted(database)));
  std::vector<std::string> names;
  for (auto& row : rows) names.push_back(std::move(row[0]));
  return names;
}

}  // namespace headrace::sources::mysql
