#pragma once
// The end of a sync's pipeline: operations are gathered into bulk requests, several of which are on their way at once, but never two with
// the same id, so that the order per id is kept; what the target accepted is counted item by item (docs/spec/connector-service.md 11.8
// to 11.11 and 13). All that waits here, or is on its way, is bounded in bytes; handing over is a condition variable, never a tick of a
// clock.

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <unordered_set>

#include "service/batch.h"
#include "service/error_monitor.h"
#include "service/settled.h"
#include "service/sync_counters.h"
#include "service/throttle.h"

namespace headrace::service {

struct WriterOptions {
  std::string index;
  std::string pipeline = {};  ///< "" for none
  std::size_t max_entries = 500;
  std::uint64_t max_bytes = std::uint64_t{3} << 20;     ///< of one request
  std::uint64_t queue_bytes = std::uint64_t{16} << 20;  ///< of all that was added and is not answered
  ErrorLimits errors = {};
  /// Waits between two tries of refused operations; false: the sync is to stop, do not try again.
  std::function<bool(std::chrono::milliseconds)> pause = {};
  /// Called from any of its threads after answers, outside of all locks.
  std::function<void()> on_answer = {};
  /// Called once, from any of its threads, when nothing is written any more because something failed; it must only take note.
  std::function<void()> on_failure = {};
  /// Called from any of its threads for each operation that was refused for good.
  std::function<void(const Operation&, const std::string& reason)> on_refused = {};
};

class BulkWriter {
 public:
  /// As many requests at once as targets. `counters` outlives it.
  BulkWriter(std::vector<std::unique_ptr<ContentTarget>> targets, SyncCounters& counters, WriterOptions options);
  ~BulkWriter();
  BulkWriter(const BulkWriter&) = delete;
  BulkWriter& operator=(const BulkWriter&) = delete;

  void begin_with(sources::Resume scopes, Accepted accepted);
  /// Takes one operation, from any thread; waits until there is room. False: nothing is written any more, finish() says why.
  bool add(Operation operation);
  /// All that was read of the scope up to `progress` has been added.
  void mark(std::string scope, sources::ScopeProgress progress);
  /// Sends what is left and waits for all answers; after an error or abandon(), for those of what is on its way, which count too. Errors:
  /// of the target, the first one; rejected_execution when it refused too many.
  /// More may be added afterwards.
  Result<void> finish();
  /// Drops what was not sent and lets everybody go, from any thread.
  void abandon();

  struct Progress {
    sources::Resume scopes;
    Accepted accepted;
  };
  /// What a checkpoint may say now.
  Progress settled();

 private:
  /// What one batch has come to.
  struct Outcome {
    std::vector<ItemOutcome> items;
    bool was_busy = false;
    Result<void> failure = {};  ///< of a later try; what the earlier ones brought holds
  };

  void run(ContentTarget& target);
  void queue(std::vector<Batch> full);
  void seal();
  [[nodiscard]] bool has_room(std::uint64_t bytes) const;
  Result<Outcome> send(ContentTarget& target, const Batch& batch);
  Result<void> send_again(ContentTarget& target, const Batch& batch, std::vector<ItemOutcome>& items);
  Result<void> judge(const Batch& batch, const std::vector<ItemOutcome>& outcomes);
  Result<Accepted> count(const Batch& batch, const Outcome& outcome);
  void note_answer(const Batch& batch, Result<Accepted> accepted);

  SyncCounters& counters_;
  const WriterOptions options_;
  Throttle throttle_;
  std::mutex judging_;
  ErrorMonitor monitor_;  ///< guarded by judging_
  std::mutex mutex_;
  std::condition_variable work_, room_;
  // guarded by mutex_
  Batcher open_;
  std::deque<Batch> waiting_;
  std::unordered_set<std::uint64_t> sent_ids_;  ///< hashes of those in `waiting_` or on their way
  Settled settled_;
  std::uint64_t bytes_ = 0;       ///< added and not answered
  std::uint64_t sent_bytes_ = 0;  ///< of those, in `waiting_` or on their way
  std::size_t sending_ = 0;       ///< requests on their way
  Result<void> verdict_;
  bool is_over_ = false;  ///< nothing is sent any more
  std::vector<std::unique_ptr<ContentTarget>> targets_;
  std::vector<std::thread> threads_;
};

}  // namespace headrace::service
