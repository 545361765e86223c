#pragma once
// The end of RocksDB's logs after a power cut. What was written last and not synced may have reached the disk in part, and in any order; it
// was acknowledged to nobody. RocksDB passes over a last record that is cut off, but refuses one with a hole in it.

#include <rocksdb/env.h>

#include <filesystem>
#include <optional>
#include <string_view>

namespace headrace::engine::embedded {

/// Where the whole records of a log end, when what follows is one torn record at most. None: nothing follows, or a record begins behind the
/// damage, so that what is damaged had been synced.
std::optional<std::uint64_t> begin_of_torn_record(std::string_view log);

/// Cuts a torn record off the newest log and off the manifest in use of a store. False: there was none.
bool cut_torn_records_off(rocksdb::Env& env, const std::filesystem::path& store);

}  // namespace headrace::engine::embedded
