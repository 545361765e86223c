#include "sources/postgresql/session.h"

#include <fmt/format.h>
#include <poll.h>

#include <array>
#include <cerrno>
#include <cmath>
#include <thread>
#include <tuple>

#include "sources/postgresql/certificates.h"

namespace headrace::sources::postgresql {
namespace {

using Time = std::chrono::steady_clock;
constexpr std::chrono::seconds connect_timeout{10};
constexpr int stop_tick_milliseconds = static_cast<int>(stop_tick.count());

/// What libpq says in several indented lines, in one.
std::string one_line(std::string_view message) {
  std::string line;
  for (const char c : message) {
    const bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!is_blank) line += c;
    if (is_blank && !line.empty() && line.back() != ' ') line += ' ';
  }
  if (line.ends_with(' ')) line.pop_back();
  return line;
}

std::string field(const PGresult* result, int which) {
  const char* text = PQresultErrorField(result, which);
  return text == nullptr ? std::string() : text;
}

/// Classes of SQLSTATE after which it is no use to go on with other tables: connection, shutting down, conflict with the recovery of a
/// standby; and too many connections.
bool ends_the_connection(std::string_view state) {
  if (state == "57014") return false;  // a statement that somebody has cancelled
  return state.starts_with("08") || state.starts_with("57") || state.starts_with("40") || state == "53300";
}

Error refusal(const PGresult* result) {
  const auto state = field(result, PG_DIAG_SQLSTATE);
  auto reason = one_line(field(result, PG_DIAG_MESSAGE_PRIMARY));
  if (const auto detail = field(result, PG_DIAG_MESSAGE_DETAIL); !detail.empty()) reason += fmt::format("; {}", one_line(detail));
  if (!state.empty()) reason += fmt::format(" (SQLSTATE {})", state);
  return {ends_the_connection(state) ? ErrorKind::connection : ErrorKind::internal, std::move(reason)};
}

/// True when something came, false when the tick is over.
bool poll_socket(int socket, short events) {
  pollfd waiting{.fd = socket, .events = events, .revents = 0};
  return poll(&waiting, 1, stop_tick_milliseconds) > 0;
}

/// The server goes on with a statement for nothing unless it is told. Reaching it can take minutes where it hangs, so nobody waits for it;
/// what the thread uses is its own.
void cancel(PGconn* connection) {
  PGcancel* request = PQgetCancel(connection);
  if (request == nullptr) return;
  std::thread([request] {
    std::array<char, 256> ignored{};
    PQcancel(request, ignored.data(), static_cast<int>(ignored.size()));
    PQfreeCancel(request);
  }).detach();
}

Result<void> wait_until_connected(PGconn* connection, const IsStopped& is_stopped) {
  const auto until = Time::now() + connect_timeout;
  for (auto state = PGRES_POLLING_WRITING; state != PGRES_POLLING_OK;) {
    if (PQstatus(connection) == CONNECTION_BAD || state == PGRES_POLLING_FAILED) {
      return fail(ErrorKind::connection, one_line(PQerrorMessage(connection)));
    }
    if (is_stopped()) return stopped();
    if (Time::now() > until) {
      return fail(ErrorKind::connection, fmt::format("no answer within {} seconds", connect_timeout.count()));
    }
    if (poll_socket(PQsocket(connection), state == PGRES_POLLING_READING ? POLLIN : POLLOUT)) state = PQconnectPoll(connection);
  }
  return {};
}

}  // namespace

std::vector<ColumnType> Rows::columns() const {
  std::vector<ColumnType> columns;
  for (int i = 0; i < PQnfields(result_.get()); ++i) columns.push_back({PQfname(result_.get(), i), PQftype(result_.get(), i)});
  return columns;
}

Result<void> sleep_unless_stopped(std::chrono::seconds duration, const IsStopped& is_stopped) {
  for (const auto until = Time::now() + duration; Time::now() < until;) {
    if (is_stopped()) return stopped();
    std::this_thread::sleep_for(stop_tick);
  }
  return {};
}

Result<Session> Session::open(const Endpoint& endpoint, int attempts, IsStopped is_stopped) {
  for (int attempt = 1;; ++attempt) {
    bool may_try_again = true;
    auto opened = open_once(endpoint, is_stopped, may_try_again);
    if (opened || !may_try_again || attempt >= attempts || opened.error().kind != ErrorKind::connection) return opened;
    // docs/spec/sources.md 5.5: 2, 4, … seconds.
    TRY_VOID(sleep_unless_stopped(std::chrono::seconds(1LL << std::min(attempt, 6)), is_stopped));
  }
}

Result<Session> Session::open_once(const Endpoint& endpoint, const IsStopped& is_stopped, bool& may_try_again) {
  std::optional<database::MemoryFile> trusted;
  if (endpoint.checks_certificate) {
    TRY(auto made, certificates(endpoint.certificate));
    trusted.emplace(std::move(made));
  }
  const auto roots = trusted ? trusted->path() : std::string();
  const std::array<std::pair<const char*, const char*>, 16> parameters{{{"host", endpoint.host.c_str()},
                                                                        {"port", endpoint.port.c_str()},
                                                                        {"user", endpoint.user.c_str()},
                                                                        {"password", endpoint.password.c_str()},
                                                                        {"dbname", endpoint.database.c_str()},
                                                                        {"application_name", "headrace"},
                                                                        {"client_encoding", "UTF8"},
                                                                        {"sslmode", trusted ? "verify-full" : "prefer"},
                                                                        {"sslrootcert", roots.c_str()},
                                                                        {"gssencmode", "disable"},
                                                                        {"keepalives", "1"},
                                                                        {"keepalives_idle", "30"},
                                                                        {"keepalives_interval", "10"},
                                                                        {"keepalives_count", "6"},
                                                                        {"tcp_user_timeout", "120000"},
                                                                        {nullptr, nullptr}}};
  std::array<const char*, parameters.size()> names{}, values{};
  for (std::size_t i = 0; i < parameters.size(); ++i) std::tie(names[i], values[i]) = parameters[i];
  Session session(Connection(PQconnectStartParams(names.data(), values.data(), 0)), is_stopped);
  auto* connection = session.connection_.get();
  if (connection == nullptr) return fail(ErrorKind::internal, "there is no memory for a connection");
  PQsetNoticeProcessor(connection, [](void*, const char*) {}, nullptr);
  auto connected = wait_until_connected(connection, is_stopped);
  may_try_again = PQconnectionUsedPassword(connection) == 0;
  TRY_VOID(connected);
  TRY_VOID(session.notice_a_lost_client());
  return session;
}

/// From version 14 on the server can see that a client has gone while its query gives nothing; not on every system.
Result<void> Session::notice_a_lost_client() {
  constexpr int first_version = 140000;
  if (server_version() < first_version) return {};
  auto set = execute("SET client_connection_check_interval = '5s'");
  return !set && set.error().kind == ErrorKind::internal ? Result<void>() : set;
}

Error Session::lost() const {
  return {ErrorKind::connection, fmt::format("the connection was lost: {}", one_line(PQerrorMessage(connection_.get())))};
}

Result<void> Session::wait_for_input() {
  while (true) {
    if (is_stopped_()) {
      cancel(connection_.get());
      return stopped();
    }
    if (poll_socket(PQsocket(connection_.get()), POLLIN)) break;
  }
  if (PQconsumeInput(connection_.get()) == 0) return fail(lost());
  return {};
}

/// All results of what was sent; the last one, or the first error.
Result<Rows> Session::collect() {
  Rows last(nullptr);
  std::optional<Error> error;
  while (true) {
    while (PQisBusy(connection_.get()) != 0) TRY_VOID(wait_for_input());
    PGresult* result = PQgetResult(connection_.get());
    if (result == nullptr) break;
    const auto status = PQresultStatus(result);
    last = Rows(result);
    if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE) {
      if (!error) error = refusal(result);
    } else if (status == PGRES_COPY_OUT || status == PGRES_COPY_IN) {
      return last;  // of begin_copy(); other statements are not given to run()
    }
  }
  if (PQstatus(connection_.get()) == CONNECTION_BAD) {
    if (!error || error->reason.empty()) return fail(lost());
    error->kind = ErrorKind::connection;
  }
  if (error) return fail(std::move(*error));
  return last;
}

Result<void> Session::finish() {
  TRY([[maybe_unused]] const auto rows, collect());
  return {};
}

Result<void> Session::execute(const std::string& statements) {
  TRY([[maybe_unused]] const auto rows, run(statements));
  return {};
}

Result<Rows> Session::run(const std::string& statements) {
  if (PQsendQuery(connection_.get(), statements.c_str()) == 0) return fail(lost());
  return collect();
}

Result<Rows> Session::run(const std::string& statement, const std::vector<std::string>& parameters) {
  std::vector<const char*> values;
  values.reserve(parameters.size());
  for (const auto& parameter : parameters) values.push_back(parameter.c_str());
  if (PQsendQueryParams(connection_.get(), statement.c_str(), static_cast<int>(values.size()), nullptr, values.data(), nullptr, nullptr,
                        0) == 0) {
    return fail(lost());
  }
  return collect();
}

Result<std::vector<ColumnType>> Session::describe(const std::string& statement) {
  if (statement.contains('\0')) return fail(ErrorKind::internal, "a statement cannot hold the character NUL");
  if (PQsendPrepare(connection_.get(), "", statement.c_str(), 0, nullptr) == 0) return fail(lost());
  TRY_VOID(finish());
  if (PQsendDescribePrepared(connection_.get(), "") == 0) return fail(lost());
  TRY(const auto described, collect());
  return described.columns();
}

Result<void> Session::begin_copy(const std::string& statement) {
  if (PQsendQuery(connection_.get(), statement.c_str()) == 0) return fail(lost());
  TRY(const auto begun, collect());
  if (!begun.is_copy()) return fail(ErrorKind::internal, fmt::format("this gives no rows: [{}]", statement));
  return {};
}

Result<std::optional<std::string_view>> Session::next_chunk() {
  while (true) {
    char* bytes = nullptr;
    const auto size = PQgetCopyData(connection_.get(), &bytes, 1);
    chunk_.reset(bytes);
    if (size > 0) return std::string_view(bytes, static_cast<std::size_t>(size));
    if (size != 0) {  // the end, or an error that collect() tells
      TRY_VOID(finish());
      return std::nullopt;
    }
    TRY_VOID(wait_for_input());
  }
}

Result<std::string> Session::literal(std::string_view text) {
  const std::unique_ptr<char, Free> escaped(PQescapeLiteral(connection_.get(), text.data(), text.size()));
  if (!escaped) return fail(ErrorKind::internal, fmt::format("[{}] is no text: {}", text, one_line(PQerrorMessage(connection_.get()))));
  return std::string(escaped.get());
}

std::string Session::tls() const {
  if (PQsslInUse(connection_.get()) == 0) return {};
  const char* protocol = PQsslAttribute(connection_.get(), "protocol");
  return protocol == nullptr ? "TLS" : protocol;
}

std::string identifier(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) text.append(c == '"' ? 2 : 1, c);
  return text + '"';
}

}  // namespace headrace::sources::postgresql
