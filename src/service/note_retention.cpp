#include "service/note_retention.h"

#include "control/sync_job.h"
#include "control/sync_job_notes.h"
#include "service/block_on.h"
#include "service/checkpoint.h"

namespace headrace::service {
namespace {

/// Documents of one step.
constexpr std::uint64_t step_size = 500;

engine::Write removal_of(const engine::Document& document) {
  engine::Write write;
  write.action = engine::Write::Action::remove;
  write.index = document.index;
  write.id = document.id;
  write.guard = engine::Guard{document.seq_no, document.primary_term};  // one that changes meanwhile stays
  write.makes_index = false;
  return write;
}

/// How many of them were removed.
Result<std::uint64_t> remove(engine::DocumentStore& store, std::vector<engine::Write> writes) {
  if (writes.empty()) return std::uint64_t{0};
  TRY(const auto written, block_on(store.write(std::move(writes))));
  return static_cast<std::uint64_t>(std::ranges::count_if(written, [](const auto& item) { return item.has_value(); }));
}

using IsOver = std::function<Result<bool>(const engine::Document&)>;

/// Walks once through what `query` finds in `index`, which need not be there, and removes what is over.
Result<std::uint64_t> sift(engine::Engine& engine, std::string_view index, const engine::Query& query, const IsOver& is_over,
                           const IsStopping& is_stopping) {
  auto& store = engine.of(index);
  std::uint64_t removed = 0;
  for (engine::Walk walk; !is_stopping();) {
    engine::SearchRequest request;
    request.indices = {std::string(index)};
    request.query = query;
    request.size = step_size;
    request.walk = walk;
    const auto found = block_on(store.search(std::move(request)));
    if (!found) return found.error().kind == ErrorKind::index_not_found ? Result<std::uint64_t>(removed) : fail(found.error());
    std::vector<engine::Write> writes;
    for (const auto& hit : found->hits) {
      TRY(const bool over, is_over(hit.document));
      if (over) writes.push_back(removal_of(hit.document));
    }
    TRY(const auto count, remove(store, std::move(writes)));
    removed += count;
    if (!found->next) break;
    walk.after = *found->next;
  }
  return removed;
}

}  // namespace

Result<std::uint64_t> remove_notes(engine::Engine& engine, base::Instant before, const IsStopping& is_stopping) {
  const engine::Query old{engine::Range{.field = "@timestamp",
                                        .gt = std::nullopt,
                                        .gte = std::nullopt,
                                        .lt = json::Value(base::format_instant(before)),
                                        .lte = std::nullopt}};
  std::uint64_t removed = 0;
  for (const auto index : {control::job_log_index, control::job_failures_index}) {
    TRY(const auto count, sift(engine, index, old, [](const engine::Document&) { return true; }, is_stopping));
    removed += count;
  }
  return removed;
}

Result<std::uint64_t> remove_checkpoints(engine::Engine& engine, const IsStopping& is_stopping) {
  const auto has_no_use = [&engine](const engine::Document& checkpoint) -> Result<bool> {
    TRY(const auto job, block_on(engine.state().get(std::string(engine::sync_jobs_index), checkpoint.id)));
    if (!job) return true;
    TRY(const auto source, json::parse(*job->source));
    const auto status = control::parse_sync_job_status(source.text("status"));
    return status && control::is_final(*status);
  };
  return sift(engine, checkpoints_index, {engine::MatchAll{}}, has_no_use, is_stopping);
}

}  // namespace headrace::service
