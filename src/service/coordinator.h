#pragma once
// One look around of the service: its connectors (prepared, checked in, checked, scheduled) and the jobs that wait
// (docs/spec/connector-service.md 8 and 10.1). No threads and no waiting here; service.cpp calls it again and again.

#include <list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "service/draft_rules.h"
#include "service/health.h"
#include "service/running_job.h"
#include "service/schedule.h"

namespace headrace::service {

/// Who does what takes time.
struct Workers {
  JobStarter start_job = service::start_job;
  Executor in_background = run_detached;
};

class Coordinator {
 public:
  /// `wake` is called from any thread when another look would find something (a job has ended, a check has an answer).
  Coordinator(const Context& context, std::function<void()> wake, const Workers& workers = {});

  /// Looks once. The moment at which the next look must be at the latest. Errors of the backend are logged; the next look tries again.
  base::Instant look();
  /// Ends the running jobs as `suspended`; returns when they have ended.
  void suspend_all(std::chrono::milliseconds grace);

 private:
  Result<void> find_connectors(std::vector<Record>& connectors);
  Result<void> look_at_connectors();
  Result<void> look_at_connector(Record connector);
  Result<bool> prepare(Record& connector, const sources::SourceType& source);
  Result<void> check_in(const Record& connector);
  Result<std::optional<Health>> health_of(const Record& connector, const sources::SourceType& source);
  struct Followed;
  [[nodiscard]] Followed first_window(const json::Value& connector) const;
  Result<void> schedule(const Record& connector, const sources::SourceType& source, Followed& followed);
  Result<void> tell_error(const Record& connector, const std::string& error);
  Result<void> take_back_own_jobs();
  Result<bool> survives(const std::string& job_id);
  /// The two kinds of syncs have pools of their own (docs/spec/connector-service.md 10.1).
  enum class Pool { content, access_control };
  static Pool pool_of(control::SyncJobType type) {
    return type == control::SyncJobType::access_control ? Pool::access_control : Pool::content;
  }
  Result<void> take_waiting_jobs(Pool pool);
  Result<std::vector<Record>> waiting_jobs(Pool pool);
  void take(const Record& job);
  void run(Claimed claimed);
  void drop_ended();
  [[nodiscard]] std::vector<std::string> free_connectors(Pool pool) const;
  [[nodiscard]] bool is_selected(Pool pool) const;
  [[nodiscard]] bool has_free_slot(Pool pool) const;
  [[nodiscard]] std::string listed_type(const std::string& connector_id) const;

  const Context context_;
  const std::function<void()> wake_;
  HealthChecks health_;
  DraftRules drafts_;
  const JobStarter start_job_;
  std::list<std::unique_ptr<RunningJob>> running_;
  std::vector<std::string> connector_ids_;         ///< of the last look
  std::map<std::string, base::Instant> last_ran_;  ///< connectors, as far as known: when their last sync ended or was started here
  /// Up to when the schedules of a connector were followed.
  struct Followed {
    base::Instant since;
    base::Instant since_first;  ///< see ScheduleWindow
    void up_to(base::Instant now) { since = since_first = now; }
  };
  std::map<std::string, Followed> followed_;  ///< by connector
  std::set<std::string> checked_in_;          ///< connectors that this service has checked in
  base::Instant last_look_;
  base::Instant next_moment_;
  bool is_prepared_ = false;
  bool has_taken_back_ = false;  ///< jobs that are this service's own by its token
};

}  // namespace headrace::service
