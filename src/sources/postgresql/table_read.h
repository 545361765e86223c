#pragma once
// Reads one table: its rows in the order of its key, or what is left of them after an earlier attempt (docs/spec/sources.md 5.4).

#include <string>

#include "sources/postgresql/catalog.h"
#include "sources/postgresql/snapshot.h"

namespace headrace::sources::postgresql {

/// What all reads of a sync have in common.
struct ReadContext {
  std::string database;
  std::string schema;
  Snapshot snapshot;
};

/// From the beginning, or from where `progress` says when that is possible; begins with ScopeEvent::begun and ends with ::complete.
/// Errors: internal, this table cannot be read; others end the whole read.
Result<void> read_table(Session& session, const ReadContext& context, const Relation& table, const ScopeProgress* progress, Output& output);

/// The rows whose `cursor_column` is not less than `from` (all, when it is none), and where the next such read begins. A table without that
/// column is read whole.
Result<std::optional<std::string>> read_table_changes(Session& session, const ReadContext& context, const Relation& table,
                                                      const std::string& cursor_column, const std::optional<std::string>& from,
                                                      Output& output);

}  // namespace headrace::sources::postgresql
