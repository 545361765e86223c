#pragma once
// One state of the database for a whole sync: a REPEATABLE READ transaction that other connections join.

#include <cstdint>
#include <string>

#include "sources/postgresql/session.h"

namespace headrace::sources::postgresql {

struct Snapshot {
  std::string id;                 ///< what others join it by; "" when the server gives none
  std::uint64_t xmin = 0;         ///< every transaction before this one was over
  std::uint64_t xmax = 0;         ///< no transaction from this one on had begun
  bool has_commit_times = false;  ///< track_commit_timestamp is on
  std::string taken_at;           ///< the `_timestamp` of rows whose commit time nobody knows
};

/// Begins the transaction. `is_shared`: others are to join. Errors: as of a session's statements.
Result<Snapshot> begin_snapshot(Session& session, bool is_shared);
Result<void> join_snapshot(Session& session, const Snapshot& snapshot);

/// Runs `read` so that what the server refuses in it harms nothing else of the transaction, and no lock of it stays.
template <class Read>
Result<void> apart(Session& session, Read read) {
  TRY_VOID(session.execute("SAVEPOINT apart"));
  auto done = read();
  if (!done && done.error().kind != ErrorKind::internal) return done;
  TRY_VOID(session.execute("ROLLBACK TO SAVEPOINT apart; RELEASE SAVEPOINT apart"));
  return done;
}

}  // namespace headrace::sources::postgresql
