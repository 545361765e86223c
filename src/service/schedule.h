#pragma once
// Scheduled syncs: one job per moment that a connector's schedule names, over any number of services. The id of the job is made of
// connector, type and moment and written with `_create`, so that only one can be made; then the connector's marker moves to the moment
// (replaces docs/spec/connector-service.md 8.8).

#include <optional>
#include <string>

#include "service/job.h"

namespace headrace::service {

/// The time whose moments are to be dealt with, both ends included.
struct ScheduleWindow {
  base::Instant since;        ///< for a type with a marker; nothing up to the marker counts in any case
  base::Instant since_first;  ///< for a type that was never scheduled: there is nothing to make up from before a service was there
  base::Instant now;
};

/// What one look at the schedules of a connector came to.
struct Scheduled {
  std::size_t created = 0;
  std::optional<base::Instant> next;  ///< the next moment after `now`, of any type
};

/// Makes the jobs of all moments in the window, at most one per type (several moments collapse into the last one). A moment that comes
/// while an earlier job of the type waits or runs makes none, but an event in the log of the connector. Errors: of the backend: look again
/// with the same window; illegal_argument for a cron expression that cannot be read: tell the connector.
Result<Scheduled> schedule_syncs(const Context& context, const Record& connector, const sources::SourceType& source,
                                 const ScheduleWindow& window);

/// The id of the job of a moment; at most 512 bytes.
std::string scheduled_job_id(const std::string& connector_id, control::SyncJobType type, base::Instant moment);

}  // namespace headrace::service
