#pragma once
// A connection to a server: statements, their rows, and streams of COPY. No call waits for longer than a moment without asking whether it
// is to stop; then the server is told to give up too.
// Errors of all calls: unavailable "stopped"; connection when the server is gone or going; internal with the server's words and the
// SQLSTATE when it refuses a statement.

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sources/postgresql/stop.h"
#include "sources/postgresql/value_type.h"

namespace headrace::sources::postgresql {

struct Endpoint {
  std::string host;
  std::string port;
  std::string user;
  std::string password;
  std::string database;
  bool checks_certificate = false;  ///< TLS with the name of the host; else TLS where the server offers it
  std::string certificate = {};     ///< PEM, "" for the system's alone
};

/// A column of what a statement gives.
struct ColumnType {
  std::string name;
  Oid oid;  ///< of a domain, that below it
};

/// What a statement gave, as text.
class Rows {
 public:
  explicit Rows(PGresult* result) : result_(result) {}

  [[nodiscard]] int size() const { return PQntuples(result_.get()); }
  /// "" for a null.
  [[nodiscard]] std::string_view text(int row, int column) const {
    return {PQgetvalue(result_.get(), row, column), static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
  }
  [[nodiscard]] bool is_null(int row, int column) const { return PQgetisnull(result_.get(), row, column) != 0; }
  [[nodiscard]] bool flag(int row, int column) const { return text(row, column) == "t"; }
  [[nodiscard]] std::vector<ColumnType> columns() const;
  [[nodiscard]] bool is_copy() const { return PQresultStatus(result_.get()) == PGRES_COPY_OUT; }

 private:
  struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  std::unique_ptr<PGresult, Clear> result_;
};

class Session {
 public:
  /// Tries `attempts` times, 2, 4, … seconds apart; a server that has seen the password and refuses is asked once.
  static Result<Session> open(const Endpoint& endpoint, int attempts, IsStopped is_stopped);

  Result<void> execute(const std::string& statements);
  /// The rows of the last one.
  Result<Rows> run(const std::string& statements);
  /// `$1`, `$2` in `statement` are the parameters, as text.
  Result<Rows> run(const std::string& statement, const std::vector<std::string>& parameters);
  Result<std::vector<ColumnType>> describe(const std::string& statement);

  /// Begins `COPY … TO STDOUT`.
  Result<void> begin_copy(const std::string& statement);
  /// The next bytes of it, good until the next call; none at the end. After an error or the end the session takes statements again.
  Result<std::optional<std::string_view>> next_chunk();

  /// `text` as a literal of a statement.
  Result<std::string> literal(std::string_view text);
  [[nodiscard]] int server_version() const { return PQserverVersion(connection_.get()); }
  /// "TLSv1.3", or "" without TLS.
  [[nodiscard]] std::string tls() const;
  [[nodiscard]] bool is_stopped() const { return is_stopped_(); }

 private:
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  struct Free {
    void operator()(char* bytes) const { PQfreemem(bytes); }
  };
  using Connection = std::unique_ptr<PGconn, Finish>;

  Session(Connection connection, IsStopped is_stopped) : connection_(std::move(connection)), is_stopped_(std::move(is_stopped)) {}
  static Result<Session> open_once(const Endpoint& endpoint, const IsStopped& is_stopped, bool& may_try_again);
  Result<void> notice_a_lost_client();
  Result<void> wait_for_input();
  Result<Rows> collect();
  Result<void> finish();  ///< collects what nobody wants to see
  [[nodiscard]] Error lost() const;

  Connection connection_;
  std::unique_ptr<char, Free> chunk_ = nullptr;
  IsStopped is_stopped_;
};

/// `name` in double quotes, for a statement.
std::string identifier(std::string_view name);
/// Sleeps unless it is stopped meanwhile.
Result<void> sleep_unless_stopped(std::chrono::seconds duration, const IsStopped& is_stopped);

}  // namespace headrace::sources::postgresql
