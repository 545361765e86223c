#pragma once
// Backups and compaction of the embedded engine, on threads of their own.

#include "engine/embedded/checkpoint.h"

namespace headrace::engine::embedded {

class EmbeddedUpkeep final : public Upkeep {
 public:
  struct Setup {
    EmbeddedStore* state = nullptr;
    EmbeddedStore* content = nullptr;
    std::filesystem::path links;  ///< folder of checkpoints, on the disk of the data
    base::Clock* clock = nullptr;
  };
  /// The stores outlive it.
  explicit EmbeddedUpkeep(Setup setup) : setup_(std::move(setup)) {}
  ~EmbeddedUpkeep() override { close(); }

  Awaitable<Result<std::unique_ptr<Checkpoint>>> checkpoint() override;
  [[nodiscard]] bool is_compacting() const override { return is_compacting_; }
  Awaitable<Result<std::vector<Compacted>>> compact() override;

  /// Breaks off a compaction; whoever waits is told that the server is shutting down. Before the stores are closed.
  void close();

 private:
  /// Made at need; closed when this is.
  ReaderPool& threads();
  Result<std::vector<Compacted>> compact_both();
  Result<Compacted> compact(std::string name, EmbeddedStore& store);

  const Setup setup_;
  std::mutex mutex_;
  std::unique_ptr<ReaderPool> threads_;  ///< guarded by mutex_
  std::mutex moment_;                    ///< held by whoever stops both writers, since two could wait for each other
  std::atomic<bool> is_compacting_ = false;
  std::atomic<bool> is_closed_ = false;
};

}  // namespace headrace::engine::embedded
