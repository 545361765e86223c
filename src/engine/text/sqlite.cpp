#include "engine/text/sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>

namespace headrace::engine::text {
namespace {

constexpr int milliseconds_to_wait = 5'000;

ErrorKind kind_of(int code) {
  switch (code & 0xFF) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
    case SQLITE_INTERRUPT:
      return ErrorKind::unavailable;
    default:
      return ErrorKind::internal;
  }
}

std::unexpected<Error> failed(sqlite3* connection, int code, ErrorKind kind) {
  const auto* why = connection == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(connection);
  return fail(kind, fmt::format("the text index cannot be used: {}", why));
}

std::unexpected<Error> failed(sqlite3* connection, int code) { return failed(connection, code, kind_of(code)); }

/// SQLite takes a null pointer for a value that is missing.
const char* data_of(std::string_view text) { return text.data() == nullptr ? "" : text.data(); }

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
void Connection::Close::operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }

Statement& Statement::bind(int place, std::int64_t number) {
  sqlite3_bind_int64(statement_.get(), place, number);
  return *this;
}

Statement& Statement::bind_text(int place, std::string_view text) {
  sqlite3_bind_text64(statement_.get(), place, data_of(text), text.size(), nullptr, SQLITE_UTF8);
  return *this;
}

Statement& Statement::bind_bytes(int place, std::string_view bytes) {
  sqlite3_bind_blob64(statement_.get(), place, data_of(bytes), bytes.size(), nullptr);
  return *this;
}

Statement& Statement::bind_null(int place) {
  sqlite3_bind_null(statement_.get(), place);
  return *this;
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    reset();
    return false;
  }
  // The statement was understood, so this is about what it was given, and no fault of the file.
  const auto kind = code == SQLITE_ERROR ? ErrorKind::unavailable : kind_of(code);
  auto error = failed(sqlite3_db_handle(statement_.get()), code, kind);
  reset();
  return error;
}

Result<void> Statement::run() {
  TRY(const bool has_row, step());
  if (has_row) reset();
  return {};
}

void Statement::reset() { sqlite3_reset(statement_.get()); }

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
double Statement::real(int column) const { return sqlite3_column_double(statement_.get(), column); }

std::string_view Statement::bytes(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Result<Connection> Connection::open(const std::filesystem::path& path, Mode mode) {
  sqlite3* opened = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (mode == Mode::create ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &opened, flags, nullptr);
  Connection connection(opened);
  if (code != SQLITE_OK) return failed(opened, code);
  sqlite3_extended_result_codes(opened, 1);
  sqlite3_busy_timeout(opened, milliseconds_to_wait);
  return connection;
}

Result<void> Connection::execute(const char* sql) {
  const int code = sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return failed(connection_.get(), code);
  return {};
}

Result<Statement> Connection::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return failed(connection_.get(), code);
  return Statement(statement);
}

Result<Transaction> Transaction::begin(Connection& connection) {
  TRY_VOID(connection.execute("BEGIN"));
  return Transaction(connection);
}

Transaction::~Transaction() {
  // Some errors end the transaction by themselves; then there is nothing to undo and this fails, which is fine.
  if (connection_ != nullptr) std::ignore = connection_->execute("ROLLBACK");
}

Result<void> Transaction::commit() {
  TRY_VOID(connection_->execute("COMMIT"));
  connection_ = nullptr;
  return {};
}

}  // namespace headrace::engine::text
