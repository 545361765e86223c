#pragma once
// What happens to a connector beside its jobs, such as a scheduled sync that was left out: a document each in an index of its own, so that
// people find it whoever the target is. `headrace connector view` shows the last ones.

#include "base/clock.h"
#include "control/sync_job_notes.h"
#include "service/backend.h"

namespace headrace::service {

inline constexpr std::string_view event_log_index = control::job_log_index;

struct ConnectorEvent {
  std::string connector_id;
  base::Instant moment;  ///< that it is about; with connector, name and kind it makes the id: two services that tell the same write it once
  std::string name;      ///< "sync_skipped"
  std::string kind = {};    ///< of what, such as the type of a sync
  std::string message;      ///< for people
  std::string job_id = {};  ///< of the job that has to do with it
  std::string level = "info";
};

/// The id of the event's document, at most 512 bytes.
std::string event_id(const ConnectorEvent& event);
/// The event's document.
json::Value event_document(const ConnectorEvent& event);

/// Writes the event; writing it again changes nothing. Errors: of the target.
Result<void> write_event(ContentTarget& target, const ConnectorEvent& event);

}  // namespace headrace::service
