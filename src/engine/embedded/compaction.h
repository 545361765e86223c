#pragma once
// A whole store compacted at once: what was deleted or written over is not on the disk any more afterwards.

#include <atomic>

#include "engine/embedded/database.h"

namespace headrace::engine::embedded {

/// Of all tables, on disk.
std::uint64_t table_bytes(Database& database);

/// Errors: cluster_block, when the disk has no room for what is written before what it replaces can go, beside `least_free_bytes`.
Result<void> check_room(Database& database, std::uint64_t least_free_bytes);

/// Waits until all is done; compactions that the store wants for itself go between. Errors: unavailable, also when `canceled` became true.
Result<void> compact_all(Database& database, std::atomic<bool>& canceled);

}  // namespace headrace::engine::embedded
