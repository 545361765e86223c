#include "control/sync_job_statistics.h"

#include <algorithm>

#include "control/document_update.h"
#include "control/sync_job_query.h"

namespace headrace::control {
namespace {

constexpr std::uint64_t page_size = 1'000;

/// A sum that stays at the end of 64 bits instead of turning over: what clients may write has no bound.
void add_to(std::int64_t& sum, std::int64_t value) {
  if (__builtin_add_overflow(sum, value, &sum))
    sum = value > 0 ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
}

std::optional<base::Instant> instant(const json::Value& job, std::string_view name) {
  const auto found = base::parse_date(job.text(name));
  return found ? std::optional(*found) : std::nullopt;
}

std::optional<double> seconds_taken(const json::Value& job) {
  const auto begin = instant(job, "started_at");
  auto end = instant(job, "completed_at");
  if (!end) end = instant(job, "canceled_at");
  if (!begin || !end || *end < *begin) return std::nullopt;
  return std::chrono::duration<double>(*end - *begin).count();
}

void add_by(std::map<std::string, SyncJobTotals>& groups, std::string_view name, const json::Value& job) {
  if (!name.empty()) groups[std::string(name)].add(job);
}

}  // namespace

void SyncJobTotals::add(const json::Value& job) {
  ++count;
  add_to(indexed_document_count, job.number("indexed_document_count"));
  add_to(deleted_document_count, job.number("deleted_document_count"));
  add_to(indexed_document_volume, job.number("indexed_document_volume"));
  const auto taken = seconds_taken(job);
  if (!taken) return;
  shortest = ended == 0 ? *taken : std::min(shortest, *taken);
  longest = std::max(longest, *taken);
  sum += *taken;
  ++ended;
}

void SyncJobStatistics::add(const json::Value& job) {
  total.add(job);
  add_by(by_status, job.text("status"), job);
  add_by(by_type, job.text("job_type"), job);
  add_by(by_connector, connector_id_of(job), job);
  if (const auto created = instant(job, "created_at")) add_by(by_day, base::format_instant(*created).substr(0, 10), job);
}

Awaitable<Result<SyncJobStatistics>> sync_job_statistics(engine::StateStore& store, SyncJobList wanted) {
  SyncJobStatistics statistics;
  auto request = request_of(wanted);
  request.size = page_size;
  do {
    CO_TRY(auto page, co_await store.list(request));
    for (const auto& document : page.documents) {
      CO_TRY(const auto job, parsed(document));
      statistics.add(job);
    }
    request.after = std::move(page.next);
    co_await give_way();
  } while (request.after);
  co_return statistics;
}

}  // namespace headrace::control
