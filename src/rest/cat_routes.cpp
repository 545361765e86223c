// `_cat`: what there is, for people.

#include <fmt/format.h>

#include "content/aliases.h"
#include "content/search.h"
#include "rest/cat_table.h"
#include "rest/documents_parameters.h"
#include "rest/families.h"

namespace headrace::rest {
namespace {

const std::vector<CatColumn>& index_columns() {
  static const std::vector<CatColumn> columns{
      {"health", "h", "current health status"},
      {"status", "s", "open/close status"},
      {"index", "i,idx", "index name"},
      {"uuid", "id,uuid", "index uuid"},
      {"pri", "p,shards.primary,shardsPrimary", "number of primary shards", true},
      {"rep", "r,shards.replica,shardsReplica", "number of replica shards", true},
      {"docs.count", "dc,docsCount", "available docs", true},
      {"docs.deleted", "dd,docsDeleted", "deleted docs", true},
      {"creation.date", "cd", "index creation date (millisecond value)", true, false},
      {"creation.date.string", "cds", "index creation date (as string)", false, false},
      {"store.size", "ss,storeSize", "store size of primaries & replicas", true},
      {"pri.store.size", "", "store size of primaries", true},
      {"dataset.size", "", "total size of dataset", true},
  };
  return columns;
}

CatCell number_cell(std::uint64_t number) { return {std::to_string(number), static_cast<double>(number)}; }

Result<std::vector<CatCell>> index_row(const engine::IndexInfo& index, const std::string& unit) {
  TRY(const auto size, cat_bytes(index.bytes, unit));
  const auto created = std::chrono::duration_cast<std::chrono::milliseconds>(index.created_at.time_since_epoch()).count();
  return std::vector<CatCell>{{"green"},
                              {index.is_closed ? "close" : "open"},
                              {index.name},
                              {index.uuid},
                              number_cell(1),
                              number_cell(0),
                              index.is_closed ? CatCell{""} : number_cell(index.documents),
                              index.is_closed ? CatCell{""} : number_cell(0),
                              {std::to_string(created), static_cast<double>(created)},
                              {base::format_instant(index.created_at)},
                              size,
                              size,
                              size};
}

Result<CatTable> index_table(const std::vector<engine::IndexInfo>& found, const std::string& unit) {
  CatTable table{index_columns(), {}};
  for (const auto& index : found) {
    TRY(auto row, index_row(index, unit));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Result<Action> prepare_indices(Services& services, RequestContext& request) {
  TRY(const auto options, read_index_options(request, {.expand_closed = true}));
  TRY(auto form, CatForm::read(request));
  const auto health = request.text("health");
  if (!health.empty() && health != "green" && health != "yellow" && health != "red")
    return fail(ErrorKind::illegal_argument, fmt::format("unknown cluster health status [{}]", health));
  // Checked here, so that it is refused when there is nothing to show too.
  const auto unit = request.text("bytes");
  TRY_VOID(cat_bytes(0, unit));
  request.accept({"local", "master_timeout", "pri", "time", "include_unloaded_segments"});
  return [&services, options, form = std::move(form), health, unit, index = request.text("index")]() -> Awaitable<Result<Answer>> {
    std::vector<engine::IndexInfo> found;
    if (health.empty() || health == "green") {
      CO_TRY(found, co_await content::find_indices(services.engine, index, options));
    }
    CO_TRY(auto table, index_table(found, unit));
    co_return cat_answer(std::move(table), form);
  };
}

Result<Action> prepare_count(Services& services, RequestContext& request) {
  TRY(auto form, CatForm::read(request));
  request.accept({"local", "time"});
  return [&services, form = std::move(form), index = request.text("index")]() -> Awaitable<Result<Answer>> {
    engine::SearchRequest search;
    CO_TRY(search.indices, co_await content::find_names(services.engine, index, {}));
    search.size = 0;
    CO_TRY(const auto found, co_await content::run_search(services.engine, std::move(search)));
    const auto now = services.options.clock->now();
    const auto epoch = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    CatTable table{{{"epoch", "t,time", "seconds since 1970-01-01 00:00:00", true},
                    {"timestamp", "ts,hms,hhmmss", "time in HH:MM:SS"},
                    {"count", "dc,docs.count,docsCount", "the document count", true}},
                   {}};
    table.rows.push_back(
        {number_cell(static_cast<std::uint64_t>(epoch)), {base::format_instant(now).substr(11, 8)}, number_cell(found.total)});
    co_return cat_answer(std::move(table), form);
  };
}

CatCell dash_or(std::string text) { return {text.empty() ? "-" : std::move(text)}; }

std::vector<CatCell> alias_row(const engine::IndexInfo& index, const engine::Alias& alias) {
  const auto write = alias.is_write_index ? (*alias.is_write_index ? "true" : "false") : "";
  return {{alias.name}, {index.name}, {"-"}, dash_or(alias.index_routing), dash_or(alias.search_routing), dash_or(write)};
}

Result<Action> prepare_aliases(Services& services, RequestContext& request) {
  TRY(const auto options, read_index_options(request, {.expand_closed = true, .expand_hidden = true}));
  TRY(auto form, CatForm::read(request));
  request.accept({"local", "master_timeout"});
  auto wanted = request.list("alias");
  return [&services, options, form = std::move(form), wanted = std::move(wanted)]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto found, co_await content::find_indices(services.engine, "", options));
    CatTable table{{{"alias", "a", "alias name"},
                    {"index", "i,idx", "index alias points to"},
                    {"filter", "f,fi", "filter"},
                    {"routing.index", "ri,routingIndex", "index routing"},
                    {"routing.search", "rs,routingSearch", "search routing"},
                    {"is_write_index", "w,isWriteIndex", "write index"}},
                   {}};
    for (const auto& index : found)
      for (const auto& alias : index.aliases)
        if (wanted.empty() || content::is_wanted_alias(wanted, alias.name)) table.rows.push_back(alias_row(index, alias));
    co_return cat_answer(std::move(table), form);
  };
}

const std::vector<CatColumn>& health_columns() {
  static const std::vector<CatColumn> columns{
      {"epoch", "t,time", "seconds since 1970-01-01 00:00:00", true},
      {"timestamp", "ts,hms,hhmmss", "time in HH:MM:SS"},
      {"cluster", "cl", "cluster name"},
      {"status", "st", "health status"},
      {"node.total", "nt,nodeTotal", "total number of nodes", true},
      {"node.data", "nd,nodeData", "number of nodes that can store data", true},
      {"shards", "t,sh,shards.total,shardsTotal", "total number of shards", true},
      {"pri", "p,shards.primary,shardsPrimary", "number of primary shards", true},
      {"relo", "r,shards.relocating,shardsRelocating", "number of relocating nodes", true},
      {"init", "i,shards.initializing,shardsInitializing", "number of initializing nodes", true},
      {"unassign", "u,shards.unassigned,shardsUnassigned", "number of unassigned shards", true},
      {"unassign.pri", "up,shards.unassigned.primary,shardsUnassignedPrimary", "number of unassigned primary shards", true},
      {"pending_tasks", "pt,pendingTasks", "number of pending tasks", true},
      {"max_task_wait_time", "mtwt,maxTaskWaitTime", "wait time of longest task pending"},
      {"active_shards_percent", "asp,activeShardsPercent", "active number of shards in percent"},
  };
  return columns;
}

Result<Action> prepare_health(Services& services, RequestContext& request) {
  TRY(auto form, CatForm::read(request));
  TRY(const bool with_time, request.flag("ts", true));
  request.accept({"local", "master_timeout", "time"});
  return [&services, form = std::move(form), with_time]() -> Awaitable<Result<Answer>> {
    CO_TRY(const auto state, co_await services.engine.state().indices());
    CO_TRY(const auto content, co_await services.engine.content().indices());
    const auto now = services.options.clock->now();
    const auto epoch = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    const auto shards = number_cell(state.size() + content.size());
    CatTable table{health_columns(), {}};
    table.rows.push_back({number_cell(static_cast<std::uint64_t>(epoch)),
                          {base::format_instant(now).substr(11, 8)},
                          {services.options.cluster_name},
                          {"green"},
                          number_cell(1),
                          number_cell(1),
                          shards,
                          shards,
                          number_cell(0),
                          number_cell(0),
                          number_cell(0),
                          number_cell(0),
                          number_cell(0),
                          {"-"},
                          {"100.0%"}});
    if (!with_time) {
      for (auto i = 0; i < 2; ++i) {
        table.columns.erase(table.columns.begin());
        table.rows.front().erase(table.rows.front().begin());
      }
    }
    co_return cat_answer(std::move(table), form);
  };
}

Result<Action> prepare_list(Services&, RequestContext&) {
  return []() -> Awaitable<Result<Answer>> {
    co_return Answer{.body =
                         "/_cat/aliases\n/_cat/aliases/{alias}\n/_cat/count\n/_cat/count/{index}\n/_cat/health\n/_cat/indices\n"
                         "/_cat/indices/{index}\n",
                     .content_type = "text/plain; charset=UTF-8"};
  };
}

}  // namespace

std::vector<Route> cat_routes() {
  return {{"GET", "/_cat", prepare_list},
          {"GET", "/_cat/indices", prepare_indices},
          {"GET", "/_cat/indices/{index}", prepare_indices},
          {"GET", "/_cat/aliases", prepare_aliases},
          {"GET", "/_cat/aliases/{alias}", prepare_aliases},
          {"GET", "/_cat/health", prepare_health},
          {"GET", "/_cat/count", prepare_count},
          {"GET", "/_cat/count/{index}", prepare_count}};
}

}  // namespace headrace::rest
