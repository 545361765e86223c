#pragma once
// The embedded engine: RocksDB under one folder. `state/` holds the connector indices, `content/` all others; each has one writer with
// group commit. docs/formats.md describes what is on disk.

#include <filesystem>
#include <functional>

#include "engine/source_sealing.h"
#include "engine/store.h"

namespace headrace::engine::embedded {

struct Options {
  std::filesystem::path folder;
  base::Clock* clock = &base::system_clock();
  /// Of sensitive values in the state store; outlives the engine. None: they stand in clear.
  SourceSealing* sealing = nullptr;
  /// Of connectors, jobs and what else the state store holds, kept in memory as they are asked for. 0: an eighth of the memory.
  std::size_t document_cache_bytes = 0;
  /// Content indices with at least so many documents are searched for text through an index of their words, smaller ones by reading.
  std::uint64_t text_index_from = 2'000;
  /// Lists of connectors, jobs and so on with at least so many documents are stored in files, smaller ones are made at each start.
  std::uint64_t stored_lists_from = 10'000;
  /// Called once, from a writer thread, when a write or sync failed: the process must end (a failed fsync is never retried).
  std::function<void(const std::string& what)> on_fatal;
};

/// Opens or makes the stores and takes the folder's lock. Errors: unavailable, with what, why and what to do in three lines (not
/// writable, locked by another server, damaged, written by a newer version).
Result<std::unique_ptr<Engine>> open(Options options);

}  // namespace headrace::engine::embedded
