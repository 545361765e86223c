#include <fmt/format.h>

#include "control/document_update.h"
#include "control/errors.h"
#include "control/sync_job_state.h"

namespace headrace::control {
namespace {

struct Counter {
  std::string_view name;
  std::optional<std::int64_t> value;
};

/// In the order of the errors (docs/spec/sync-jobs.md 3.9).
std::array<Counter, 4> counters_of(const SyncJobStats& stats) {
  return {{{"deleted_document_count", stats.deleted_document_count},
           {"indexed_document_count", stats.indexed_document_count},
           {"indexed_document_volume", stats.indexed_document_volume},
           {"total_document_count", stats.total_document_count}}};
}

Result<void> check(std::string_view id, const SyncJobStats& stats) {
  Validation validation;
  validation.add_if(id.empty(), sync_job_id_missing);
  for (const auto& counter : counters_of(stats)) {
    if (counter.value.value_or(0) < 0) validation.add(fmt::format("[{}] cannot be negative.", counter.name));
  }
  return validation.result();
}

/// The original's index keeps counters in 32 bits (docs/spec/sync-jobs.md 1.1).
Result<void> check_32_bits(std::string_view id, const SyncJobStats& stats) {
  for (const auto& counter : counters_of(stats)) {
    if (counter.value.value_or(0) > std::numeric_limits<std::int32_t>::max()) {
      return fail(integer_out_of_range(id, counter.name, *counter.value));
    }
  }
  return {};
}

}  // namespace

Awaitable<Result<UpdateResult>> SyncJobs::update_stats(std::string id, SyncJobStats stats) {
  CO_TRY_VOID(check(id, stats));
  Target target{engine::sync_jobs_index, id, sync_job_update_not_found(id)};
  auto rule = [id, stats = std::move(stats), mode = mode_](const json::Value&, engine::StateView& state) -> Result<json::Value> {
    if (mode == Mode::strict) TRY_VOID(check_32_bits(id, stats));
    json::Value part;
    for (const auto& counter : counters_of(stats)) {
      if (counter.value) part.set(counter.name, *counter.value);
    }
    part.set("last_seen", base::format_instant(stats.last_seen.value_or(state.now())));
    if (stats.metadata) part.set("metadata", *stats.metadata);
    return part;
  };
  co_return co_await update_document(store_, std::move(target), {}, std::move(rule));
}

}  // namespace headrace::control
