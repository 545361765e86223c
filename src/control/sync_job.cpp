#include "control/sync_job.h"

#include <fmt/format.h>

#include <array>

#include "base/strings.h"

namespace headrace::control {
namespace {

// In the order of the enums.
constexpr std::array<std::string_view, 7> statuses = {"pending", "in_progress", "canceling", "canceled", "suspended", "completed", "error"};
constexpr std::array<std::string_view, 3> types = {"full", "incremental", "access_control"};
constexpr std::array<std::string_view, 2> triggers = {"on_demand", "scheduled"};

template <class Enum, std::size_t N>
Result<Enum> read(const std::array<std::string_view, N>& names, std::string_view name, std::string_view what) {
  for (std::size_t i = 0; i < N; ++i) {
    if (base::equals_ignoring_case(names[i], name)) return static_cast<Enum>(i);
  }
  return fail(ErrorKind::illegal_argument, fmt::format("Unknown {} [{}].", what, name));
}

using enum SyncJobStatus;

struct Transition {
  SyncJobStatus from, to;
};

/// docs/spec/sync-jobs.md 2.1
constexpr std::array transitions = {
    Transition{pending, in_progress},   Transition{pending, canceled},
    Transition{in_progress, canceling}, Transition{in_progress, suspended},
    Transition{in_progress, completed}, Transition{in_progress, SyncJobStatus::error},
    Transition{suspended, in_progress}, Transition{suspended, canceled},
    Transition{canceling, canceled},    Transition{canceling, SyncJobStatus::error},
};

}  // namespace

std::string_view to_string(SyncJobStatus status) { return statuses.at(static_cast<std::size_t>(status)); }
std::string_view to_string(SyncJobType type) { return types.at(static_cast<std::size_t>(type)); }
std::string_view to_string(TriggerMethod trigger) { return triggers.at(static_cast<std::size_t>(trigger)); }

Result<SyncJobStatus> parse_sync_job_status(std::string_view name) { return read<SyncJobStatus>(statuses, name, "ConnectorSyncStatus"); }
Result<SyncJobType> parse_sync_job_type(std::string_view name) { return read<SyncJobType>(types, name, "ConnectorSyncJobType"); }
Result<TriggerMethod> parse_trigger_method(std::string_view name) {
  return read<TriggerMethod>(triggers, name, "ConnectorSyncJobTriggerMethod");
}

bool may_follow(SyncJobStatus from, SyncJobStatus to) {
  return std::ranges::any_of(transitions, [&](const Transition& allowed) { return allowed.from == from && allowed.to == to; });
}

bool is_final(SyncJobStatus status) { return status == completed || status == canceled || status == SyncJobStatus::error; }

std::string connector_id_of(const json::Value& job) {
  const auto* id = job.at_path("connector.id");
  return id != nullptr && id->is_string() ? id->as_string() : std::string();
}

}  // namespace headrace::control
