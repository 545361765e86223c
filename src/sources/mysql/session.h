#pragma once
// One connection to the server. Calls block, but look at their Interruption while they wait, so that a read ends soon whatever the server
// does. Every session reads only (docs/spec/sources.md 6.9).

#include <mysql.h>

#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sources/database/memory_file.h"
#include "sources/mysql/connect_failure.h"
#include "sources/source.h"

namespace headrace::sources::mysql {

/// Whether anybody wants what a session does: up to two flags, any of which ends it. They outlive the session.
class Interruption {
 public:
  Interruption() = default;
  explicit Interruption(const StopFlag& stop) : flags_{&stop} {}
  Interruption(const StopFlag& stop, const StopFlag& ended) : flags_{&stop, &ended} {}
  [[nodiscard]] bool is_set() const;

 private:
  std::array<const StopFlag*, 2> flags_ = {};
};

/// The kind of errors of what was interrupted.
constexpr ErrorKind interrupted = ErrorKind::unavailable;

class Session;

/// Rows of a query, streamed. While it lives, its session does nothing else; one that goes away before its end takes the connection along.
class Rows {
 public:
  Rows(Rows&& other) noexcept;
  Rows& operator=(Rows&&) = delete;
  ~Rows();

  [[nodiscard]] std::span<const MYSQL_FIELD> fields() const { return fields_; }
  /// Goes to the next row; false at the end. Errors: as Session::execute.
  Result<bool> next();
  /// Of the row where it stands, good until next().
  [[nodiscard]] bool is_null(std::size_t column) const { return row_[column] == nullptr; }
  [[nodiscard]] std::string_view at(std::size_t column) const { return {row_[column], lengths_[column]}; }

 private:
  friend class Session;
  Rows(Session& session, MYSQL_RES* result);
  Session* session_;
  MYSQL_RES* result_;
  std::span<const MYSQL_FIELD> fields_;
  MYSQL_ROW row_ = nullptr;
  const unsigned long* lengths_ = nullptr;
  bool has_ended_ = false;
};

class Session {
 public:
  using Opened = std::expected<std::unique_ptr<Session>, ConnectFailure>;
  static Opened connect(const Settings& settings, Interruption interruption);
  /// The same. Errors: connection.
  static Result<std::unique_ptr<Session>> open(const Settings& settings, Interruption interruption);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  /// Errors of these: `interrupted`; connection when the connection is over; internal with the number and words of the server when only
  /// this statement failed.
  Result<void> execute(std::string_view statement);
  Result<Rows> select(std::string_view query);
  Result<void> ping();
  /// All rows of a small answer; null is "".
  Result<std::vector<std::vector<std::string>>> select_all(std::string_view query);

  void interrupt_by(Interruption interruption) { interruption_ = interruption; }
  /// From now on everything is read as it is now.
  Result<void> begin_snapshot();
  /// False after an error that ended the connection.
  [[nodiscard]] bool is_usable() const { return is_usable_; }
  /// `text` as a literal.
  [[nodiscard]] std::string quoted(std::string_view text) const;
  /// Such as "MariaDB 10.11.6".
  [[nodiscard]] std::string server_version() const;
  /// "" when nothing is encrypted.
  [[nodiscard]] std::string cipher() const;

 private:
  friend class Rows;
  Session(const Settings& settings, Interruption interruption);
  ConnectFailure failure() const;
  Error error();
  std::optional<ConnectFailure> configure_encryption();
  template <class Start, class Continue>
  void complete(Start start, Continue go_on);
  int wait(int wanted);
  void abandon();
  Result<void> send(std::string_view statement);
  void kill_query() const;

  const Settings settings_;
  Interruption interruption_;
  MYSQL handle_ = {};
  std::optional<database::MemoryFile> certificate_;
  unsigned long id_ = 0;  ///< of the connection, for the server
  bool is_usable_ = true;
  bool is_running_ = false;  ///< a statement, without an answer so far
  bool was_interrupted_ = false;
};

/// An identifier in backticks.
std::string identifier(std::string_view name);

}  // namespace headrace::sources::mysql
