// Indices: create, show, delete, refresh, stats (docs/spec/document-api.md 4.1 to 4.6).

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "content/errors.h"
#include "content/index_body.h"
#include "rest/answers.h"
#include "rest/checked_parameters.h"
#include "rest/documents_parameters.h"
#include "rest/families.h"

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

Value shown(const IndexInfo& index, const std::vector<std::string>& members) {
  const auto whole = content::index_answer(index);
  Value part = json::Object{};
  for (const auto& name : features)
    if (std::ranges::find(members, name) != members.end()) part.set(name, *whole.find(name));
  return part;
}

/// GET and HEAD: the same but for the body.
Result<Action> prepare_get(Services& services, RequestContext& request) {
  TRY(const auto options, read_index_options(request));
  TRY(auto members, read_features(request));
  TRY_VOID(check_hints(request, {.flags = {"flat_settings", "include_defaults", "local"}, .times = {"master_timeout"}}));
  return [&services, options, members = std::move(members), index = request.capture("index")]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto found, co_await content::find_indices(services.engine, index, options));
    json::Object body;
    for (const auto& one : found) body.push_back({one.name, shown(one, members)});
    co_return json_answer(Value(std::move(body)));
  };
}

Result<Action> prepare_mapping(Services& services, RequestContext& request) {
  TRY(const auto options, read_index_options(request));
  TRY_VOID(check_hints(request, {.flags = {"local"}, .times = {"master_timeout"}}));
  return [&services, options, index = request.text("index")]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto found, co_await content::find_indices(services.engine, index, options));
    json::Object body;
    for (const auto& one : found) body.push_back({one.name, shown(one, {"mappings"})});
    co_return json_answer(Value(std::move(body)));
  };
}

bool is_wildcard(const std::string& piece) { return piece == "_all" || piece.contains('*'); }

/// What DELETE names, all of it concrete and there. Errors: illegal_argument, index_not_found.
Awaitable<Result<std::vector<std::string>>> deletable(engine::Engine& engine, std::string expression, content::IndexOptions options) {
  const auto pieces = base::split_list(expression);
  if (pieces.empty() || std::ranges::any_of(pieces, is_wildcard))
    co_return fail(ErrorKind::illegal_argument, "Wildcard expressions or all indices are not allowed");
  CO_TRY(const auto found, co_await content::find_indices(engine, expression, options));
  std::vector<std::string> names;
  for (const auto& index : found) {
    if (std::ranges::find(pieces, index.name) == pieces.end())
      co_return fail(
          ErrorKind::illegal_argument,
          fmt::format("The provided expression [{}] matches an alias, specify the corresponding concrete indices instead.", expression));
    names.push_back(index.name);
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

Value shards_of(std::size_t indices) { return json::object({{"total", indices}, {"successful", indices}, {"failed", 0}}); }

/// Every write is visible when it is answered, so there is nothing to do but to see that the indices are there.
Result<Action> prepare_refresh(Services& services, RequestContext& request) {
  TRY(const auto options, read_index_options(request));
  return [&services, options, index = request.text("index")]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto names, co_await content::find_names(services.engine, index, options));
    co_return json_answer(json::object({{"_shards", shards_of(names.size())}}));
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
    indices.push_back(
        {index.name,
         json::object({{"uuid", index.uuid}, {"health", "green"}, {"status", "open"}, {"primaries", numbers}, {"total", numbers}})});
  }
  const auto all = numbers_of(documents, bytes);
  return json::object({{"_shards", shards_of(found.size())},
                       {"_all", json::object({{"primaries", all}, {"total", all}})},
                       {"indices", Value(std::move(indices))}});
}

Result<Action> prepare_stats(Services& services, RequestContext& request) {
  TRY(const auto options, read_index_options(request));
  TRY_VOID(check_hints(
      request, {.flags = {"forbid_closed_indices", "include_segment_file_sizes", "include_unloaded_segments"}, .texts = {"level"}}));
  return [&services, options, index = request.text("index")]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto found, co_await content::find_indices(services.engine, index, options));
    co_return json_answer(stats_body(found));
  };
}

}  // namespace

std::vector<Route> index_routes() {
  return {
      {"PUT", "/{index}", prepare_create},
      {"GET", "/{index}", prepare_get},
      {"HEAD", "/{index}", prepare_get},
      {"DELETE", "/{index}", prepare_delete},
      {"GET", "/_mapping", prepare_mapping},
      {"GET", "/{index}/_mapping", prepare_mapping},
      {"GET", "/_refresh", prepare_refresh},
      {"POST", "/_refresh", prepare_refresh},
      {"GET", "/{index}/_refresh", prepare_refresh},
      {"POST", "/{index}/_refresh", prepare_refresh},
      {"GET", "/_stats", prepare_stats},
      {"GET", "/{index}/_stats", prepare_stats},
  };
}

}  // namespace headrace::rest
