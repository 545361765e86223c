#pragma once
// Which privilege grants which action (docs/spec/rest-conventions.md 14.2 to 14.4), as one table.

#include <string>
#include <string_view>
#include <vector>

namespace headrace::security {

/// True when the cluster privilege of this name grants the action. A privilege may also be an action pattern (`cluster:…`).
bool cluster_privilege_grants(std::string_view privilege, std::string_view action);
/// The same of an index privilege and an action of indices.
bool index_privilege_grants(std::string_view privilege, std::string_view action);

/// Whether there is such a privilege.
bool is_cluster_privilege(std::string_view name);
bool is_index_privilege(std::string_view name);

/// The privileges that grant the action, from narrow to wide: what a refusal names.
std::vector<std::string> cluster_privileges_for(std::string_view action);
std::vector<std::string> index_privileges_for(std::string_view action);

}  // namespace headrace::security
