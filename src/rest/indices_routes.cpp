// Indices: create, show, delete, stats, what names mean (docs/spec/document-api.md 4.1 to 4.5).

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "content/index_body.h"
#include "content/index_settings.h"
#include "rest/answers.h"
#include "rest/checked_parameters.h"
#include "rest/documents_parameters.h"
#include "rest/families.h"
#include "security/guarded_engine.h"

namespace headrace::rest {
namespace {

using engine::IndexInfo;
using json::Value;

/// What `features` may name; each is a member of an index's description.
constexpr std::array<std::string_view, 3> features{"aliases", "mappings", "settings"};

Result<Action> prepare_create(Services& services, RequestContext& request) {
  TRY(auto wanted, content::read_index_body(request.capture("index"), request.body()));
  TRY_VOID(check_hints(request, {.times = {"timeout", "master_timeout"}}));
  TRY_VOID(check_active_shards(request));
  for (const auto& alias : wanted.aliases) TRY_VOID(security::check_index(request.identity(), "indices:admin/aliases", alias.name));
  return [&services, wanted = std::move(wanted)]() mutable -> Awaitable<Result<Answer>> {
    CO_TRY_VOID(content::check_writable(wanted.name));
    auto& store = services.engine.of(wanted.name);
    CO_TRY(const auto made, co_await store.create_index(std::move(wanted)));
    co_return json_answer(json::object({{"acknowledged", true}, {"shards_acknowledged", true}, {"index", made.name}}));
  };
}

/// The members to show. Errors: illegal_argument.
Result<std::vector<std::string>> read_features(RequestContext& request) {
  auto wanted = request.list("features");
  if (wanted.empty()) return std::vector<std::string>(features.begin(), features.end());
  for (const auto& name : wanted)
    if (std::ranges::find(features, name) == features.end())
      return fail(ErrorKind::illegal_argument, fmt::format("No feature for name [{}]", name));
  return wanted;
}

/// What of an index is shown, and how.
struct Shown {
  std::vector<std::string> members;
  bool flat_settings = false;
  bool include_defaults = false;
};

Value shown(const IndexInfo& index, const Shown& how) {
  auto whole = content::index_answer(index);
  const auto form = [&](const Value& settings) { return how.flat_settings ? content::flat_settings(settings) : settings; };
  whole.set("settings", form(*whole.find("settings")));
  Value part = json::Object{};
  for (const auto& name : features)
    if (std::ranges::find(how.members, name) != how.members.end()) part.set(name, *whole.find(name));
  if (how.include_defaults && part.find("settings") != nullptr) part.set("defaults", form(content::default_settings(index)));
  return part;
}

/// GET and HEAD: the same but for the body.
Result<Action> prepare_get(Services& services, RequestContext& request) {
  TRY(const auto options, read_index_options(request));
  Shown how;
  TRY(how.members, read_features(request));
  TRY(how.flat_settings, request.flag("flat_settings"));
  TRY(how.include_defaults, request.flag("include_defaults"));
  TRY_VOID(check_hints(request, {.flags = {"local"}, .times = {"master_timeout"}}));
  return [&services, options, how = std::move(how), index = request.capture("index")]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto found, co_await content::find_indices(services.engine, index, options));
    json::Object body;
    for (const auto& one : found) body.push_back({one.name, shown(one, how)});
    co_return json_answer(Value(std::move(body)));
  };
}

/// What DELETE names, all of it concrete and there. Errors: illegal_argument, index_not_found.
Awaitable<Result<std::vector<std::string>>> deletable(engine::Engine& engine, std::string expression, content::IndexOptions options) {
  CO_TRY_VOID(refuse_wildcards(expression));
  const auto pieces = base::split_list(expression);
  CO_TRY(const auto found, co_await content::find_indices(engine, expression, options));
  std::vector<std::string> names;
  for (const auto& index : found) {
    if (std::ranges::find(pieces, index.name) != pieces.end()) {
      names.push_back(index.name);
    } else if (!options.ignore_unavailable) {
      co_return fail(
          ErrorKind::illegal_argument,
          fmt::format("The provided expression [{}] matches an alias, specify the corresponding concrete indices instead.", expression));
    }
  }
  // The connector indices refuse; they go first so that nothing else is gone by then.
  std::ranges::partition(names, [](const auto& name) { return engine::Engine::is_state_index(name); });
  co_return names;
}

Result<Action> prepare_delete(Services& services, RequestContext& request) {
  TRY(const auto options, read_index_options(request));
  TRY_VOID(check_hints(request, {.times = {"timeout", "master_timeout"}}));
  return [&services, options, index = request.capture("index")]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto names, co_await deletable(services.engine, index, options));
    for (const auto& name : names) CO_TRY_VOID(co_await services.engine.of(name).delete_index(name));
    co_return acknowledged();
  };
}

Value numbers_of(std::uint64_t documents, std::uint64_t bytes) {
  return json::object(
      {{"docs", json::object({{"count", documents}, {"deleted", 0}})}, {"store", json::object({{"size_in_bytes", bytes}})}});
}

Value stats_body(const std::vector<IndexInfo>& found) {
  std::uint64_t documents = 0;
  std::uint64_t bytes = 0;
  json::Object indices;
  for (const auto& index : found) {
    documents += index.documents;
    bytes += index.bytes;
    const auto numbers = numbers_of(index.documents, index.bytes);
    indices.push_back({index.name, json::object({{"uuid", index.uuid},
                                                 {"health", "green"},
                                                 {"status", index.is_closed ? "close" : "open"},
                                                 {"primaries", numbers},
                                                 {"total", numbers}})});
  }
  const auto all = numbers_of(documents, bytes);
  return json::object({{"_shards", shards_body(found.size())},
                       {"_all", json::object({{"primaries", all}, {"total", all}})},
                       {"indices", Value(std::move(indices))}});
}

Result<Action> prepare_stats(Services& services, RequestContext& request) {
  TRY(auto options, read_index_options(request));
  TRY(options.forbid_closed, request.flag("forbid_closed_indices", true));
  TRY_VOID(check_hints(request, {.flags = {"include_segment_file_sizes", "include_unloaded_segments"}, .texts = {"level"}}));
  return [&services, options, index = request.text("index")]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto found, co_await content::find_indices(services.engine, index, options));
    co_return json_answer(stats_body(found));
  };
}

json::Array texts(const std::vector<std::string>& names) { return {names.begin(), names.end()}; }

Value resolved_body(const content::ResolvedNames& found) {
  json::Array indices;
  for (const auto& index : found.indices) {
    std::vector<std::string> aliases;
    for (const auto& alias : index.aliases) aliases.push_back(alias.name);
    std::vector<std::string> attributes{index.is_closed ? "closed" : "open"};
    if (content::is_hidden(index)) attributes.insert(attributes.begin(), "hidden");
    auto entry = json::object({{"name", index.name}});
    if (!aliases.empty()) entry.set("aliases", texts(aliases));
    entry.set("attributes", texts(attributes));
    entry.set("mode", "standard");
    indices.push_back(std::move(entry));
  }
  json::Array aliases;
  for (const auto& [name, behind] : found.aliases) aliases.push_back(json::object({{"name", name}, {"indices", texts(behind)}}));
  return json::object({{"indices", std::move(indices)}, {"aliases", std::move(aliases)}, {"data_streams", json::Array{}}});
}

Result<Action> prepare_resolve(Services& services, RequestContext& request) {
  TRY(const auto options, read_index_options(request));
  request.accept({"mode", "project_routing"});
  return [&services, options, index = request.capture("index")]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto all, co_await content::all_indices(services.engine));
    CO_TRY(const auto found, content::resolve_names(index, options, all));
    co_return json_answer(resolved_body(found));
  };
}

}  // namespace

std::vector<Route> index_routes() {
  return {
      {"PUT", "/{index}", prepare_create},
      {"GET", "/{index}", prepare_get},
      {"HEAD", "/{index}", prepare_get},
      {"DELETE", "/{index}", prepare_delete},
      {"GET", "/_resolve/index/{index}", prepare_resolve},
      {"GET", "/_stats", prepare_stats},
      {"GET", "/{index}/_stats", prepare_stats},
  };
}

}  // namespace headrace::rest
