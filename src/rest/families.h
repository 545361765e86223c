#pragma once
// The families of endpoints; families.cpp puts their tables together. A new family is a file with a function like these.

#include <vector>

#include "rest/route.h"

namespace headrace::rest {

/// `GET /`, `/_license`, `/_xpack`, `/readyz`, `/healthz` (docs/spec/rest-conventions.md 12).
std::vector<Route> root_routes();
/// `/_cluster/health`, `/_nodes` (docs/spec/rest-conventions.md 12.5, 12.6).
std::vector<Route> cluster_routes();
/// docs/spec/sync-jobs.md 3.
std::vector<Route> sync_job_routes();
/// docs/spec/connectors.md 3.
std::vector<Route> connector_routes();
/// docs/spec/connectors.md 3.7 to 3.18, docs/spec/configuration-filtering-secrets.md 2 and 3.
std::vector<Route> connector_update_routes();
/// docs/spec/configuration-filtering-secrets.md 5.
std::vector<Route> secret_routes();
/// `/_headrace/…`.
std::vector<Route> headrace_routes();
/// `/_headrace/sync_jobs/{id}/…`.
std::vector<Route> job_notes_routes();
/// `/_headrace/backup`, `/_headrace/compact`.
std::vector<Route> upkeep_routes();
/// docs/spec/rest-conventions.md 15.
std::vector<Route> security_routes();
/// docs/spec/document-api.md 4.11 to 4.13.
std::vector<Route> document_write_routes();
/// docs/spec/document-api.md 4.10.
std::vector<Route> document_read_routes();
/// docs/spec/document-api.md 4.14.
std::vector<Route> bulk_routes();
/// docs/spec/document-api.md 4.7, 4.8, 4.15.
std::vector<Route> search_routes();
/// `/_search/scroll` and `_pit` (docs/spec/document-api.md 4.9).
std::vector<Route> search_context_routes();
/// `/_ingest/pipeline` (docs/spec/document-api.md 4.16).
std::vector<Route> ingest_routes();
/// docs/spec/document-api.md 4.1 to 4.6.
std::vector<Route> index_routes();
/// `_mapping` (docs/spec/document-api.md 3.8, 12).
std::vector<Route> mapping_routes();
/// `_settings` (docs/spec/document-api.md 12).
std::vector<Route> setting_routes();
/// `_alias`, `_aliases` (docs/spec/document-api.md 3.10).
std::vector<Route> alias_routes();
/// `_open`, `_close`, `_refresh`, `_flush`, `_forcemerge`, `_cache/clear` (docs/spec/document-api.md 4.6, 12).
std::vector<Route> index_state_routes();
/// `_index_template`, `_data_stream`.
std::vector<Route> index_template_routes();
/// `_update_by_query`.
std::vector<Route> by_query_routes();
/// `/_cat/indices`, `/_cat/count`, `/_cat/aliases`, `/_cat/health`.
std::vector<Route> cat_routes();

/// All of them.
std::vector<Route> all_routes();

}  // namespace headrace::rest
