#pragma once
// The files of both stores at one moment. Their names are linked into a folder of their own, which costs no space but what the store would
// have deleted meanwhile.

#include "engine/embedded/embedded_store.h"

namespace headrace::engine::embedded {

/// A file of a store as it was at a moment: of what is only ever appended to, the first `size` bytes.
struct StoreFile {
  std::string path;              ///< below the data folder
  std::filesystem::path source;  ///< where it stands
  std::uint64_t size = 0;
  std::optional<std::string> contents;  ///< in place of a file, for what is written over
};

/// Makes a checkpoint from both stores, with links in a new folder below `links`. For one thread at a time, and neither of the writers'.
/// Errors: unavailable.
Result<std::unique_ptr<Checkpoint>> make_checkpoint(EmbeddedStore& state, EmbeddedStore& content, const std::filesystem::path& links,
                                                    base::Clock& clock, ReaderPool& readers);

/// Removes what a server that was killed may have left in `links`.
void remove_old_checkpoints(const std::filesystem::path& links);

}  // namespace headrace::engine::embedded
