#pragma once
// Reads of one scope: a table in the order of its key, in one stream (docs/spec/sources.md 6.4), or the queries of advanced rules as they
// are (6.8). Each gives its ScopeEvents. Errors of these: as Session; internal ones concern the scope alone.

#include <optional>
#include <string>
#include <vector>

#include "sources/database/advanced_rules.h"
#include "sources/mysql/catalog.h"
#include "sources/mysql/row_writer.h"
#include "sources/mysql/stream.h"

namespace headrace::sources::mysql {

struct TableRead {
  Table table;
  DocumentFrame frame;
  std::optional<ScopeProgress> progress = std::nullopt;  ///< of an earlier attempt
};
Result<void> read_table(const TableRead& read, Session& session, ItemSink& sink);

/// Rows that have in `cursor_column` at least `since`; all when that is empty. `highest` becomes the highest value there is, and stays as
/// it is when there is none.
Result<void> read_changes(const TableRead& read, const std::string& cursor_column, const std::string& since, std::string& highest,
                          Session& session, ItemSink& sink);

struct QueryRead {
  std::string query;
  std::vector<std::string> key;  ///< columns of the result that ids are made of
};
/// The queries that share the scope of `frame`; it is complete when all of them are.
Result<void> read_queries(const std::vector<QueryRead>& queries, const DocumentFrame& frame, Session& session, ItemSink& sink);

}  // namespace headrace::sources::mysql
