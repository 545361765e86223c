#include "sources/postgresql/table_read.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "sources/postgresql/columns.h"
#include "sources/postgresql/copy_rows.h"
#include "sources/postgresql/position.h"
#include "sources/postgresql/row_writer.h"

namespace headrace::sources::postgresql {
namespace {

constexpr std::size_t rows_between_positions = 20'000;
constexpr std::size_t bytes_between_positions = 16 << 20;
/// Numbers of transactions turn over after 2^32, and the server compares half of that; well below it nothing is in doubt.
constexpr std::uint64_t surely_comparable = 1ULL << 30;

/// What all reads of one table share.
class TableReader {
 public:
  TableReader(Session& session, const ReadContext& context, const Relation& table, Output& output)
      : session_(session),
        context_(context),
        table_(table),
        output_(output),
        name_(fmt::format("{}.{}", identifier(context.schema), identifier(table.name))) {}

  /// Must be called first.
  Result<void> prepare() {
    // Locks the table, so that it stays as it is described until its rows are read.
    TRY(const auto described, session_.describe(fmt::format("SELECT * FROM {}", name_)));
    TRY_VOID(check_that_nobody_rewrote_it());
    TRY(columns_, plan_columns(session_, described));
    for (const auto& key : table_.key) {
      const auto place = std::ranges::find(columns_, key.name, &PlannedColumn::name);
      if (place == columns_.end()) return refuse(fmt::format("the user may not see the column [{}] of its key", key.name));
      key_.push_back(static_cast<std::size_t>(place - columns_.begin()));
    }
    goes_on_ = std::ranges::all_of(key_, [&](std::size_t place) { return columns_[place].type->reads_back; });
    here_ = {.after = std::nullopt, .xmin = context_.snapshot.xmin, .columns = fingerprint(columns_, key_)};
    return {};
  }

  Result<void> begin() {
    std::optional<std::uint64_t> expected;
    if (table_.rows >= 0) expected = static_cast<std::uint64_t>(std::llround(table_.rows));
    return output_.put(ScopeEvent{.kind = ScopeEvent::Kind::begun, .scope = table_.name, .expected = expected});
  }

  Result<void> read_whole() { return read_ordered(""); }
  /// The same without telling where to go on.
  Result<void> read_at_once() { return read_rows("", false); }

  /// What `progress` knows of is not read again unless it has changed; false when it says too little.
  Result<bool> go_on(const ScopeProgress& progress) {
    const auto position = read_position(progress.position);
    if (!position || !is_comparable(*position)) return false;
    if (!progress.is_complete && !position->after) return false;
    std::string before, after;
    if (!progress.is_complete) {
      TRY(const auto place, key_literals(*position->after));
      before = fmt::format("{} <= {} AND ", key_list(), place);
      after = fmt::format(" WHERE {} > {}", key_list(), place);
    }
    // A row that a later transaction than that snapshot's oldest has written may be another one than that which was read.
    const auto changed = fmt::format("pg_catalog.age(t.xmin) <= pg_catalog.age('{}'::xid)", position->xmin & 0xFFFF'FFFF);
    TRY_VOID(read_rows(fmt::format(" WHERE {}{}", before, changed), false));
    TRY_VOID(see_rows(fmt::format(" WHERE {}NOT ({})", before, changed)));
    here_.after = position->after;
    TRY_VOID(progress.is_complete ? Result<void>() : read_ordered(after));
    return true;
  }

  /// The end tells the snapshot too: a whole table that is asked for again is read only where it has changed.
  Result<void> complete_with_position() {
    TRY_VOID(put_position());
    return complete(write_position(here_));
  }
  Result<void> complete(std::string position = {}) {
    return output_.put(ScopeEvent{.kind = ScopeEvent::Kind::complete, .scope = table_.name, .text = std::move(position)});
  }

  [[nodiscard]] bool has_column(std::string_view column) const {
    return std::ranges::find(columns_, column, &PlannedColumn::name) != columns_.end();
  }

  /// The largest value of the column, none in an empty table.
  Result<std::optional<std::string>> largest(const std::string& column) {
    TRY(const auto rows, session_.run(fmt::format("SELECT max(t.{})::text FROM {} AS t", identifier(column), name_)));
    if (rows.is_null(0, 0)) return std::nullopt;
    return std::string(rows.text(0, 0));
  }

  Result<void> read_from(const std::string& column, const std::string& value) {
    TRY(const auto literal, session_.literal(value));
    // Without a type the literal takes that of the column.
    return read_rows(fmt::format(" WHERE t.{} >= {}", identifier(column), literal), false);
  }

 private:
  std::unexpected<Error> refuse(std::string_view why) const { return fail(ErrorKind::internal, std::string(why)); }

  /// TRUNCATE and forms of ALTER TABLE that came after the snapshot show an empty table in it; its documents would all be deleted.
  Result<void> check_that_nobody_rewrote_it() {
    TRY(const auto rows,
        session_.run("SELECT pg_catalog.to_regclass($1)::oid = c.oid AND pg_catalog.pg_relation_filenode(c.oid) = c.relfilenode "
                     "FROM pg_catalog.pg_class c WHERE c.oid = $2::oid",
                     {name_, std::to_string(table_.oid)}));
    if (rows.size() == 1 && rows.flag(0, 0)) return {};
    return refuse("it was made anew (TRUNCATE, ALTER TABLE, DROP TABLE) while the sync ran; start the sync again");
  }

  [[nodiscard]] bool is_comparable(const Position& position) const {
    return position.columns == here_.columns && position.xmin != 0 && position.xmin <= context_.snapshot.xmax &&
           context_.snapshot.xmax - position.xmin < surely_comparable && (!position.after || position.after->size() == key_.size());
  }

  [[nodiscard]] std::string key_list() const {
    std::vector<std::string> names;
    for (const auto& key : table_.key) names.push_back("t." + identifier(key.name));
    return fmt::format("({})", fmt::join(names, ", "));
  }

  Result<std::string> key_literals(const std::vector<std::string>& values) {
    std::vector<std::string> literals;
    for (std::size_t i = 0; i < values.size(); ++i) {
      TRY(auto literal, session_.literal(values[i]));
      literals.push_back(fmt::format("{}::{}", literal, table_.key[i].type));
    }
    return fmt::format("({})", fmt::join(literals, ", "));
  }

  [[nodiscard]] RowShape shape(const std::vector<std::size_t>& places) const {
    RowShape shape{.database = context_.database,
                   .schema = context_.schema,
                   .tables = {table_.name},
                   .columns = {},
                   .types = {},
                   .key = {},
                   .timestamp = context_.snapshot.taken_at};
    for (const auto place : places) {
      shape.columns.push_back(columns_[place].name);
      shape.types.push_back(columns_[place].type);
    }
    return shape;
  }

  /// `t` is the table's name in all statements: a bare name would mean the column of the result, which may be cast.
  [[nodiscard]] std::string select(const std::vector<std::size_t>& places, bool with_time, std::string_view rest) const {
    std::vector<std::string> list;
    for (const auto place : places) list.push_back(fmt::format("t.{}{}", identifier(columns_[place].name), columns_[place].cast));
    if (with_time) list.emplace_back("pg_catalog.pg_xact_commit_timestamp(t.xmin)");
    return fmt::format("SELECT {} FROM {} AS t{}", fmt::join(list, ", "), name_, rest);
  }

  Result<void> read_ordered(std::string_view where) {
    const auto names = key_list();
    return read_rows(fmt::format("{} ORDER BY {}", where, std::string_view(names).substr(1, names.size() - 2)), goes_on_);
  }

  Result<void> read_rows(std::string_view rest, bool tells_positions) {
    std::vector<std::size_t> all(columns_.size());
    std::ranges::generate(all, [place = std::size_t{0}]() mutable { return place++; });
    auto rows_shape = shape(all);
    rows_shape.key = key_;
    rows_shape.has_commit_time = context_.snapshot.has_commit_times;
    RowWriter writer(rows_shape);
    std::size_t rows = 0, bytes = 0;
    return copy_rows(session_, select(all, rows_shape.has_commit_time, rest), writer.width(),
                     [&](const std::vector<Field>& fields) -> Result<void> {
                       auto document = writer.document(fields);
                       const auto size = document.id.size() + document.members.size();
                       ++rows;
                       bytes += size;
                       const bool is_time = tells_positions && (rows >= rows_between_positions || bytes >= bytes_between_positions);
                       TRY_VOID(output_.put(std::move(document)));
                       if (!is_time) return {};
                       here_.after = writer.key_texts(fields);
                       rows = bytes = 0;
                       return put_position();
                     });
  }

  /// Those that are as they were: their ids alone.
  Result<void> see_rows(std::string_view rest) {
    auto key_shape = shape(key_);
    for (std::size_t i = 0; i < key_.size(); ++i) key_shape.key.push_back(i);
    const RowWriter writer(key_shape);
    return copy_rows(session_, select(key_, false, rest), writer.width(), [&](const std::vector<Field>& fields) {
      return output_.put(SeenDocument{.id = writer.id(fields), .scope = table_.name});
    });
  }

  Result<void> put_position() {
    return output_.put(ScopeEvent{.kind = ScopeEvent::Kind::position, .scope = table_.name, .text = write_position(here_)});
  }

  Session& session_;
  const ReadContext& context_;
  const Relation& table_;
  Output& output_;
  std::string name_;  ///< with its schema, quoted
  std::vector<PlannedColumn> columns_;
  std::vector<std::size_t> key_;
  bool goes_on_ = false;  ///< a position can name a row
  Position here_;
};

}  // namespace

Result<void> read_table(Session& session, const ReadContext& context, const Relation& table, const ScopeProgress* progress,
                        Output& output) {
  TableReader reader(session, context, table, output);
  TRY_VOID(reader.prepare());
  TRY_VOID(reader.begin());
  bool is_read = false;
  if (progress != nullptr) {
    TRY(is_read, reader.go_on(*progress));
  }
  if (!is_read) TRY_VOID(reader.read_whole());
  return reader.complete_with_position();
}

Result<std::optional<std::string>> read_table_changes(Session& session, const ReadContext& context, const Relation& table,
                                                      const std::string& cursor_column, const std::optional<std::string>& from,
                                                      Output& output) {
  TableReader reader(session, context, table, output);
  TRY_VOID(reader.prepare());
  TRY_VOID(reader.begin());
  std::optional<std::string> largest;
  if (reader.has_column(cursor_column)) {
    TRY(largest, reader.largest(cursor_column));
  }
  TRY_VOID(from && reader.has_column(cursor_column) ? reader.read_from(cursor_column, *from) : reader.read_at_once());
  TRY_VOID(reader.complete());
  return largest ? largest : from;
}

}  // namespace headrace::sources::postgresql
