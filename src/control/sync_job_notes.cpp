#include "control/sync_job_notes.h"

#include "control/errors.h"

namespace headrace::control {
namespace {

engine::SearchRequest request_of(std::string index, const std::string& job_id, std::uint64_t from, std::uint64_t size) {
  engine::SearchRequest request;
  request.indices = {std::move(index)};
  request.query = {engine::Terms{.field = "sync_job_id", .values = {json::Value(job_id)}}};
  request.sort = {{.field = "@timestamp", .unmapped_type = "date"}, {.field = "sequence", .unmapped_type = "long"}, {.field = "_id"}};
  request.from = from;
  request.size = size;
  return request;
}

}  // namespace

Awaitable<Result<engine::ListPage>> sync_job_notes(engine::Engine& engine, std::string index, std::string job_id, std::uint64_t from,
                                                   std::uint64_t size) {
  auto& store = engine.of(index);
  auto found = co_await store.search(request_of(std::move(index), job_id, from, size));
  if (!found && found.error().kind != ErrorKind::index_not_found) co_return fail(std::move(found).error());
  engine::ListPage page;
  if (found) {
    page.count = found->total;
    for (auto& hit : found->hits) page.documents.push_back(std::move(hit.document));
  }
  if (page.count > 0) co_return page;
  CO_TRY(const auto job, co_await engine.state().get(std::string(engine::sync_jobs_index), job_id));
  if (!job) co_return fail(sync_job_not_found(job_id));
  co_return page;
}

}  // namespace headrace::control
