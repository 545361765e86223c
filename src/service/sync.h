#pragma once
// The data path of one sync: source, rules, text, batches, index, and in the end what the source does not have any more
// (docs/spec/connector-service.md 11). Two threads: the one that calls run() reads, another writes; a channel of bounded bytes lies between
// them. Nothing here reports or looks after the job: that is the heartbeat's (job.h).

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>

#include "service/backend.h"
#include "service/channel.h"
#include "service/known_documents.h"
#include "service/sink.h"
#include "service/sync_counters.h"
#include "service/sync_plan.h"

namespace headrace::service {

class Sync {
 public:
  /// `clock` outlives it.
  Sync(SyncPlan plan, std::unique_ptr<ContentTarget> target, base::Clock& clock);

  /// From the first look at the source to the last deletion. Errors say what, where and why, for people. Nothing is deleted after an error
  /// or a stop.
  Result<void> run();
  /// Lets run() end soon, from any thread.
  void stop();
  [[nodiscard]] bool is_stopped() const { return stop_; }

  [[nodiscard]] const SyncCounters& counters() const { return counters_; }
  [[nodiscard]] const SyncPlan& plan() const { return plan_; }
  /// How many documents the index has, none when it cannot be told.
  std::optional<std::int64_t> total();

 private:
  Result<void> prepare();
  Result<void> read_known();
  Result<void> copy();
  Result<void> read(sources::DocumentStream& stream);
  Result<void> take(sources::SourceDocument document);
  void take(sources::SourceFailure failure);
  void take(sources::ScopeEvent event);
  void add_text(sources::SourceDocument& document, const std::string& id);
  std::optional<std::string> bounded_body(sources::SourceDocument& document, const std::string& id, bool is_known);
  Result<void> write_until_finished();
  Result<void> check_completeness() const;
  Result<void> delete_unseen();
  Result<void> check_delete_ratio() const;
  SinkOptions sink_options();
  bool pause(std::chrono::milliseconds duration);

  const SyncPlan plan_;
  const std::unique_ptr<ContentTarget> target_;
  base::Clock& clock_;
  SyncCounters counters_;
  KnownDocuments known_;
  std::unique_ptr<sources::Source> source_;
  std::string pipeline_;             ///< that the target has; "": none
  std::vector<std::string> scopes_;  ///< that anything was read of
  std::vector<std::string> complete_scopes_;
  std::vector<std::string> doubtful_scopes_;  ///< that hold something whose id could not be read
  Sink sink_;
  Channel<Operation> channel_;
  std::atomic<bool> stop_ = false;         ///< nobody wants the result any more
  sources::StopFlag source_stop_ = false;  ///< that, or nobody writes any more
  std::mutex mutex_;
  std::condition_variable stopped_;  ///< for pauses
};

}  // namespace headrace::service
