// `_alias` and `_aliases` (docs/spec/document-api.md 3.10).

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/strings.h"
#include "content/aliases.h"
#include "content/errors.h"
#include "content/index_names.h"
#include "rest/answers.h"
#include "rest/documents_parameters.h"
#include "rest/error.h"
#include "rest/families.h"
#include "security/guarded_engine.h"

namespace headrace::rest {
namespace {

using content::AliasAction;
using json::Value;
using Kind = AliasAction::Kind;

constexpr std::string_view aliases_action = "indices:admin/aliases";
constexpr std::string_view delete_action = "indices:admin/delete";
/// What a change of aliases finds by patterns.
constexpr content::IndexOptions changing{.allow_no_indices = false, .expand_closed = true};
/// What is looked through for aliases.
constexpr content::IndexOptions showing{.expand_closed = true, .expand_hidden = true};

bool is_pattern(std::string_view name) { return name == "_all" || name.contains('*') || name.starts_with('-'); }

bool may(const security::Identity& who, std::string_view action, std::string_view name) { return who.privileges.allow_index(name, action); }

/// Names in a body are checked here, since the path does not have them. Errors: security.
Result<void> check_names(const security::Identity& who, const AliasAction& action) {
  const auto indices_action = action.kind == Kind::remove_index ? delete_action : aliases_action;
  for (const auto& index : action.indices)
    if (!is_pattern(index)) TRY_VOID(security::check_index(who, indices_action, index));
  for (const auto& alias : action.aliases)
    if (!is_pattern(alias)) TRY_VOID(security::check_index(who, aliases_action, alias));
  return {};
}

/// Whether one of the patterns of `sent` means the index by its own name.
bool is_matched(const std::vector<std::string>& sent, std::string_view index) {
  return std::ranges::any_of(sent, [&](const auto& one) { return one == "_all" || (one.contains('*') && base::glob_matches(one, index)); });
}

/// Of `found` those that were named by their own names, and of those that patterns match the ones that the caller may do this to. Errors:
/// illegal_argument for an alias where an index goes.
Result<std::vector<std::string>> own_names(const std::vector<std::string>& sent, const std::vector<engine::IndexInfo>& found,
                                           const security::Identity& who, std::string_view action) {
  std::vector<std::string> names;
  for (const auto& index : found) {
    if (std::ranges::find(sent, index.name) != sent.end() || (is_matched(sent, index.name) && may(who, action, index.name))) {
      names.push_back(index.name);
    } else if (const auto alias = std::ranges::find_if(sent, [&](const auto& one) { return has_name(index, one); }); alias != sent.end()) {
      return fail(
          ErrorKind::illegal_argument,
          fmt::format("The provided expression [{}] matches an alias, specify the corresponding concrete indices instead.", *alias));
    }
  }
  return names;
}

/// Puts the concrete names in the place of what was sent. Errors: index_not_found; those of own_names.
Awaitable<Result<void>> resolve(engine::Engine& engine, AliasAction& action, const security::Identity& who) {
  const auto sent = std::exchange(action.indices, {});
  const bool removes_index = action.kind == Kind::remove_index;
  auto options = changing;
  options.ignore_unavailable = removes_index && action.must_exist == false;
  CO_TRY(const auto found, co_await content::find_indices(engine, fmt::format("{}", fmt::join(sent, ",")), options));
  CO_TRY(action.indices, own_names(sent, found, who, removes_index ? delete_action : aliases_action));
  if (action.indices.empty() && !options.ignore_unavailable) co_return fail(content::index_not_found(sent.front()));
  // What was named is checked already.
  if (action.kind == Kind::remove) action.may_remove = [&who](std::string_view alias) { return may(who, aliases_action, alias); };
  co_return Result<void>();
}

std::string_view name_of(Kind kind) {
  if (kind == Kind::add) return "add";
  return kind == Kind::remove ? "remove" : "remove_index";
}

Value result_of(const AliasAction& action, const std::optional<Error>& error) {
  auto said = json::object({{"type", name_of(action.kind)}, {"indices", json::Array(action.indices.begin(), action.indices.end())}});
  if (action.kind != Kind::remove_index) said.set("aliases", json::Array(action.aliases.begin(), action.aliases.end()));
  auto result = json::object({{"action", std::move(said)}, {"status", error ? status_of(error->kind) : 200}});
  if (error) result.set("error", error_object(*error));
  return result;
}

Answer answer_of(const std::vector<AliasAction>& actions, const content::AliasOutcome& outcome) {
  const bool has_errors = std::ranges::any_of(outcome, [](const auto& one) { return one.has_value(); });
  auto body = json::object({{"acknowledged", true}, {"errors", has_errors}});
  if (has_errors) {
    json::Array results;
    for (std::size_t i = 0; i < actions.size(); ++i) results.push_back(result_of(actions[i], outcome[i]));
    body.set("action_results", std::move(results));
  }
  return json_answer(body);
}

Awaitable<Result<Answer>> carry_out(engine::Engine& engine, std::vector<AliasAction> actions, const security::Identity& who) {
  for (auto& action : actions) CO_TRY_VOID(co_await resolve(engine, action, who));
  CO_TRY(const auto outcome, co_await content::change_aliases(engine, actions));
  co_return answer_of(actions, outcome);
}

Result<Action> prepare_actions(Services& services, RequestContext& request) {
  request.accept({"timeout", "master_timeout"});
  TRY(const auto text, request.required_body());
  TRY(auto actions, content::read_alias_actions(text));
  for (const auto& action : actions) TRY_VOID(check_names(request.identity(), action));
  return [&services, &who = request.identity(), actions = std::move(actions)]() mutable -> Awaitable<Result<Answer>> {
    co_return co_await carry_out(services.engine, std::move(actions), who);
  };
}

/// The one action of a request that names index and alias in its path.
Result<Action> one_action(Services& services, RequestContext& request, AliasAction action) {
  request.accept({"timeout", "master_timeout"});
  action.indices = base::split_list(request.capture("index"));
  TRY_VOID(check_names(request.identity(), action));
  return [&services, &who = request.identity(), action = std::move(action)]() mutable -> Awaitable<Result<Answer>> {
    std::vector<AliasAction> actions;
    actions.push_back(std::move(action));
    co_return co_await carry_out(services.engine, std::move(actions), who);
  };
}

Result<Action> prepare_put(Services& services, RequestContext& request) {
  AliasAction action{.kind = Kind::add, .aliases = {request.capture("alias")}};
  TRY(action.options, content::read_alias_body(request.body()));
  return one_action(services, request, std::move(action));
}

Result<Action> prepare_delete(Services& services, RequestContext& request) {
  return one_action(services, request, {.kind = Kind::remove, .aliases = base::split_list(request.capture("alias"))});
}

/// The names that were asked for and that nothing has.
std::vector<std::string> missing_of(const std::vector<std::string>& wanted, const std::vector<engine::IndexInfo>& indices) {
  std::vector<std::string> missing;
  for (const auto& name : wanted) {
    const bool is_there = std::ranges::any_of(
        indices, [&](const auto& index) { return std::ranges::find(index.aliases, name, &engine::Alias::name) != index.aliases.end(); });
    if (!is_pattern(name) && !is_there) missing.push_back(name);
  }
  return missing;
}

Answer shown(const std::vector<engine::IndexInfo>& indices, const std::vector<std::string>& wanted) {
  Value body{json::Object{}};
  const auto missing = missing_of(wanted, indices);
  if (!missing.empty()) {
    body.set("error", fmt::format("alias{} [{}] missing", missing.size() == 1 ? "" : "es", fmt::join(missing, ",")));
    body.set("status", 404);
  }
  for (const auto& index : indices) {
    Value aliases{json::Object{}};
    for (const auto& alias : index.aliases)
      if (wanted.empty() || content::is_wanted_alias(wanted, alias.name)) aliases.set(alias.name, content::alias_answer(alias));
    if (!wanted.empty() && aliases.as_object().empty()) continue;
    body.set(index.name, json::object({{"aliases", std::move(aliases)}}));
  }
  return json_answer(body, missing.empty() ? 200 : 404);
}

/// GET and HEAD.
Result<Action> prepare_get(Services& services, RequestContext& request) {
  TRY(const auto options, read_index_options(request, showing));
  request.accept({"local", "master_timeout"});
  return [&services, options, index = request.text("index"), wanted = request.list("alias")]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto found, co_await content::find_indices(services.engine, index, options));
    co_return shown(found, wanted);
  };
}

}  // namespace

std::vector<Route> alias_routes() {
  std::vector<Route> routes{{"POST", "/_aliases", prepare_actions}};
  for (const auto* path : {"/{index}/_alias/{alias}", "/{index}/_aliases/{alias}"}) {
    routes.push_back({"PUT", path, prepare_put});
    routes.push_back({"POST", path, prepare_put});
    routes.push_back({"DELETE", path, prepare_delete});
  }
  for (const auto* method : {"GET", "HEAD"})
    for (const auto* path : {"/_alias", "/_alias/{alias}", "/{index}/_alias", "/{index}/_alias/{alias}"})
      routes.push_back({method, path, prepare_get});
  return routes;
}

}  // namespace headrace::rest
