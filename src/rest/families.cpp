#include "rest/families.h"

namespace headrace::rest {

std::vector<Route> all_routes() {
  std::vector<Route> routes;
  for (const auto family : {root_routes, sync_job_routes, connector_routes, connector_update_routes}) {
    for (const auto& route : family()) routes.push_back(route);
  }
  return routes;
}

}  // namespace headrace::rest
