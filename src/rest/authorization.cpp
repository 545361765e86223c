#include "rest/authorization.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace headrace::rest {
namespace {

/// Who may change a connector may see what is in it.
constexpr std::string_view managing = "cluster:admin/xpack/connector/put";

/// Patterns find only what is granted, and exclusions take away.
bool is_pattern(std::string_view piece) { return piece == "_all" || piece.contains('*') || piece.starts_with('-'); }

Result<void> check_names(const Access& access, RequestContext& request) {
  const auto& identity = request.identity();
  std::vector<std::string> refused;
  for (auto& piece : base::split_list(request.text("index"))) {
    if (!is_pattern(piece) && !identity.privileges.allow_index(piece, access.action)) refused.push_back(std::move(piece));
  }
  if (refused.empty()) return {};
  return fail(security::index_refusal(identity, access.action, fmt::format("{}", fmt::join(refused, ","))));
}

bool sees_all(const Services& services, const security::Identity& identity) {
  return services.is_strict() || identity.privileges.allow_cluster(managing);
}

bool writes_document(const Access& access) {
  constexpr std::array<std::string_view, 3> actions{"indices:data/write/index", "indices:data/write/create", "indices:data/write/update"};
  return std::ranges::find(actions, access.action) != actions.end();
}

}  // namespace

Result<void> check_access(const Access& access, RequestContext& request) {
  const auto& identity = request.identity();
  if (identity.privileges.are_everything()) return {};
  if (access.kind == Access::Kind::index) return check_names(access, request);
  if (access.kind == Access::Kind::cluster && !identity.privileges.allow_cluster(access.action))
    return fail(security::cluster_refusal(identity, access.action));
  return {};
}

RestrictedServices::RestrictedServices(Services& all, const security::Identity& identity, const Access& access)
    : redacting(all.engine.state()),
      state(sees_all(all, identity) ? all.engine.state() : redacting),
      guarded(all.engine, state, identity,
              {.action = access.action, .checks_names = access.kind == Access::Kind::items, .checks_writes = writes_document(access)}),
      services{.engine = guarded,
               .connectors = control::Connectors(state, all.options.mode),
               .jobs = control::SyncJobs(state, all.options.mode, all.options.idle_limit),
               .secrets = all.secrets,
               .api_keys = all.api_keys,
               .users = all.users,
               .authenticator = all.authenticator,
               .searches = all.searches,
               .indexing = all.indexing,
               .pipelines = all.pipelines,
               .files = all.files,
               .pages = sees_all(all, identity) ? all.pages : nullptr,
               .options = all.options,
               .started_at = all.started_at,
               .metrics = all.metrics} {}

}  // namespace headrace::rest
