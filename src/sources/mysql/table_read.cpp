#include "sources/mysql/table_read.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sources/mysql/key_range.h"

namespace headrace::sources::mysql {
namespace {

constexpr std::size_t rows_per_position = 20'000;
constexpr std::size_t bytes_per_position = 16UL * 1024 * 1024;

using Kind = ScopeEvent::Kind;

ScopeEvent event(Kind kind, const std::string& scope, std::string text = {}) {
  return {.kind = kind, .scope = scope, .text = std::move(text), .expected = std::nullopt};
}

std::string list_of(const std::vector<std::string>& columns) {
  std::string list;
  for (const auto& column : columns) list += (list.empty() ? "" : ", ") + identifier(column);
  return list;
}

/// What `SELECT *` shows, of what the user may read, and the key.
std::vector<std::string> columns_of(const Table& table) {
  std::vector<std::string> columns;
  for (const auto& column : table.columns) {
    if (column.is_readable && (!column.is_hidden || column.is_key)) columns.push_back(column.name);
  }
  return columns;
}

/// In the order of the index, which streams: nothing is sorted, nothing is gathered before the first row.
std::string in_order(const Table& table, const std::string& condition) {
  auto query = fmt::format("SELECT {} FROM {}", list_of(columns_of(table)), identifier(table.name));
  if (!table.index.empty()) query += fmt::format(" FORCE INDEX ({})", identifier(table.index));
  if (!condition.empty()) query += " WHERE " + condition;
  if (!table.index.empty()) query += " ORDER BY " + list_of(table.index_columns);
  return query;
}

/// Tells where a read of a table is, from time to time.
class PositionTeller {
 public:
  PositionTeller(const Table& table, std::span<const MYSQL_FIELD> fields) : table_(table), can_go_on_(can_go_on(table)) {
    for (const auto& name : table.index_columns) {
      const auto found = std::ranges::find_if(fields, [&name](const MYSQL_FIELD& field) { return name == field.name; });
      columns_.push_back(static_cast<std::size_t>(found - fields.begin()));
    }
    can_go_on_ = can_go_on_ && std::ranges::all_of(columns_, [&fields](std::size_t column) { return column < fields.size(); });
  }

  [[nodiscard]] bool is_due(std::size_t bytes) {
    bytes_ += bytes;
    ++rows_;
    return can_go_on_ && (rows_ >= rows_per_position || bytes_ >= bytes_per_position);
  }

  std::string text(const Rows& rows) {
    rows_ = bytes_ = 0;
    std::vector<std::string_view> values;
    values.reserve(columns_.size());
    for (const auto column : columns_) values.push_back(rows.at(column));
    return position_text(table_, values);
  }

 private:
  const Table& table_;
  bool can_go_on_;
  std::vector<std::size_t> columns_;
  std::size_t rows_ = 0;
  std::size_t bytes_ = 0;
};

/// What the framework puts behind the members.
constexpr std::size_t room_behind = 128;

SourceDocument document_of(const Rows& rows, const RowWriter& writer, const IdWriter& ids, const std::string& scope, std::size_t capacity) {
  SourceDocument document{.id = ids.id(rows), .scope = scope, .fields = {}};
  document.members.reserve(capacity);
  writer.append_members(rows, document.members);
  document.timestamp = writer.timestamp();
  return document;
}

/// Puts each row as a document. `teller`: none when there are no positions.
Result<void> put_documents(Rows& rows, const DocumentFrame& frame, const IdWriter& ids, PositionTeller* teller, database::Output& sink) {
  const RowWriter writer(rows.fields(), frame);
  std::size_t capacity = 0;
  while (true) {
    TRY(const bool has_row, rows.next());
    if (!has_row) return {};
    auto document = document_of(rows, writer, ids, frame.scope, capacity);
    const auto bytes = document.members.size();
    capacity = bytes + bytes / 8 + room_behind;  // rows of a table are much alike
    TRY_VOID(sink.put(std::move(document)));
    if (teller != nullptr && teller->is_due(bytes)) TRY_VOID(sink.put(event(Kind::position, frame.scope, teller->text(rows))));
  }
}

Result<void> put_rows(const TableRead& read, const std::string& condition, Session& session, database::Output& sink) {
  TRY(auto rows, session.select(in_order(read.table, condition)));
  TRY(const auto ids, IdWriter::make(rows.fields(), read.frame.scope, read.table.key));
  PositionTeller teller(read.table, rows.fields());
  return put_documents(rows, read.frame, ids, &teller, sink);
}

/// Only keys, in any order, so that the database may take its smallest index.
Result<void> put_seen(const TableRead& read, const std::string& condition, Session& session, database::Output& sink) {
  auto query = fmt::format("SELECT {} FROM {}", list_of(read.table.key), identifier(read.table.name));
  if (!condition.empty()) query += " WHERE " + condition;
  TRY(auto rows, session.select(query));
  TRY(const auto ids, IdWriter::make(rows.fields(), read.frame.scope, read.table.key));
  while (true) {
    TRY(const bool has_row, rows.next());
    if (!has_row) return {};
    TRY_VOID(sink.put(SeenDocument{ids.id(rows), read.frame.scope}));
  }
}

Result<void> put_from_progress(const TableRead& read, Session& session, database::Output& sink) {
  if (!read.progress) return put_rows(read, "", session, sink);
  if (read.progress->is_complete) return put_seen(read, "", session, sink);
  const auto literals = position_literals(session, read.table, read.progress->position);
  if (!literals) return put_rows(read, "", session, sink);  // the table has another key now: from the beginning
  TRY_VOID(put_seen(read, up_to(read.table.index_columns, *literals), session, sink));
  return put_rows(read, above(read.table.index_columns, *literals), session, sink);
}

/// True when rows are to be read; else it is told why not.
Result<bool> begin(const TableRead& read, database::Output& sink) {
  if (auto obstacle = read.table.obstacle(); !obstacle.empty()) {
    TRY_VOID(sink.put(event(Kind::skipped, read.frame.scope, std::move(obstacle))));
    return false;
  }
  auto begun = event(Kind::begun, read.frame.scope);
  begun.expected = read.table.rows;
  TRY_VOID(sink.put(std::move(begun)));
  return true;
}

Error in_table(const Table& table, Error error) {
  if (error.kind == ErrorKind::internal) error.reason = fmt::format("The table [{}] cannot be read: {}", table.name, error.reason);
  return error;
}

std::string_view without_semicolon(std::string_view query) {
  const auto end = query.find_last_not_of(" \t\r\n");
  return end != std::string_view::npos && query[end] == ';' ? query.substr(0, end) : query;
}

/// True when the query was read to its end; else it is told why not.
Result<bool> put_query(const QueryRead& read, Session& session, database::Output& sink) {
  TRY(auto rows, session.select(without_semicolon(read.query)));
  const auto ids = IdWriter::make(rows.fields(), read.frame.scope, read.key);
  if (ids && !read.key.empty()) {
    TRY_VOID(put_documents(rows, read.frame, *ids, nullptr, sink));
    return true;
  }
  auto why = ids ? std::string("its tables have no primary key") : ids.error().reason;
  TRY_VOID(
      sink.put(event(Kind::skipped, read.frame.scope,
                     fmt::format("the query [{}] of the advanced sync rules cannot be used: {}. Select the columns of the key, or name "
                                 "others in [id_columns].",
                                 read.query, why))));
  return false;
}

Result<std::string> highest_value(const TableRead& read, const std::string& column, Session& session) {
  TRY(const auto rows, session.select_all(fmt::format("SELECT MAX({}) FROM {}", identifier(column), identifier(read.table.name))));
  return rows.empty() ? std::string() : rows[0][0];
}

}  // namespace

Result<void> read_table(const TableRead& read, Session& session, database::Output& sink) {
  TRY(const bool is_possible, begin(read, sink));
  if (!is_possible) return {};
  if (auto put = put_from_progress(read, session, sink); !put) return fail(in_table(read.table, std::move(put).error()));
  return sink.put(event(Kind::complete, read.frame.scope));
}

Result<void> read_changes(const TableRead& read, const std::string& cursor_column, const std::string& since, std::string& highest,
                          Session& session, database::Output& sink) {
  const auto* column = read.table.find(cursor_column);
  if (column == nullptr) return read_table(read, session, sink);
  TRY(const bool is_possible, begin(read, sink));
  if (!is_possible) return {};
  // In the same snapshot, before the rows: whatever comes later is above it or equal to it.
  auto found = highest_value(read, column->name, session);
  if (!found) return fail(in_table(read.table, std::move(found).error()));
  const auto value = since.empty() ? std::nullopt : literal(session, *column, since);
  const auto condition = value ? fmt::format("{} >= {}", identifier(column->name), *value) : std::string();
  if (auto put = put_rows(read, condition, session, sink); !put) return fail(in_table(read.table, std::move(put).error()));
  if (!found->empty()) highest = std::move(*found);
  return sink.put(event(Kind::complete, read.frame.scope));
}

Result<void> read_query(const QueryRead& read, Session& session, database::Output& sink) {
  if (read.scope->begins()) TRY_VOID(sink.put(event(Kind::begun, read.frame.scope)));
  const auto put = put_query(read, session, sink);
  TRY_VOID(sink.flush());  // another query may be the last one and tell that all is there
  const bool is_complete = read.scope->ends(put && *put);
  if (!put && put.error().kind == ErrorKind::internal)
    return fail(ErrorKind::internal, fmt::format("The query [{}] of the advanced sync rules failed: {}", read.query, put.error().reason));
  if (!put) return fail(put.error());
  return is_complete ? sink.put(event(Kind::complete, read.frame.scope)) : Result<void>();
}

}  // namespace headrace::sources::mysql
