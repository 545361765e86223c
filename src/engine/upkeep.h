#pragma once
// What is done about an engine's files while it goes on: a copy of one moment, and compaction. docs/reference/backup.md is what people see
// of it.

#include <memory>
#include <string>
#include <vector>

#include "base/async.h"
#include "base/clock.h"

namespace headrace::engine {

/// Everything that an engine keeps, as files, at one moment between two commits of both stores: what was acknowledged before is in it,
/// what was sent later is not. The files stay as they are as long as this is there, and go with it.
class Checkpoint {
 public:
  struct File {
    std::string path;  ///< below the data folder, such as "state/000012.sst"
    std::uint64_t size = 0;
  };

  virtual ~Checkpoint() = default;
  [[nodiscard]] virtual base::Instant moment() const = 0;
  [[nodiscard]] virtual int data_format() const = 0;
  [[nodiscard]] virtual const std::vector<File>& files() const = 0;
  /// `size` bytes of files()[file] from `offset` on, which must be within it. Errors: unavailable.
  virtual Awaitable<Result<std::string>> read(std::size_t file, std::uint64_t offset, std::size_t size) = 0;
};

/// What compacting a store has done to the size of its tables.
struct Compacted {
  std::string store;
  std::uint64_t bytes_before = 0;
  std::uint64_t bytes_after = 0;
};

class Upkeep {
 public:
  virtual ~Upkeep() = default;
  /// Costs the writers the time to list some files. Errors: unavailable.
  virtual Awaitable<Result<std::unique_ptr<Checkpoint>>> checkpoint() = 0;
  [[nodiscard]] virtual bool is_compacting() const = 0;
  /// Rewrites all tables without what was deleted and written over, in the background. Errors: status_conflict while it runs already;
  /// cluster_block when the disk has no room for it; unavailable.
  virtual Awaitable<Result<std::vector<Compacted>>> compact() = 0;
};

}  // namespace headrace::engine
