// What tools ask of a cluster of one node (docs/spec/rest-conventions.md 12.5 and 12.6).

#include <fmt/format.h>

#include "rest/answers.h"
#include "rest/build_hash.h"
#include "rest/families.h"

namespace headrace::rest {
namespace {

constexpr std::int64_t most_body_bytes = 104'857'600;

json::Value health_of(std::string_view cluster_name, std::size_t indices) {
  return json::object({{"cluster_name", cluster_name},
                       {"status", "green"},
                       {"timed_out", false},
                       {"number_of_nodes", 1},
                       {"number_of_data_nodes", 1},
                       {"active_primary_shards", indices},
                       {"active_shards", indices},
                       {"relocating_shards", 0},
                       {"initializing_shards", 0},
                       {"unassigned_shards", 0},
                       {"unassigned_primary_shards", 0},
                       {"delayed_unassigned_shards", 0},
                       {"number_of_pending_tasks", 0},
                       {"number_of_in_flight_fetch", 0},
                       {"task_max_waiting_in_queue_millis", 0},
                       {"active_shards_percent_as_number", 100.0}});
}

Result<Action> prepare_health(Services& services, RequestContext& request) {
  request.accept({"wait_for_status", "timeout", "level", "local", "master_timeout", "wait_for_active_shards", "wait_for_events",
                  "wait_for_no_initializing_shards", "wait_for_no_relocating_shards", "wait_for_nodes", "expand_wildcards"});
  return [&services]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto state, co_await services.engine.state().indices());
    CO_TRY(const auto content, co_await services.engine.content().indices());
    co_return json_answer(health_of(services.options.cluster_name, state.size() + content.size()));
  };
}

/// The address that the client has reached us at, so that it can be reached there again.
std::string publish_address(std::string_view host) {
  const bool has_port = host.rfind(':') != std::string_view::npos && !host.ends_with(']');
  return fmt::format("{}{}", host, has_port ? "" : ":80");
}

/// The only node has the id of the cluster.
Result<Action> prepare_nodes(Services& services, RequestContext& request) {
  request.accept({"timeout", "flat_settings", "local"});
  const auto& options = services.options;
  const auto address = publish_address(request.header("host"));
  const auto host = address.substr(0, address.rfind(':'));
  auto http = json::object(
      {{"bound_address", json::Array{address}}, {"publish_address", address}, {"max_content_length_in_bytes", most_body_bytes}});
  auto node = json::object({{"name", options.node_name},
                            {"transport_address", host + ":9300"},
                            {"host", host},
                            {"ip", host},
                            {"version", options.version},
                            {"build_flavor", "default"},
                            {"build_hash", build_hash(options.version)},
                            {"roles", json::Array{"data", "ingest", "master"}},
                            {"http", std::move(http)}});
  auto body = json::object({{"_nodes", json::object({{"total", 1}, {"successful", 1}, {"failed", 0}})},
                            {"cluster_name", options.cluster_name},
                            {"nodes", json::object({{options.cluster_uuid, std::move(node)}})}});
  return at_once(json_answer(body));
}

/// There is none that could be set.
Result<Action> prepare_settings(Services&, RequestContext& request) {
  TRY(const bool include_defaults, request.flag("include_defaults"));
  request.accept({"flat_settings", "timeout", "master_timeout", "local"});
  auto body = json::object({{"persistent", json::Object{}}, {"transient", json::Object{}}});
  if (include_defaults) body.set("defaults", json::Object{});
  return at_once(json_answer(body));
}

}  // namespace

std::vector<Route> cluster_routes() {
  return {{"GET", "/_cluster/health", prepare_health},
          {"GET", "/_cluster/settings", prepare_settings},
          {"GET", "/_nodes", prepare_nodes},
          {"GET", "/_nodes/http", prepare_nodes},
          {"GET", "/_nodes/_all/http", prepare_nodes}};
}

}  // namespace headrace::rest
