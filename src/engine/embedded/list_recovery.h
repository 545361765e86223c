#pragma once
// How the lists of the state store come into memory: from the file where one was stored, and the changes since; else from the list records.

#include "engine/embedded/group.h"

namespace headrace::engine::embedded {

struct RecoveredLists {
  std::map<std::uint64_t, ListIndex> lists;       ///< by number of the index
  std::map<std::uint64_t, std::uint64_t> stored;  ///< those for which changes are kept, and from where on
};

/// Errors: unavailable, when a list record is damaged or some are missing. A file that is no good is told in the log and not used.
Result<RecoveredLists> recover_lists(const WriterState& state);

/// Whether the stored list of an index, with the changes since, says what the list records say; one whose file is gone is none. Errors:
/// unavailable, saying what is wrong.
Result<void> check_stored_list(Database& database, const Index& index);

/// Writes all list records anew, from the documents. Errors: unavailable.
Result<void> remake_list_records(WriterState& state);

}  // namespace headrace::engine::embedded
