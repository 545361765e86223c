#include "sources/postgresql/copy_rows.h"

#include <fmt/format.h>

namespace headrace::sources::postgresql {

Result<void> copy_rows(Session& session, const std::string& query, std::size_t width, const TakeRow& take) {
  // The line break ends a comment that the query may end with.
  TRY_VOID(session.begin_copy(fmt::format("COPY ({}\n) TO STDOUT (FORMAT binary)", query)));
  CopyFrames frames;
  std::vector<Field> fields;
  while (true) {
    TRY(const auto chunk, session.next_chunk());
    if (!chunk) break;
    if (session.is_stopped()) return stopped();  // while bytes come without end nothing waits for them
    frames.feed(*chunk);
    while (true) {
      TRY(const bool has_row, frames.next(fields));
      if (!has_row) break;
      if (fields.size() != width) return fail(ErrorKind::connection, "the server has sent a row with another number of fields");
      TRY_VOID(take(fields));
    }
  }
  if (frames.has_ended()) return {};
  return fail(ErrorKind::connection, "the server has sent rows without an end");
}

}  // namespace headrace::sources::postgresql
