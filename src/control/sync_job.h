#pragma once
// The words of a sync job: its status, type and trigger, and which status may follow which. Source: docs/spec/sync-jobs.md 1.1 and 2.

#include <string_view>

#include "json/value.h"

namespace headrace::control {

enum class SyncJobStatus { pending, in_progress, canceling, canceled, suspended, completed, error };
enum class SyncJobType { full, incremental, access_control };
enum class TriggerMethod { on_demand, scheduled };

/// The name on the wire, such as "in_progress".
std::string_view to_string(SyncJobStatus);
std::string_view to_string(SyncJobType);
std::string_view to_string(TriggerMethod);

/// Reads a name, ignoring case. Errors: illegal_argument, "Unknown ConnectorSyncStatus [nope]." (…SyncJobType, …SyncJobTriggerMethod).
Result<SyncJobStatus> parse_sync_job_status(std::string_view name);
Result<SyncJobType> parse_sync_job_type(std::string_view name);
Result<TriggerMethod> parse_trigger_method(std::string_view name);

/// True when a job in `from` may move to `to`. Final statuses go nowhere.
bool may_follow(SyncJobStatus from, SyncJobStatus to);
/// completed, canceled, error.
bool is_final(SyncJobStatus);

/// `connector.id` of a job, "" when it has none.
std::string connector_id_of(const json::Value& job);

}  // namespace headrace::control
