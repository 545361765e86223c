#pragma once
// What dead services leave behind (docs/spec/connector-service.md 10.7): jobs without a sign of life, jobs without a connector, connectors
// that say they are syncing and are not. A dead job that has a checkpoint is taken up again (DESIGN 5, 4).

#include <map>
#include <set>
#include <string>

#include "service/job.h"

namespace headrace::service {

/// The clocks of services and of their target may be so far apart without a living job being taken for dead.
inline constexpr std::chrono::minutes clock_tolerance{2};

class CleanUp {
 public:
  explicit CleanUp(const Context& context) : context_(context) {}

  /// One round. Errors: of the backend; what was done before stays done.
  Result<void> run();

 private:
  /// A sign of life as it was read, and since when, by the clock of this service, there has been no other.
  struct LastSign {
    std::string last_seen;
    base::Instant since;
  };
  Result<std::vector<Record>> dead_jobs();
  bool is_dead(const Record& job, base::Instant now, const LastSign* before);
  Result<void> end_job(const Record& job);
  Result<void> free_stuck_connectors();

  const Context context_;
  std::map<std::string, LastSign> signs_;  ///< of running jobs, by id, as of the last round
  std::set<std::string> suspected_;        ///< connectors that looked stuck in the last round, with the kind of sync
};

}  // namespace headrace::service
