#include "security/privilege_names.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/strings.h"

namespace headrace::security {
namespace {

struct Row {
  std::string_view name;
  std::array<std::string_view, 6> granted = {};   ///< patterns of actions; "" is none
  std::array<std::string_view, 2> excepted = {};  ///< of those
};

/// From narrow to wide.
constexpr std::array cluster_rows = {
    Row{"read_connector_secrets", {"cluster:admin/xpack/connector/secret/get"}},
    Row{"write_connector_secrets",
        {"cluster:admin/xpack/connector/secret/post", "cluster:admin/xpack/connector/secret/put",
         "cluster:admin/xpack/connector/secret/delete"}},
    Row{"monitor_connector",
        {"cluster:admin/xpack/connector/get", "cluster:admin/xpack/connector/list", "cluster:admin/xpack/connector/sync_job/get",
         "cluster:admin/xpack/connector/sync_job/list"}},
    Row{"manage_connector", {"cluster:admin/xpack/connector/*"}, {"cluster:admin/xpack/connector/secret/*"}},
    Row{"read_pipeline", {"cluster:admin/ingest/pipeline/get", "cluster:admin/ingest/pipeline/simulate"}},
    Row{"manage_ingest_pipelines", {"cluster:admin/ingest/pipeline/*"}},
    Row{"manage_pipeline", {"cluster:admin/ingest/pipeline/*"}},
    Row{"manage_own_api_key", {"cluster:admin/xpack/security/api_key/*"}},
    Row{"manage_api_key", {"cluster:admin/xpack/security/api_key/*"}},
    Row{"manage_security", {"cluster:admin/xpack/security/*"}},
    Row{"manage_index_templates", {"indices:admin/template/*", "indices:admin/index_template/*", "cluster:admin/component_template/*"}},
    Row{"monitor", {"cluster:monitor/*", "indices:admin/template/get", "indices:admin/index_template/get"}},
    Row{"manage", {"cluster:*", "indices:admin/template/*", "indices:admin/index_template/*"}, {"cluster:admin/xpack/security/*"}},
    Row{"all", {"cluster:*", "indices:admin/template/*", "indices:admin/index_template/*"}},
};

constexpr std::array index_rows = {
    Row{"read", {"indices:data/read/*"}},
    Row{"create_doc", {"indices:data/write/create"}},
    Row{"create", {"indices:data/write/create"}},
    Row{"index", {"indices:data/write/index", "indices:data/write/create", "indices:data/write/update"}},
    Row{"delete", {"indices:data/write/delete"}},
    Row{"write", {"indices:data/write/*"}},
    Row{"create_index", {"indices:admin/create", "indices:admin/auto_create"}},
    Row{"auto_configure", {"indices:admin/auto_create"}},
    Row{"delete_index", {"indices:admin/delete"}},
    Row{"maintenance", {"indices:admin/refresh", "indices:admin/flush", "indices:admin/forcemerge"}},
    Row{"view_index_metadata",
        {"indices:admin/get", "indices:admin/mappings/*get", "indices:admin/aliases/get", "indices:monitor/settings/get",
         "indices:admin/resolve/index", "indices:admin/data_stream/get"}},
    Row{"monitor", {"indices:monitor/*"}},
    Row{"manage", {"indices:monitor/*", "indices:admin/*"}},
    Row{"all", {"indices:*"}},
};

bool matches_any(std::span<const std::string_view> patterns, std::string_view action) {
  return std::ranges::any_of(patterns, [&](auto pattern) { return !pattern.empty() && base::glob_matches(pattern, action); });
}

bool grants(const Row& row, std::string_view action) { return matches_any(row.granted, action) && !matches_any(row.excepted, action); }

/// A privilege that is no name is an action pattern.
bool is_pattern(std::string_view privilege, std::string_view family) { return privilege.starts_with(family); }

bool grants(std::span<const Row> rows, std::string_view family, std::string_view privilege, std::string_view action) {
  if (is_pattern(privilege, family)) return base::glob_matches(privilege, action);
  const auto row = std::ranges::find(rows, privilege, &Row::name);
  return row != rows.end() && grants(*row, action);
}

std::vector<std::string> names_for(std::span<const Row> rows, std::string_view action) {
  std::vector<std::string> names;
  for (const auto& row : rows) {
    if (grants(row, action)) names.emplace_back(row.name);
  }
  return names;
}

bool is_name(std::span<const Row> rows, std::string_view family, std::string_view name) {
  return is_pattern(name, family) || std::ranges::find(rows, name, &Row::name) != rows.end();
}

}  // namespace

bool cluster_privilege_grants(std::string_view privilege, std::string_view action) {
  return grants(cluster_rows, "cluster:", privilege, action);
}
bool index_privilege_grants(std::string_view privilege, std::string_view action) {
  return grants(index_rows, "indices:", privilege, action);
}

bool is_cluster_privilege(std::string_view name) { return is_name(cluster_rows, "cluster:", name); }
bool is_index_privilege(std::string_view name) { return is_name(index_rows, "indices:", name); }

std::vector<std::string> cluster_privileges_for(std::string_view action) { return names_for(cluster_rows, action); }
std::vector<std::string> index_privileges_for(std::string_view action) { return names_for(index_rows, action); }

}  // namespace headrace::security
