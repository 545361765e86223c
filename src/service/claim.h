#pragma once
// Taking a job: a guarded write on the connector, so that one content job of it runs at a time, then the claim with the token of this
// service (docs/spec/connector-service.md 10.2 to 10.4; DIFFERENCES.md, `_claim`).

#include <optional>

#include "service/job.h"

namespace headrace::service {

/// A job that is ours now, with its connector as it is.
struct Claimed {
  Record job;
  Record connector;
  bool is_restart = false;  ///< it ran before
};

/// Those that a service with these settings looks after.
inline ConnectorFilter served_connectors(const Settings& settings) {
  return {.native = settings.native_connectors, .ids = settings.connector_ids, .service_types = settings.worker_types};
}

/// Tries to take `job`, which waits (pending, suspended). None: not now, for a reason that is nobody's fault.
Result<std::optional<Claimed>> claim_waiting(const Context& context, const Record& job);

/// Takes the connector, and only then makes a job of it on demand and claims that: no other service comes between. Errors: with what, why,
/// what to do; resource_not_found without such a connector, status_conflict while it is syncing.
Result<Claimed> claim_new(const Context& context, const std::string& connector_id, control::SyncJobType type);

/// Takes back a job that is `in_progress` under the token of this very service, which must have died. None: it is not ours.
Result<std::optional<Claimed>> reclaim(const Context& context, const Record& job);

}  // namespace headrace::service
