// Backups and compaction (docs/reference/backup.md).

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include "backup/archive.h"
#include "base/log.h"
#include "rest/answers.h"
#include "rest/families.h"

namespace headrace::rest {
namespace {

namespace asio = boost::asio;

/// Outlives the request: it is the engine's own, also behind what a restricted identity sees.
Result<engine::Upkeep*> upkeep_of(Services& services) {
  if (auto* upkeep = services.engine.upkeep()) return upkeep;
  return fail(ErrorKind::illegal_argument, "the data of this server is kept elsewhere: back it up and compact it there");
}

Result<Action> prepare_backup(Services& services, RequestContext&) {
  TRY(auto* upkeep, upkeep_of(services));
  return [&services, upkeep]() -> Awaitable<Result<Answer>> {
    CO_TRY(auto checkpoint, co_await upkeep->checkpoint());
    auto archive = std::make_shared<backup::Archive>(std::move(checkpoint), services.options.program_version);
    Answer answer{.headers = {{"content-disposition", "attachment; filename=\"headrace-backup.tar\""}},
                  .content_type = "application/x-tar"};
    answer.stream = [archive] { return archive->next(); };
    co_return answer;
  };
}

json::Value shown(const std::vector<engine::Compacted>& stores) {
  json::Object object;
  for (const auto& [store, before, after] : stores)
    object.push_back({store, json::object({{"bytes_before", before}, {"bytes_after", after}})});
  return json::object({{"stores", std::move(object)}});
}

Awaitable<void> compact_unwatched(engine::Upkeep& upkeep) {
  const auto compacted = co_await upkeep.compact();
  if (!compacted) base::log_warning("upkeep", "a compaction ended early", {{"error.message", compacted.error().reason}});
}

Result<Action> prepare_compact(Services& services, RequestContext& request) {
  TRY(const bool waits, request.flag("wait_for_completion", true));
  TRY(auto* upkeep, upkeep_of(services));
  return [upkeep, waits]() -> Awaitable<Result<Answer>> {
    if (upkeep->is_compacting()) co_return fail(ErrorKind::status_conflict, "a compaction is running already");
    if (!waits) {
      asio::co_spawn(co_await asio::this_coro::executor, compact_unwatched(*upkeep), [](const std::exception_ptr&) {});
      co_return acknowledged();
    }
    CO_TRY(const auto stores, co_await upkeep->compact());
    co_return json_answer(shown(stores));
  };
}

}  // namespace

std::vector<Route> upkeep_routes() {
  return {{"POST", "/_headrace/backup", prepare_backup}, {"POST", "/_headrace/compact", prepare_compact}};
}

}  // namespace headrace::rest
