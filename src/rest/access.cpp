#include "rest/access.h"

#include <algorithm>
#include <array>

namespace headrace::rest {
namespace {

using Kind = Access::Kind;

struct Row {
  std::string_view method, path;
  Access access;
};

constexpr std::array rows = {
    Row{"GET", "/_connector", {Kind::cluster, "cluster:admin/xpack/connector/list"}},
    Row{"POST", "/_connector", {Kind::cluster, "cluster:admin/xpack/connector/post"}},
    Row{"PUT", "/_connector", {Kind::cluster, "cluster:admin/xpack/connector/put"}},
    Row{"GET", "/_connector/{connector_id}", {Kind::cluster, "cluster:admin/xpack/connector/get"}},
    Row{"PUT", "/_connector/{connector_id}", {Kind::cluster, "cluster:admin/xpack/connector/put"}},
    Row{"DELETE", "/_connector/{connector_id}", {Kind::cluster, "cluster:admin/xpack/connector/delete"}},
    Row{"PUT", "/_connector/{connector_id}/_api_key_id", {Kind::cluster, "cluster:admin/xpack/connector/update_api_key_id"}},
    Row{"PUT", "/_connector/{connector_id}/_check_in", {Kind::cluster, "cluster:admin/xpack/connector/update_last_seen"}},
    Row{"PUT", "/_connector/{connector_id}/_configuration", {Kind::cluster, "cluster:admin/xpack/connector/update_configuration"}},
    Row{"PUT", "/_connector/{connector_id}/_error", {Kind::cluster, "cluster:admin/xpack/connector/update_error"}},
    Row{"PUT", "/_connector/{connector_id}/_features", {Kind::cluster, "cluster:admin/xpack/connector/update_features"}},
    Row{"PUT", "/_connector/{connector_id}/_filtering", {Kind::cluster, "cluster:admin/xpack/connector/update_filtering"}},
    Row{"PUT",
        "/_connector/{connector_id}/_filtering/_activate",
        {Kind::cluster, "cluster:admin/xpack/connector/update_filtering/activate"}},
    Row{"PUT",
        "/_connector/{connector_id}/_filtering/_validation",
        {Kind::cluster, "cluster:admin/xpack/connector/update_filtering/draft_validation"}},
    Row{"PUT", "/_connector/{connector_id}/_index_name", {Kind::cluster, "cluster:admin/xpack/connector/update_index_name"}},
    Row{"PUT", "/_connector/{connector_id}/_last_sync", {Kind::cluster, "cluster:admin/xpack/connector/update_last_sync_stats"}},
    Row{"PUT", "/_connector/{connector_id}/_name", {Kind::cluster, "cluster:admin/xpack/connector/update_name"}},
    Row{"PUT", "/_connector/{connector_id}/_native", {Kind::cluster, "cluster:admin/xpack/connector/update_native"}},
    Row{"PUT", "/_connector/{connector_id}/_pipeline", {Kind::cluster, "cluster:admin/xpack/connector/update_pipeline"}},
    Row{"PUT", "/_connector/{connector_id}/_scheduling", {Kind::cluster, "cluster:admin/xpack/connector/update_scheduling"}},
    Row{"PUT", "/_connector/{connector_id}/_service_type", {Kind::cluster, "cluster:admin/xpack/connector/update_service_type"}},
    Row{"PUT", "/_connector/{connector_id}/_status", {Kind::cluster, "cluster:admin/xpack/connector/update_status"}},
    Row{"GET", "/_connector/_sync_job", {Kind::cluster, "cluster:admin/xpack/connector/sync_job/list"}},
    Row{"POST", "/_connector/_sync_job", {Kind::cluster, "cluster:admin/xpack/connector/sync_job/post"}},
    Row{"GET", "/_connector/_sync_job/{connector_sync_job_id}", {Kind::cluster, "cluster:admin/xpack/connector/sync_job/get"}},
    Row{"DELETE", "/_connector/_sync_job/{connector_sync_job_id}", {Kind::cluster, "cluster:admin/xpack/connector/sync_job/delete"}},
    Row{"PUT", "/_connector/_sync_job/{connector_sync_job_id}/_cancel", {Kind::cluster, "cluster:admin/xpack/connector/sync_job/cancel"}},
    Row{"PUT",
        "/_connector/_sync_job/{connector_sync_job_id}/_check_in",
        {Kind::cluster, "cluster:admin/xpack/connector/sync_job/check_in"}},
    Row{"PUT", "/_connector/_sync_job/{connector_sync_job_id}/_claim", {Kind::cluster, "cluster:admin/xpack/connector/sync_job/claim"}},
    Row{"PUT",
        "/_connector/_sync_job/{connector_sync_job_id}/_error",
        {Kind::cluster, "cluster:admin/xpack/connector/sync_job/update_error"}},
    Row{"PUT",
        "/_connector/_sync_job/{connector_sync_job_id}/_stats",
        {Kind::cluster, "cluster:admin/xpack/connector/sync_job/update_stats"}},
    Row{"POST", "/_connector/_secret", {Kind::cluster, "cluster:admin/xpack/connector/secret/post"}},
    Row{"GET", "/_connector/_secret/{secret_id}", {Kind::cluster, "cluster:admin/xpack/connector/secret/get"}},
    Row{"PUT", "/_connector/_secret/{secret_id}", {Kind::cluster, "cluster:admin/xpack/connector/secret/put"}},
    Row{"DELETE", "/_connector/_secret/{secret_id}", {Kind::cluster, "cluster:admin/xpack/connector/secret/delete"}},
    Row{"GET", "/_headrace/sync_jobs/stats", {Kind::cluster, "cluster:admin/xpack/connector/sync_job/list"}},
    Row{"POST", "/_headrace/secrets/_rotate", {Kind::cluster, "cluster:admin/headrace/secrets/rotate"}},
    Row{"GET", "/", {Kind::cluster, "cluster:monitor/main"}},
    Row{"HEAD", "/", {Kind::cluster, "cluster:monitor/main"}},
    Row{"GET", "/_license", {Kind::cluster, "cluster:monitor/xpack/license/get"}},
    Row{"GET", "/_xpack", {Kind::cluster, "cluster:monitor/xpack/info"}},
    Row{"GET", "/readyz", {Kind::open, ""}},
    Row{"HEAD", "/readyz", {Kind::open, ""}},
    Row{"GET", "/healthz", {Kind::open, ""}},
    Row{"HEAD", "/healthz", {Kind::open, ""}},
    Row{"GET", "/metrics", {Kind::cluster, "cluster:monitor/headrace/metrics"}},
    Row{"GET", "/_security/_authenticate", {Kind::anybody, ""}},
    Row{"POST", "/_security/api_key", {Kind::cluster, "cluster:admin/xpack/security/api_key/create"}},
    Row{"PUT", "/_security/api_key", {Kind::cluster, "cluster:admin/xpack/security/api_key/create"}},
    Row{"GET", "/_security/api_key", {Kind::cluster, "cluster:admin/xpack/security/api_key/get"}},
    Row{"DELETE", "/_security/api_key", {Kind::cluster, "cluster:admin/xpack/security/api_key/invalidate"}},
    Row{"POST", "/_security/user/{username}/_password", {Kind::cluster, "cluster:admin/xpack/security/user/change_password"}},
    Row{"PUT", "/_security/user/{username}/_password", {Kind::cluster, "cluster:admin/xpack/security/user/change_password"}},
    Row{"POST", "/_bulk", {Kind::items, "indices:data/write/bulk"}},
    Row{"PUT", "/_bulk", {Kind::items, "indices:data/write/bulk"}},
    Row{"GET", "/_mget", {Kind::items, "indices:data/read/get"}},
    Row{"POST", "/_mget", {Kind::items, "indices:data/read/get"}},
    Row{"GET", "/_search", {Kind::index, "indices:data/read/search"}},
    Row{"POST", "/_search", {Kind::index, "indices:data/read/search"}},
    Row{"GET", "/_count", {Kind::index, "indices:data/read/search"}},
    Row{"POST", "/_count", {Kind::index, "indices:data/read/search"}},
    Row{"GET", "/_mapping", {Kind::index, "indices:admin/mappings/get"}},
    Row{"GET", "/_refresh", {Kind::index, "indices:admin/refresh"}},
    Row{"POST", "/_refresh", {Kind::index, "indices:admin/refresh"}},
    Row{"GET", "/_stats", {Kind::index, "indices:monitor/stats"}},
    Row{"POST", "/{index}/_bulk", {Kind::items, "indices:data/write/bulk"}},
    Row{"PUT", "/{index}/_bulk", {Kind::items, "indices:data/write/bulk"}},
    Row{"GET", "/{index}/_mget", {Kind::items, "indices:data/read/get"}},
    Row{"POST", "/{index}/_mget", {Kind::items, "indices:data/read/get"}},
    Row{"GET", "/{index}/_search", {Kind::index, "indices:data/read/search"}},
    Row{"POST", "/{index}/_search", {Kind::index, "indices:data/read/search"}},
    Row{"GET", "/{index}/_count", {Kind::index, "indices:data/read/search"}},
    Row{"POST", "/{index}/_count", {Kind::index, "indices:data/read/search"}},
    Row{"GET", "/{index}/_mapping", {Kind::index, "indices:admin/mappings/get"}},
    Row{"GET", "/{index}/_refresh", {Kind::index, "indices:admin/refresh"}},
    Row{"POST", "/{index}/_refresh", {Kind::index, "indices:admin/refresh"}},
    Row{"GET", "/{index}/_stats", {Kind::index, "indices:monitor/stats"}},
    Row{"GET", "/_cat/indices", {Kind::index, "indices:monitor/stats"}},
    Row{"GET", "/_cat/count", {Kind::index, "indices:data/read/search"}},
    Row{"GET", "/_cat/indices/{index}", {Kind::index, "indices:monitor/stats"}},
    Row{"GET", "/_cat/count/{index}", {Kind::index, "indices:data/read/search"}},
    Row{"GET", "/_cat", {Kind::anybody, ""}},
    Row{"PUT", "/{index}", {Kind::index, "indices:admin/create"}},
    Row{"GET", "/{index}", {Kind::index, "indices:admin/get"}},
    Row{"HEAD", "/{index}", {Kind::index, "indices:admin/get"}},
    Row{"DELETE", "/{index}", {Kind::index, "indices:admin/delete"}},
    Row{"POST", "/{index}/_doc", {Kind::index, "indices:data/write/index"}},
    Row{"PUT", "/{index}/_doc/{id}", {Kind::index, "indices:data/write/index"}},
    Row{"POST", "/{index}/_doc/{id}", {Kind::index, "indices:data/write/index"}},
    Row{"PUT", "/{index}/_create/{id}", {Kind::index, "indices:data/write/create"}},
    Row{"POST", "/{index}/_create/{id}", {Kind::index, "indices:data/write/create"}},
    Row{"POST", "/{index}/_update/{id}", {Kind::index, "indices:data/write/update"}},
    Row{"DELETE", "/{index}/_doc/{id}", {Kind::index, "indices:data/write/delete"}},
    Row{"GET", "/{index}/_doc/{id}", {Kind::index, "indices:data/read/get"}},
    Row{"HEAD", "/{index}/_doc/{id}", {Kind::index, "indices:data/read/get"}},
    Row{"GET", "/{index}/_source/{id}", {Kind::index, "indices:data/read/get"}},
    Row{"HEAD", "/{index}/_source/{id}", {Kind::index, "indices:data/read/get"}},
    Row{"POST", "/{index}/_delete_by_query", {Kind::index, "indices:data/write/delete/byquery"}},
};

}  // namespace

std::optional<Access> access_of(std::string_view method, std::string_view path) {
  const auto row = std::ranges::find_if(rows, [&](const Row& one) { return one.method == method && one.path == path; });
  if (row == rows.end()) return std::nullopt;
  return row->access;
}

}  // namespace headrace::rest
