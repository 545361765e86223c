#pragma once
// What dead services leave behind (docs/spec/connector-service.md 10.7): jobs without a sign of life, jobs without a connector, connectors
// that say they are syncing and are not.

#include <set>
#include <string>

#include "service/job.h"

namespace headrace::service {

class CleanUp {
 public:
  explicit CleanUp(const Context& context) : context_(context) {}

  /// One round. Errors: of the backend; what was done before stays done.
  Result<void> run();

 private:
  Result<void> end_job(const Record& job, const std::string& error, bool has_connector);
  Result<void> free_stuck_connectors();

  const Context context_;
  std::set<std::string> suspected_;  ///< connectors that looked stuck in the last round, with the kind of sync
};

}  // namespace headrace::service
