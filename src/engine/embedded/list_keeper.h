#pragma once
// Stores the lists of a store now and then, on a thread of its own that takes little of a core (docs/decisions/0009-stored-lists.md).

#include <condition_variable>
#include <thread>

#include "engine/embedded/list_storing.h"

namespace headrace::engine::embedded {

class ListKeeper {
 public:
  struct Setup {
    std::shared_ptr<Database> database;
    const Published* published = nullptr;
    std::uint64_t least_documents = 0;   ///< smaller lists are read from the records at each start
    std::uint64_t least_free_bytes = 0;  ///< when less is free on the disk, nothing is stored
    Catalog catalog = {};
    std::map<std::uint64_t, std::uint64_t> stored = {};  ///< number of an index -> changes from here on are kept beside it
  };
  explicit ListKeeper(Setup setup);
  ~ListKeeper() { close(false); }
  ListKeeper(const ListKeeper&) = delete;
  ListKeeper& operator=(const ListKeeper&) = delete;

  /// On the writer's thread, after each commit.
  void note(const std::vector<Index>& changed);
  /// Ends the thread. `stores_rest`: stores what has changed since it was stored, so that the next start has little to do.
  void close(bool stores_rest);

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Watched {
    std::string name;
    std::uint64_t next_seq_no = 0;
    std::uint64_t documents = 0;
    std::optional<std::uint64_t> stored;
    std::uint64_t not_before = 0;  ///< after a failure: not until this sequence number
  };

  [[nodiscard]] bool is_large(const Watched& index) const { return index.documents >= least_documents_; }
  [[nodiscard]] bool is_due(const Watched& index) const;
  [[nodiscard]] bool is_due_at_end(const Watched& index) const;
  void run();
  void store(std::uint64_t index, const ListStoring::Pause& pause);
  Result<std::optional<std::uint64_t>> try_to_store(std::uint64_t number, const Watched& index, const ListStoring::Pause& pause);
  /// Waits, so that a step that began at `began` takes a small part of a core. False when closing.
  bool pause_after(Time began);

  std::shared_ptr<Database> database_;
  const Published& published_;
  const std::uint64_t least_documents_;
  const std::uint64_t least_free_bytes_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // All guarded by mutex_.
  std::map<std::uint64_t, Watched> indices_;
  bool is_closing_ = false;
  bool is_busy_ = false;  ///< the thread stores or rests, and looks afterwards what is due
  std::thread thread_;
};

}  // namespace headrace::engine::embedded
