#include <fmt/format.h>

#include "base/strings.h"
#include "rest/answers.h"
#include "rest/build_hash.h"
#include "rest/families.h"

namespace headrace::rest {
namespace {

using json::Value;

constexpr std::string_view tagline = "You Know, for Search";
constexpr std::string_view xpack_tagline = "You know, for X";
/// Of the search library that the imitated version has.
constexpr std::string_view lucene_version = "10.4.0";
constexpr std::string_view build_date = "2026-01-01T00:00:00.000000000Z";
constexpr std::string_view text_type = "text/plain; charset=UTF-8";
constexpr std::string_view prometheus_type = "text/plain; version=0.0.4; charset=utf-8";
constexpr std::chrono::hours license_term{24 * 365 * 10};

bool is_version_8(std::string_view version) { return version.starts_with("8."); }

/// docs/spec/rest-conventions.md 12.1
Result<Action> prepare_root(Services& services, RequestContext&) {
  const auto& options = services.options;
  const bool older = is_version_8(options.version);
  auto version = json::object({{"number", options.version},
                               {"build_flavor", "default"},
                               {"build_type", "docker"},
                               {"build_hash", build_hash(options.version)},
                               {"build_date", build_date},
                               {"build_snapshot", false},
                               {"lucene_version", lucene_version},
                               {"minimum_wire_compatibility_version", older ? "7.17.0" : "8.19.0"},
                               {"minimum_index_compatibility_version", older ? "7.0.0" : "8.0.0"}});
  return at_once(json_answer(json::object({{"name", options.node_name},
                                           {"cluster_name", options.cluster_name},
                                           {"cluster_uuid", options.cluster_uuid},
                                           {"version", std::move(version)},
                                           {"tagline", tagline}})));
}

/// A UUID that is the same as long as the cluster's id is.
std::string license_uid(std::string_view cluster_uuid) {
  std::string hex;
  for (const char c : cluster_uuid) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  hex.resize(32, '0');
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4), hex.substr(20));
}

std::int64_t milliseconds(base::Instant instant) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(instant.time_since_epoch()).count();
}

/// docs/spec/rest-conventions.md 12.3
Result<Action> prepare_license(Services& services, RequestContext& request) {
  TRY_VOID(request.flag("local"));
  TRY_VOID(request.flag("accept_enterprise"));
  const auto& type = services.options.license_type;
  const auto issued = std::chrono::floor<std::chrono::days>(services.started_at);
  const base::Instant expires = issued + license_term;
  auto license = json::object({{"status", "active"},
                               {"uid", license_uid(services.options.cluster_uuid)},
                               {"type", type},
                               {"issue_date", base::format_instant(issued)},
                               {"issue_date_in_millis", milliseconds(issued)}});
  if (type != "basic") {
    license.set("expiry_date", base::format_instant(expires));
    license.set("expiry_date_in_millis", milliseconds(expires));
  }
  license.set("max_nodes", type == "enterprise" ? Value() : Value(1000));
  license.set("max_resource_units", type == "enterprise" ? Value(1000) : Value());
  license.set("issued_to", services.options.cluster_name);
  license.set("issuer", "headrace");
  license.set("start_date_in_millis", -1);
  return at_once(json_answer(json::object({{"license", std::move(license)}})));
}

/// docs/spec/rest-conventions.md 12.4
Result<Action> prepare_xpack(Services& services, RequestContext& request) {
  request.accept({"categories"});
  TRY_VOID(request.flag("accept_enterprise"));
  TRY(const bool human, request.flag("human", true));
  const auto& options = services.options;
  const auto feature = [](bool enabled) { return json::object({{"available", true}, {"enabled", enabled}}); };
  auto body = json::object({{"build", json::object({{"hash", build_hash(options.version)}, {"date", build_date}})},
                            {"license", json::object({{"uid", license_uid(options.cluster_uuid)},
                                                      {"type", options.license_type},
                                                      {"mode", options.license_type},
                                                      {"status", "active"}})},
                            {"features", json::object({{"enterprise_search", feature(true)}, {"security", feature(false)}})}});
  if (human) body.set("tagline", xpack_tagline);
  return at_once(json_answer(body));
}

Result<Action> prepare_ready(Services& services, RequestContext&) {
  const auto fault = services.options.fault ? services.options.fault() : std::string();
  const bool ready = fault.empty();
  return at_once({.status = ready ? 200U : 503U, .body = ready ? "ready\n" : fault + "\n", .content_type = std::string(text_type)});
}

Result<Action> prepare_health(Services&, RequestContext&) { return at_once({.body = "alive\n", .content_type = std::string(text_type)}); }

Result<Action> prepare_metrics(Services& services, RequestContext&) {
  return at_once({.body = services.metrics.text(), .content_type = std::string(prometheus_type)});
}

}  // namespace

std::vector<Route> root_routes() {
  return {{"GET", "/", prepare_root},          {"HEAD", "/", prepare_root},          {"GET", "/_license", prepare_license},
          {"GET", "/_xpack", prepare_xpack},   {"GET", "/readyz", prepare_ready},    {"HEAD", "/readyz", prepare_ready},
          {"GET", "/healthz", prepare_health}, {"HEAD", "/healthz", prepare_health}, {"GET", "/metrics", prepare_metrics}};
}

}  // namespace headrace::rest
