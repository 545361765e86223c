#pragma once
// Reads of one scope: a table in the order of its key, in one stream (docs/spec/sources.md 6.4), or the queries of advanced rules as they
// are (6.8). Each gives its ScopeEvents. Errors of these: as Session; internal ones concern the scope alone.

#include <atomic>
#include <memory>
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
Result<void> read_table(const TableRead& read, Session& session, database::Output& sink);

/// Rows that have in `cursor_column` at least `since`; all when that is empty. `highest` becomes the highest value there is, and stays as
/// it is when there is none.
Result<void> read_changes(const TableRead& read, const std::string& cursor_column, const std::string& since, std::string& highest,
                          Session& session, database::Output& sink);

/// The queries whose rows belong to one scope, from first to last; several threads may read them.
class QueryScope {
 public:
  explicit QueryScope(std::size_t queries) : left_(queries) {}
  /// True once.
  bool begins() { return !has_begun_.exchange(true); }
  /// One query less. True when it was the last and all of them were read to their end: the scope is complete.
  bool ends(bool was_read) {
    if (!was_read) is_whole_ = false;
    return --left_ == 0 && is_whole_;
  }

 private:
  std::atomic<std::size_t> left_;
  std::atomic<bool> has_begun_ = false;
  std::atomic<bool> is_whole_ = true;
};

struct QueryRead {
  std::string query;
  std::vector<std::string> key;  ///< columns of the result that ids are made of
  DocumentFrame frame;
  std::shared_ptr<QueryScope> scope;  ///< shared with the other queries of it
};
Result<void> read_query(const QueryRead& read, Session& session, database::Output& sink);

}  // namespace headrace::sources::mysql
