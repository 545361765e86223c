#pragma once
// One job that this service has claimed: its data path runs on threads of its own (sync.h), while this thread, its heartbeat, reports the
// counters, learns of cancellation, and in the end writes what became of it (docs/spec/connector-service.md 10.4 to 10.6, 10.8).

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/clock.h"
#include "control/sync_job_end.h"
#include "service/backend.h"
#include "service/settings.h"
#include "service/sync.h"

namespace headrace::service {

/// Finds a source by its service type; nullptr when there is none.
using SourceFinder = std::function<const sources::SourceType*(std::string_view)>;

/// What all parts of a service share. What it refers to outlives them.
struct Context {
  Backend& backend;
  const Settings& settings;
  base::Clock& clock;
  SourceFinder find_source;
};

class Job {
 public:
  /// `job` was claimed. `is_restart`: it ran before and begins anew. `on_end` is called once from the job's thread, when all is written.
  Job(const Context& context, Record job, Record connector, bool is_restart, std::function<void()> on_end);
  /// Waits for its thread.
  ~Job();
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  void start();
  /// The service stops: the job becomes `suspended`. Its data path has `grace` to end, then it is left behind.
  void suspend(std::chrono::milliseconds grace);
  /// Something has changed: look after the job now, not at the next beat.
  void look_now();
  [[nodiscard]] bool has_ended();
  [[nodiscard]] const std::string& id() const { return job_.id; }
  [[nodiscard]] const std::string& connector_id() const { return connector_.id; }
  [[nodiscard]] control::SyncJobType type() const { return type_; }

 private:
  /// What the data path leaves behind. Shared with its thread, because a thread that hangs in a source is left alone with it.
  struct Work {
    std::mutex mutex;
    std::condition_variable changed;  ///< with mutex: anything that the heartbeat waits for
    bool is_done = false;             ///< guarded by mutex
    Result<void> result;              ///< guarded by mutex
    std::unique_ptr<Sync> sync;       ///< not changed after the start
  };

  /// Why a job ends before its data path does.
  struct Interruption {
    std::optional<control::SyncJobStatus> status;  ///< to write; none: the job is not ours to write any more
    std::string reason;
    bool connector_is_gone = false;
  };

  void supervise();
  Result<void> launch();
  std::optional<Interruption> watch();
  bool wait_for_work(base::Instant until);
  void end_work(std::chrono::milliseconds patience);
  std::optional<Interruption> look();
  void report();
  [[nodiscard]] std::string first_start() const;
  void tell_end(const control::SyncJobEnd& end);
  control::SyncJobEnd end_of(const std::optional<Interruption>& interruption);
  void write_end(const std::optional<Interruption>& interruption);
  Result<control::SyncJobEnd> write_job_end(control::SyncJobEnd end, bool& is_ours);
  void write_connector_end(const json::Value& part);
  void log(std::string_view message, std::string_view error = {}) const;

  const Context context_;
  const Record job_;
  const Record connector_;
  const control::SyncJobType type_;
  const bool is_restart_;
  const std::function<void()> on_end_;
  const std::shared_ptr<Work> work_ = std::make_shared<Work>();
  // guarded by work_->mutex
  std::optional<std::chrono::milliseconds> suspend_grace_;
  bool look_wanted_ = false;
  bool has_ended_ = false;
  std::string claimed_at_;         ///< `started_at` as our claim has left it: another one is another claim
  base::Instant last_reported_{};  ///< when a report last arrived
  std::thread thread_;
};

}  // namespace headrace::service
