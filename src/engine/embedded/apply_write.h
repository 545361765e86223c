#pragma once
// One write of `_bulk`, `_doc` or `_update` (docs/spec/document-api.md 4.11 to 4.14 and 6).

#include "engine/embedded/group.h"

namespace headrace::engine::embedded {

/// Applies the write within the group. Errors: version_conflict, document_missing, document_parsing, invalid_index_name,
/// illegal_argument; index_not_found for a removal; unavailable when the current document cannot be read. `on_disk`: what
/// Group::read_ahead said of it, if it was asked.
Result<Written> apply_write(Group& group, Write write, const Group::OnDisk* on_disk = nullptr);

/// Errors: illegal_argument, for an id that no document can have.
Result<void> check_id(std::string_view id);

}  // namespace headrace::engine::embedded
