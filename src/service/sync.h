#pragma once
// The data path of one sync: source, rules, text, batches, index, and in the end what the source does not have any more
// (docs/spec/connector-service.md 11; docs/decisions/0010-sync-pipeline.md). The thread that calls run() reads; others take text out of
// contents and write. Nothing here reports or looks after the job: that is the heartbeat's (job.h).

#include <chrono>
#include <map>
#include <memory>
#include <mutex>

#include "service/checkpoint.h"
#include "service/intake.h"

namespace headrace::service {

class Sync {
 public:
  using TargetMaker = std::function<std::unique_ptr<ContentTarget>()>;
  /// `targets` gives a target for each thread that needs one. `clock` outlives it.
  Sync(SyncPlan plan, TargetMaker targets, base::Clock& clock);
  ~Sync();

  /// From the first look at the source to the last deletion. Errors say what, where and why, for people. Nothing is deleted after a read
  /// that broke off, or a stop.
  Result<void> run();
  /// Lets run() end soon, from any thread.
  void stop();
  [[nodiscard]] bool is_stopped() const { return stop_; }

  [[nodiscard]] const SyncCounters& counters() const { return counters_; }
  [[nodiscard]] const SyncPlan& plan() const { return plan_; }
  [[nodiscard]] JobNotes& notes() { return notes_; }
  /// True once it is clear that an earlier attempt is gone on with.
  [[nodiscard]] bool is_resumed() const { return is_resumed_; }
  /// `started_at` of the first attempt, once is_resumed().
  [[nodiscard]] const std::string& first_start() const { return checkpoint_.started_at; }
  /// After run(): the source's cursor for the connector; none: it has none.
  [[nodiscard]] const std::optional<json::Value>& cursor() const { return cursor_; }
  /// How many documents the index of the connector has, none when it cannot be told.
  std::optional<std::int64_t> total();
  /// The job has a final status: what was kept for going on is not needed any more.
  void forget_checkpoint();
  /// Brings what was noted to the target.
  void flush_notes();

 private:
  /// What is known of a scope so far.
  struct Scope {
    bool is_complete = false;
    bool is_skipped = false;
    bool is_doubtful = false;  ///< it holds something whose id could not be read
    std::string reason = {};
  };

  Result<void> prepare();
  Result<void> take_up();
  Result<void> read_known();
  Result<std::unique_ptr<sources::DocumentStream>> open_stream();
  Result<void> copy_and_keep();
  Result<void> copy();
  Result<void> read(sources::DocumentStream& stream, Intake& intake);
  Result<bool> take(sources::SourceItem item, Intake& intake);
  void take(sources::SourceFailure failure);
  void take(const sources::SeenDocument& document);
  void take(sources::ScopeEvent event, Intake& intake);
  Result<void> check_completeness();
  Result<void> delete_unseen();
  Result<void> check_delete_ratio(std::size_t unseen);
  [[nodiscard]] bool may_delete(const std::string& id) const;
  [[nodiscard]] bool reads_changes() const;
  enum class Moment { now_and_then, at_the_end };
  void keep(Moment moment);
  void keep_while_reading();
  void tell_progress();
  WriterOptions writer_options();
  bool pause(std::chrono::milliseconds duration);

  const SyncPlan plan_;
  const TargetMaker targets_;
  base::Clock& clock_;
  const base::Instant began_at_;
  SyncCounters counters_;
  JobNotes notes_;
  KnownDocuments known_;
  std::unique_ptr<ContentTarget> target_;  ///< of the thread that calls run()
  std::unique_ptr<sources::Source> source_;
  std::map<std::string, Scope> scopes_;
  std::vector<std::string> withheld_;  ///< scopes of which nothing may be deleted
  Checkpoint checkpoint_;              ///< of the attempts before this one
  bool has_pipeline_ = false;          ///< the target has the one of the plan
  std::optional<json::Value> cursor_;
  std::atomic<bool> is_resumed_ = false;
  std::atomic<bool> is_forgotten_ = false;  ///< no checkpoint is wanted any more
  std::atomic<bool> stop_ = false;          ///< nobody wants the result any more
  sources::StopFlag source_stop_ = false;   ///< that, or nobody writes any more
  std::mutex mutex_;
  std::condition_variable stopped_;     ///< for pauses
  bool is_read_ = false;                ///< guarded by mutex_
  std::unique_ptr<BulkWriter> writer_;  ///< set with mutex_
  std::mutex keeping_;
  // guarded by keeping_
  std::unique_ptr<ContentTarget> keeping_target_;
  base::Instant next_keeping_{};
  base::Instant next_progress_{};
};

}  // namespace headrace::service
