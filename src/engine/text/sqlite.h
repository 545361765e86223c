#pragma once
// As much of SQLite as a text index needs. A connection and its statements belong to one thread at a time.
//
// Errors: unavailable for what may pass (a full disk, no memory, a file that cannot be opened) or is no fault of the file; internal for a
// file that is damaged or not ours, which can only be thrown away.

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace headrace::engine::text {

class Statement {
 public:
  /// Places count from 1. Texts and bytes are not copied: they stay until the statement is reset.
  Statement& bind(int place, std::int64_t number);
  Statement& bind_text(int place, std::string_view text);
  Statement& bind_bytes(int place, std::string_view bytes);
  Statement& bind_null(int place);

  /// True: there is a row. False: there is none any more, and the statement is reset.
  Result<bool> step();
  /// Runs a statement that gives no rows.
  Result<void> run();
  void reset();

  /// The row's columns count from 0. Texts stay until the next step.
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::string_view bytes(int column) const;

 private:
  friend class Connection;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

class Connection {
 public:
  enum class Mode { create, existing };
  static Result<Connection> open(const std::filesystem::path& path, Mode mode);

  Result<void> execute(const char* sql);
  Result<Statement> prepare(std::string_view sql);

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  explicit Connection(sqlite3* connection) : connection_(connection) {}

  std::unique_ptr<sqlite3, Close> connection_;
};

/// From begin to commit; without that, everything is undone.
class Transaction {
 public:
  static Result<Transaction> begin(Connection& connection);
  ~Transaction();
  Transaction(Transaction&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;

  Result<void> commit();

 private:
  explicit Transaction(Connection& connection) : connection_(&connection) {}

  Connection* connection_;
};

}  // namespace headrace::engine::text
