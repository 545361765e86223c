#include "engine/embedded/compaction.h"

#include "engine/embedded/errors.h"

namespace headrace::engine::embedded {

std::uint64_t table_bytes(Database& database) {
  std::uint64_t bytes = 0;
  return database.rocks().GetAggregatedIntProperty(rocksdb::DB::Properties::kLiveSstFilesSize, &bytes) ? bytes : 0;
}

Result<void> check_room(Database& database, std::uint64_t least_free_bytes) {
  // A compaction works through a store in steps, and the tables of a step go when it is done.
  const auto largest_step = 2 * database.rocks().GetOptions().max_compaction_bytes;
  const auto wanted = least_free_bytes + std::min(largest_step, table_bytes(database));
  const auto free = database.free_bytes();
  if (free >= wanted) return {};
  return fail(ErrorKind::cluster_block,
              fmt::format("the disk has not enough room to compact: {} bytes are free, {} are needed", free, wanted));
}

Result<void> compact_all(Database& database, std::atomic<bool>& canceled) {
  rocksdb::CompactRangeOptions options;
  options.exclusive_manual_compaction = false;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  options.canceled = &canceled;
  for (auto* family : database.families()) {
    const auto status = database.rocks().CompactRange(options, family, nullptr, nullptr);
    if (status.ok()) continue;
    if (canceled) return fail(store_closed());
    return fail(ErrorKind::unavailable, fmt::format("compacting failed: {}", status.ToString()));
  }
  return {};
}

}  // namespace headrace::engine::embedded
