#include "sources/mysql/session.h"

#include <errmsg.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <utility>

namespace headrace::sources::mysql {
namespace {

using Clock = std::chrono::steady_clock;

constexpr unsigned connect_seconds = 10;
// A query may compute for long before its first row. That the server has gone meanwhile is found out by the keepalive of the connection.
constexpr unsigned read_seconds = 6 * 3600;
constexpr unsigned kill_seconds = 1;
// How soon an interruption is seen.
constexpr std::chrono::milliseconds look_every{100};
// Calls run on a stack of their own: name resolution and TLS want more than the driver's 60 KiB.
constexpr std::size_t stack_bytes = 256UL * 1024;
// What the system trusts.
constexpr const char* system_certificates = "/etc/ssl/certs";
// A slow index must not cost the connection (docs/spec/sources.md 6.9), and the limits of a server for its statements are not meant for one
// that streams a table. The comments are for MySQL of that version, which shows old statistics otherwise, and for MariaDB.
constexpr std::string_view session_settings =
    "SET SESSION net_write_timeout = 86400 /*!50708 , max_execution_time = 0 */ /*!80003 , information_schema_stats_expiry = 0 */ "
    "/*M! , max_statement_time = 0 */";
constexpr std::string_view read_only = "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

void start_library() {
  static std::once_flag once;
  std::call_once(once, [] { mysql_server_init(0, nullptr, nullptr); });
}

void keep_alive(int socket) {
  const int on = 1, idle = 60, interval = 10, count = 6;
  setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  setsockopt(socket, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
  setsockopt(socket, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
  setsockopt(socket, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count);
}

short poll_events(int wanted) {
  int events = 0;
  if ((wanted & MYSQL_WAIT_READ) != 0) events |= POLLIN;
  if ((wanted & MYSQL_WAIT_WRITE) != 0) events |= POLLOUT;
  if ((wanted & MYSQL_WAIT_EXCEPT) != 0) events |= POLLPRI;
  return static_cast<short>(events);
}

/// An end or a fault of the connection shows itself in whatever was waited for.
int wait_events(short events, int wanted) {
  if ((events & (POLLERR | POLLHUP | POLLNVAL)) != 0) return wanted & ~MYSQL_WAIT_TIMEOUT;
  int happened = 0;
  if ((events & POLLIN) != 0) happened |= MYSQL_WAIT_READ;
  if ((events & POLLOUT) != 0) happened |= MYSQL_WAIT_WRITE;
  if ((events & POLLPRI) != 0) happened |= MYSQL_WAIT_EXCEPT;
  return happened;
}

void set_options(MYSQL& handle, unsigned connect_timeout) {
  const my_bool off = 0;
  const unsigned protocol = MYSQL_PROTOCOL_TCP;  // "localhost" is no socket file
  mysql_optionsv(&handle, MYSQL_OPT_NONBLOCK, &stack_bytes);
  mysql_optionsv(&handle, MYSQL_OPT_CONNECT_TIMEOUT, &connect_timeout);
  mysql_optionsv(&handle, MYSQL_OPT_READ_TIMEOUT, &read_seconds);
  mysql_optionsv(&handle, MYSQL_OPT_WRITE_TIMEOUT, &read_seconds);
  mysql_optionsv(&handle, MYSQL_OPT_PROTOCOL, &protocol);
  mysql_optionsv(&handle, MYSQL_OPT_RECONNECT, &off);
  mysql_optionsv(&handle, MYSQL_OPT_LOCAL_INFILE, &off);  // else the server could ask for files of this machine
  mysql_optionsv(&handle, MYSQL_SET_CHARSET_NAME, "utf8mb4");
}

}  // namespace

bool Interruption::is_set() const {
  return std::ranges::any_of(flags_, [](const StopFlag* flag) { return flag != nullptr && flag->load(std::memory_order_relaxed); });
}

std::string identifier(std::string_view name) {
  std::string text = "`";
  for (const char c : name) {
    if (c == '`') text += c;
    text += c;
  }
  return text + '`';
}

Rows::Rows(Session& session, MYSQL_RES* result)
    : session_(&session), result_(result), fields_(mysql_fetch_fields(result), mysql_num_fields(result)) {}

Rows::Rows(Rows&& other) noexcept
    : session_(other.session_),
      result_(std::exchange(other.result_, nullptr)),
      fields_(other.fields_),
      row_(other.row_),
      lengths_(other.lengths_),
      has_ended_(other.has_ended_) {}

Rows::~Rows() {
  if (result_ == nullptr) return;
  if (!has_ended_) session_->abandon();  // else the driver would read all that is left
  mysql_free_result(result_);
}

Result<bool> Rows::next() {
  session_->complete([this] { return mysql_fetch_row_start(&row_, result_); },
                     [this](int events) { return mysql_fetch_row_cont(&row_, result_, events); });
  if (row_ != nullptr) {
    lengths_ = mysql_fetch_lengths(result_);
    return true;
  }
  has_ended_ = true;
  if (mysql_errno(&session_->handle_) != 0) return fail(session_->error());
  return false;
}

Session::Session(const Settings& settings, Interruption interruption) : settings_(settings), interruption_(interruption) {
  start_library();
  mysql_init(&handle_);
}

Session::~Session() {
  mysql_close(&handle_);
  if (was_interrupted_ && is_running_) kill_query();
}

Session::Opened Session::connect(const Settings& settings, Interruption interruption) {
  std::unique_ptr<Session> session(new Session(settings, interruption));
  auto* handle = &session->handle_;
  set_options(*handle, connect_seconds);
  if (settings.uses_tls) {
    if (auto failure = session->configure_encryption()) return std::unexpected(std::move(*failure));
  }
  MYSQL* connected = nullptr;
  session->complete(
      [&] {
        return mysql_real_connect_start(&connected, handle, settings.host.c_str(), settings.user.c_str(), settings.password.c_str(),
                                        settings.database.c_str(), settings.port, nullptr, 0);
      },
      [&](int events) { return mysql_real_connect_cont(&connected, handle, events); });
  if (connected == nullptr) return std::unexpected(session->failure());
  session->id_ = mysql_thread_id(handle);
  keep_alive(static_cast<int>(mysql_get_socket(handle)));
  for (const auto statement : {session_settings, read_only}) {
    if (!session->execute(statement)) return std::unexpected(session->failure());
  }
  return session;
}

Result<std::unique_ptr<Session>> Session::open(const Settings& settings, Interruption interruption) {
  auto opened = connect(settings, interruption);
  if (opened) return std::move(*opened);
  return fail(interruption.is_set() ? interrupted : ErrorKind::connection, std::move(opened).error().reason);
}

ConnectFailure Session::failure() const {
  auto* handle = const_cast<MYSQL*>(&handle_);  // the driver has no const
  return connect_failure(settings_, mysql_errno(handle), mysql_error(handle));
}

/// What it could not be set up for.
std::optional<ConnectFailure> Session::configure_encryption() {
  const my_bool on = 1;
  mysql_optionsv(&handle_, MYSQL_OPT_SSL_ENFORCE, &on);
  mysql_optionsv(&handle_, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &on);
  std::error_code ignored;
  if (std::filesystem::is_directory(system_certificates, ignored)) mysql_optionsv(&handle_, MYSQL_OPT_SSL_CAPATH, system_certificates);
  if (settings_.certificate_authority.empty()) return std::nullopt;
  auto made = database::MemoryFile::make(settings_.certificate_authority);
  if (!made) return ConnectFailure{ConnectStage::encryption, std::move(made).error().reason};
  certificate_.emplace(std::move(*made));
  mysql_optionsv(&handle_, MYSQL_OPT_SSL_CA, certificate_->path().c_str());
  return std::nullopt;
}

/// Runs one call of the driver's non-blocking kind to its end.
template <class Start, class Continue>
void Session::complete(Start start, Continue go_on) {
  int wanted = start();
  while (wanted != 0) wanted = go_on(wait(wanted));
}

/// What of `wanted` has happened. After an interruption: that the time is up, on a connection that gives nothing any more.
int Session::wait(int wanted) {
  const bool has_limit = (wanted & MYSQL_WAIT_TIMEOUT) != 0;
  const auto until = Clock::now() + std::chrono::milliseconds(has_limit ? mysql_get_timeout_value_ms(&handle_) : 0);
  pollfd socket = {.fd = static_cast<int>(mysql_get_socket(&handle_)), .events = poll_events(wanted), .revents = 0};
  while (true) {
    if (interruption_.is_set()) {
      was_interrupted_ = true;
      abandon();
      return MYSQL_WAIT_TIMEOUT;
    }
    auto patience = look_every;
    if (has_limit) patience = std::min(patience, std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()));
    if (poll(&socket, 1, static_cast<int>(std::max(patience.count(), 0L))) > 0) return wait_events(socket.revents, wanted);
    if (has_limit && Clock::now() >= until) return MYSQL_WAIT_TIMEOUT;
  }
}

void Session::abandon() {
  is_usable_ = false;
  const auto socket = static_cast<int>(mysql_get_socket(&handle_));
  // Closing resets it. With a friendly farewell a server that waits for room to write would go on waiting for minutes, and keep its locks.
  const linger at_once = {.l_onoff = 1, .l_linger = 0};
  setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  shutdown(socket, SHUT_RDWR);
}

/// The error that the driver has just met.
Error Session::error() {
  if (interruption_.is_set()) {
    is_usable_ = false;
    return {interrupted, "The read was stopped."};
  }
  const auto number = mysql_errno(&handle_);
  const std::string_view message = mysql_error(&handle_);
  if (!ends_connection(number)) return {ErrorKind::internal, fmt::format("the server says: {} ({})", message, number)};
  is_usable_ = false;
  return {ErrorKind::connection,
          fmt::format("The connection to [{}:{}] broke: {} ({}). Start the sync again when the server can be reached.", settings_.host,
                      settings_.port, message, number)};
}

Result<void> Session::send(std::string_view statement) {
  int failed = 0;
  is_running_ = true;
  complete([&] { return mysql_real_query_start(&failed, &handle_, statement.data(), statement.size()); },
           [&](int events) { return mysql_real_query_cont(&failed, &handle_, events); });
  if (failed != 0) {
    is_running_ = was_interrupted_;
    return fail(error());
  }
  is_running_ = false;
  return {};
}

Result<void> Session::execute(std::string_view statement) {
  TRY_VOID(send(statement));
  if (auto* unexpected_rows = mysql_use_result(&handle_)) Rows(*this, unexpected_rows);
  return {};
}

Result<Rows> Session::select(std::string_view query) {
  TRY_VOID(send(query));
  auto* result = mysql_use_result(&handle_);
  if (result == nullptr && mysql_errno(&handle_) != 0) return fail(error());
  if (result == nullptr) return fail(ErrorKind::internal, "the query gives no rows; it must be a SELECT");
  return Rows(*this, result);
}

Result<std::vector<std::vector<std::string>>> Session::select_all(std::string_view query) {
  TRY(auto rows, select(query));
  std::vector<std::vector<std::string>> all;
  while (true) {
    TRY(const bool has_row, rows.next());
    if (!has_row) return all;
    auto& row = all.emplace_back();
    for (std::size_t column = 0; column < rows.fields().size(); ++column)
      row.emplace_back(rows.is_null(column) ? std::string_view() : rows.at(column));
  }
}

Result<void> Session::ping() {
  int failed = 0;
  complete([&] { return mysql_ping_start(&failed, &handle_); }, [&](int events) { return mysql_ping_cont(&failed, &handle_, events); });
  if (failed != 0) return fail(error());
  return {};
}

Result<void> Session::begin_snapshot() { return execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"); }

std::string Session::quoted(std::string_view text) const {
  std::string literal(2 * text.size() + 3, '\'');
  auto* handle = const_cast<MYSQL*>(&handle_);  // the driver has no const
  const auto length = mysql_real_escape_string(handle, literal.data() + 1, text.data(), text.size());
  literal.resize(length + 1);
  return literal + '\'';
}

std::string Session::server_version() const {
  auto* handle = const_cast<MYSQL*>(&handle_);
  return fmt::format("{} {}", mariadb_connection(handle) != 0 ? "MariaDB" : "MySQL", mysql_get_server_info(handle));
}

std::string Session::cipher() const {
  const auto* name = mysql_get_ssl_cipher(const_cast<MYSQL*>(&handle_));
  return name == nullptr ? std::string() : std::string(name);
}

/// As far as it goes: a query that computes does not notice that nobody waits for it any more.
void Session::kill_query() const {
  Session other(settings_, Interruption());
  set_options(other.handle_, kill_seconds);
  if (settings_.uses_tls && other.configure_encryption()) return;
  if (mysql_real_connect(&other.handle_, settings_.host.c_str(), settings_.user.c_str(), settings_.password.c_str(), nullptr,
                         settings_.port, nullptr, 0) == nullptr)
    return;
  [[maybe_unused]] const auto killed = other.execute(fmt::format("KILL QUERY {}", id_));
}

}  // namespace headrace::sources::mysql
