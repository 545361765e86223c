#include "sources/postgresql/snapshot.h"

#include <fmt/format.h>

#include <charconv>

#include "base/clock.h"

namespace headrace::sources::postgresql {
namespace {

constexpr const char* begin = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// What comes as text is the same everywhere. They end with the transaction: behind a proxy the connection is used by others afterwards.
constexpr const char* settings =
    "SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC'; SET LOCAL extra_float_digits = 1; "
    "SET LOCAL bytea_output = 'hex'; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '60s'; "
    "SET LOCAL idle_in_transaction_session_timeout = 0";

std::uint64_t number_of(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// Begins, and gives the name by which others join. Behind some proxies there is no such thing: then one connection reads alone.
Result<std::string> begin_shared(Session& session) {
  TRY_VOID(session.execute(begin));
  auto exported = session.run("SELECT pg_catalog.pg_export_snapshot()");
  if (exported) return std::string(exported->text(0, 0));
  if (exported.error().kind != ErrorKind::internal) return fail(std::move(exported).error());
  TRY_VOID(session.execute("ROLLBACK"));
  TRY_VOID(session.execute(begin));
  return std::string();
}

}  // namespace

Result<Snapshot> begin_snapshot(Session& session, bool is_shared) {
  Snapshot snapshot;
  if (is_shared) {
    TRY(snapshot.id, begin_shared(session));
  } else {
    TRY_VOID(session.execute(begin));
  }
  TRY_VOID(session.execute(settings));
  TRY(const auto rows, session.run("SELECT txid_snapshot_xmin(s), txid_snapshot_xmax(s), current_setting('track_commit_timestamp') = 'on' "
                                   "FROM txid_current_snapshot() AS s"));
  snapshot.xmin = number_of(rows.text(0, 0));
  snapshot.xmax = number_of(rows.text(0, 1));
  snapshot.has_commit_times = rows.flag(0, 2);
  snapshot.taken_at = base::format_instant_with_offset(base::system_clock().now());
  return snapshot;
}

Result<void> join_snapshot(Session& session, const Snapshot& snapshot) {
  TRY_VOID(session.execute(begin));
  TRY_VOID(session.execute(fmt::format("SET TRANSACTION SNAPSHOT '{}'", snapshot.id)));
  return session.execute(settings);
}

}  // namespace headrace::sources::postgresql
