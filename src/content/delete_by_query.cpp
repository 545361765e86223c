#include "content/delete_by_query.h"

#include <algorithm>

#include "content/documents.h"

namespace headrace::content {
namespace {

using engine::Write;

constexpr std::uint64_t batch_size = 1'000;

/// The next documents of one index in the order of their last change, after `place`.
engine::SearchRequest next_batch(const DeleteByQuery& request, const std::string& index, std::uint64_t size, const json::Array& place) {
  engine::SearchRequest search;
  search.indices = {index};
  search.query = request.query;
  search.sort = {{.field = "_seq_no", .descending = false, .missing_first = false}};
  search.search_after = place;
  search.size = size;
  search.is_exact = true;
  return search;
}

Write removal_of(const engine::Document& document) {
  Write write;
  write.action = Write::Action::remove;
  write.index = document.index;
  write.id = document.id;
  write.guard = engine::Guard{document.seq_no, document.primary_term};
  return write;
}

void count(const Result<engine::Written>& result, const engine::Document& document, DeletedByQuery& to) {
  if (result) {
    ++to.deleted;
  } else if (result.error().kind == ErrorKind::version_conflict) {
    ++to.version_conflicts;
    to.failures.push_back({document.index, document.id, result.error()});
  } else {
    to.failures.push_back({document.index, document.id, result.error()});
  }
}

Awaitable<Result<void>> delete_batch(engine::Engine& engine, const std::vector<engine::Hit>& hits, DeletedByQuery& to) {
  std::vector<Write> writes;
  for (const auto& hit : hits) writes.push_back(removal_of(hit.document));
  CO_TRY(const auto results, co_await write_documents(engine, std::move(writes)));
  ++to.batches;
  for (std::size_t i = 0; i < results.size(); ++i) count(results[i], hits[i].document, to);
  co_return Result<void>();
}

/// All documents of one index that there were when it began. What is written meanwhile comes later in the order and is left alone.
Awaitable<Result<void>> delete_from(engine::Engine& engine, const DeleteByQuery& request, std::string index, DeletedByQuery& to) {
  json::Array place;
  std::uint64_t left = request.max_docs - to.total;
  for (bool first = true; left > 0; first = false) {
    CO_TRY(const auto found, co_await engine.of(index).search(next_batch(request, index, std::min(left, batch_size), place)));
    if (first) {
      left = std::min(left, found.total);
      to.total += left;
    }
    if (found.hits.empty()) break;
    CO_TRY_VOID(co_await delete_batch(engine, found.hits, to));
    if (!to.failures.empty() && !request.proceed_on_conflict) break;
    left -= std::min<std::uint64_t>(left, found.hits.size());
    place = found.hits.back().sort;
  }
  co_return Result<void>();
}

}  // namespace

Awaitable<Result<DeletedByQuery>> delete_by_query(engine::Engine& engine, DeleteByQuery request) {
  DeletedByQuery done;
  for (const auto& index : request.indices) {
    CO_TRY_VOID(co_await delete_from(engine, request, index, done));
    if (!done.failures.empty() && !request.proceed_on_conflict) break;
  }
  // With `proceed` conflicts are only counted.
  if (request.proceed_on_conflict)
    std::erase_if(done.failures, [](const auto& failure) { return failure.error.kind == ErrorKind::version_conflict; });
  co_return done;
}

}  // namespace headrace::content
