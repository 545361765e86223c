#include "control/sync_job_retention.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/date_math.h"
#include "control/document_update.h"
#include "control/sync_job_query.h"
#include "control/sync_job_state.h"

namespace headrace::control {
namespace {

using engine::sync_jobs_index;

/// Looked at, and at most removed, in one step.
constexpr std::uint64_t page_size = 200;

const std::vector ended_statuses{SyncJobStatus::completed, SyncJobStatus::error, SyncJobStatus::canceled};

/// When the job ended, as well as that is known.
std::optional<base::Instant> end_of(const json::Value& job) {
  for (const auto* name : {"completed_at", "canceled_at", "created_at"}) {
    const auto date = base::parse_date(job.text(name));
    if (date) return *date;
  }
  return std::nullopt;
}

/// Looks at one job after the other, from the newest on.
class Sieve {
 public:
  Sieve(const Retention& retention, std::optional<base::Instant> oldest) : max_count_(retention.max_count), oldest_(oldest) {}

  bool removes(const json::Value& job) {
    const auto place = ++seen_[connector_id_of(job)];
    if (max_count_ && place > *max_count_) return true;
    const auto end = end_of(job);
    return oldest_ && end && *end < *oldest_;
  }

 private:
  std::optional<std::uint64_t> max_count_;
  std::optional<base::Instant> oldest_;
  std::map<std::string, std::uint64_t> seen_;
};

struct EndedJob {
  std::string id, connector_id;
};

/// Whether the job is still there, and still at its end: a write may have set it going again.
Result<bool> has_ended(const engine::Document* document) {
  if (document == nullptr) return false;
  TRY(const auto job, parsed(*document));
  const auto status = status_of(job);
  return status && is_final(*status);
}

/// Takes out those that have ended still; these are returned.
Awaitable<Result<std::vector<EndedJob>>> remove_all(engine::StateStore& store, std::vector<EndedJob> jobs) {
  engine::Reads reads;
  for (const auto& job : jobs) {
    reads.documents.push_back({std::string(sync_jobs_index), job.id});
    reads.documents.push_back({std::string(claims_index), job.id});
  }
  std::vector<EndedJob> removed;
  CO_TRY_VOID(co_await store.transact(std::move(reads), [&jobs, &removed](engine::StateView& state) -> Result<void> {
    removed.clear();
    for (const auto& job : jobs) {
      TRY(const bool ended, has_ended(state.find(sync_jobs_index, job.id)));
      if (!ended) continue;
      remove_sync_job(state, job.id);
      removed.push_back(job);
    }
    return {};
  }));
  co_return removed;
}

void add_to(Pruned& pruned, const std::vector<EndedJob>& jobs) {
  pruned.count += jobs.size();
  for (const auto& job : jobs) {
    ++pruned.by_connector[job.connector_id];
    if (pruned.ids.size() < Pruned::ids_shown) pruned.ids.push_back(job.id);
  }
}

std::unexpected<Error> refuse(std::string_view name, std::string_view value, std::string_view wanted) {
  return fail(ErrorKind::illegal_argument, fmt::format("[{}] with value [{}] cannot be used: {} is wanted", name, value, wanted));
}

}  // namespace

Result<Retention> read_retention(const std::string& age, const std::string& count) {
  constexpr std::string_view units = "yMwdhms";
  Retention retention;
  if (!age.empty()) {
    const auto digits = age.find_first_not_of("0123456789");
    const bool is_age = digits != std::string::npos && digits > 0 && digits < 7 && digits + 1 == age.size() && units.contains(age.back());
    // Dates begin in 1677, so that an age of 250 years can be taken off any of them that a clock shows.
    if (!is_age || !base::resolve_date("now-" + age, {.now = base::Instant()})) {
      return refuse("max_age", age, "a number with a unit (y, M, w, d, h, m, s), such as 30d,");
    }
    retention.max_age = age;
  }
  if (count.empty()) return retention;
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(count.data(), count.data() + count.size(), number);
  if (problem != std::errc() || end != count.data() + count.size() || number == 0) return refuse("max_count", count, "a number from 1 on");
  retention.max_count = number;
  return retention;
}

Awaitable<Result<Pruned>> prune_sync_jobs(engine::StateStore& store, Retention retention, base::Instant now, bool is_dry_run) {
  Pruned pruned;
  if (!retention.is_on()) co_return pruned;
  std::optional<base::Instant> oldest;
  if (!retention.max_age.empty()) {
    CO_TRY(oldest, base::resolve_date("now-" + retention.max_age, {.now = now}));
  }
  Sieve sieve(retention, oldest);
  auto request = request_of({.statuses = ended_statuses});
  request.order = engine::ListOrder::descending;
  request.size = page_size;
  do {
    CO_TRY(auto page, co_await store.list(request));
    std::vector<EndedJob> ended;
    for (const auto& document : page.documents) {
      CO_TRY(const auto job, parsed(document));
      if (sieve.removes(job)) ended.push_back({document.id, connector_id_of(job)});
    }
    if (!is_dry_run && !ended.empty()) {
      CO_TRY(ended, co_await remove_all(store, std::move(ended)));
    }
    add_to(pruned, ended);
    request.after = std::move(page.next);
    co_await give_way();
  } while (request.after);
  co_return pruned;
}

}  // namespace headrace::control
