#include "rest/families.h"

namespace headrace::rest {

std::vector<Route> all_routes() {
  std::vector<Route> routes;
  for (const auto family : {cluster_routes,        root_routes,           sync_job_routes, connector_routes, connector_update_routes,
                            secret_routes,         security_routes,       headrace_routes, job_notes_routes, upkeep_routes,
                            document_write_routes, document_read_routes,  bulk_routes,     search_routes,    search_context_routes,
                            ingest_routes,         index_routes,          mapping_routes,  setting_routes,   alias_routes,
                            index_state_routes,    index_template_routes, by_query_routes, cat_routes}) {
    for (const auto& route : family()) routes.push_back(route);
  }
  return routes;
}

}  // namespace headrace::rest
