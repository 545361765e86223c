#include <random>

#include "base/strings.h"
#include "control/store_fixture.h"

// Random jobs, filters, windows and positions against a filter that looks at every job.

namespace headrace::control {
namespace {

using engine::ListOrder;
using Ids = std::vector<std::string>;

struct Job {
  std::string id;
  std::optional<base::Instant> created_at;
  SyncJobStatus status{};
  SyncJobType type{};
  TriggerMethod trigger{};
  std::string connector_id, index_name, service_type, error;
};

json::Value source_of(const Job& job) {
  auto source = json::object(
      {{"status", to_string(job.status)},
       {"job_type", to_string(job.type)},
       {"trigger_method", to_string(job.trigger)},
       {"connector", json::object({{"id", job.connector_id}, {"index_name", job.index_name}, {"service_type", job.service_type}})}});
  if (job.created_at) source.set("created_at", base::format_instant(*job.created_at));
  if (!job.error.empty()) source.set("error", job.error);
  return source;
}

template <class T>
bool is_any(const std::vector<T>& wanted, const T& value) {
  return std::ranges::find(wanted, value) != wanted.end();
}

bool has_words(const Job& job, std::string_view words) {
  return std::ranges::all_of(base::split_list(words, ' '),
                             [&](const std::string& word) { return base::to_lower(job.error).contains(base::to_lower(word)); });
}

bool passes(const Job& job, const SyncJobList& wanted) {
  if (!wanted.statuses.empty() && !is_any(wanted.statuses, job.status)) return false;
  if (!wanted.types.empty() && !is_any(wanted.types, job.type)) return false;
  if (wanted.connector_id && job.connector_id != *wanted.connector_id) return false;
  if (wanted.connector_ids && (job.connector_id.empty() || !is_any(*wanted.connector_ids, job.connector_id))) return false;
  if (wanted.trigger && job.trigger != *wanted.trigger) return false;
  if (wanted.index_name && job.index_name != *wanted.index_name) return false;
  if (wanted.service_type && job.service_type != *wanted.service_type) return false;
  if (wanted.since && (!job.created_at || *job.created_at < *wanted.since)) return false;
  if (wanted.until && (!job.created_at || *job.created_at >= *wanted.until)) return false;
  return has_words(job, wanted.error_words);
}

bool is_older(const Job& a, const Job& b) {
  const auto key = [](const Job& job) { return std::tuple(!job.created_at, job.created_at.value_or(base::Instant()), job.id); };
  return key(a) < key(b);
}

class SyncJobListModel : public StoreFixture {
 protected:
  std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_); }
  bool one_in(std::size_t bound) { return below(bound) == 0; }
  std::string some(std::string_view prefix, std::size_t bound) { return fmt::format("{}{}", prefix, below(bound)); }
  base::Instant some_date() { return base::Instant(std::chrono::seconds(1'700'000'000) + std::chrono::minutes(below(40))); }

  Job some_job(std::size_t number) {
    static constexpr std::array<std::string_view, 4> errors = {"", "Connection refused", "connection TIMED out", "disk full"};
    Job job;
    job.id = fmt::format("job-{:03}-{}", below(1000), number);
    if (!one_in(15)) job.created_at = some_date();
    job.status = static_cast<SyncJobStatus>(below(7));
    job.type = static_cast<SyncJobType>(below(3));
    job.trigger = static_cast<TriggerMethod>(below(2));
    job.connector_id = one_in(10) ? "" : some("c", 5);
    job.index_name = some("i", 3);
    job.service_type = some("s", 3);
    job.error = errors.at(below(errors.size()));
    return job;
  }

  SyncJobList some_wanted() {
    static constexpr std::array<std::string_view, 4> words = {"connection", "REFUSED connection", "u", "nothing"};
    SyncJobList wanted;
    if (one_in(3)) wanted.statuses = {static_cast<SyncJobStatus>(below(7)), SyncJobStatus::completed};
    if (one_in(4)) wanted.types = {static_cast<SyncJobType>(below(3))};
    if (one_in(6)) wanted.connector_id = one_in(4) ? "" : some("c", 6);
    if (one_in(4)) wanted.connector_ids = Ids{some("c", 6), "", some("c", 6)};
    if (one_in(4)) wanted.trigger = static_cast<TriggerMethod>(below(2));
    if (one_in(5)) wanted.index_name = some("i", 4);
    if (one_in(5)) wanted.service_type = some("s", 4);
    if (one_in(3)) wanted.since = some_date();
    if (one_in(3)) wanted.until = some_date();
    if (one_in(4)) wanted.error_words = words.at(below(words.size()));
    wanted.order = one_in(2) ? ListOrder::ascending : ListOrder::descending;
    wanted.size = 1 + below(40);
    return wanted;
  }

  void seed_jobs(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) jobs_.push_back(some_job(i));
    std::ranges::shuffle(jobs_, random_);
    ASSERT_TRUE(run(store().transact({}, [&](engine::StateView& state) -> Result<void> {
      for (const auto& job : jobs_) state.put(engine::sync_jobs_index, job.id, json::write(source_of(job)));
      return {};
    })));
    std::ranges::sort(jobs_, is_older);
  }

  Ids expected(const SyncJobList& wanted) const {
    Ids ids;
    for (const auto& job : jobs_) {
      if (passes(job, wanted)) ids.push_back(job.id);
    }
    if (wanted.order == ListOrder::descending) std::ranges::reverse(ids);
    return ids;
  }

  static void append(Ids& ids, const engine::ListPage& page) {
    for (const auto& document : page.documents) ids.push_back(document.id);
  }

  std::mt19937 random_{20261124};
  std::vector<Job> jobs_;  ///< oldest first
};

TEST_F(SyncJobListModel, windows_are_those_of_a_plain_filter) {
  seed_jobs(400);
  for (int round = 0; round < 400; ++round) {
    auto wanted = some_wanted();
    auto ids = expected(wanted);
    wanted.from = below(3) * below(ids.size() + 2);
    const auto page = value_of(run(jobs().list(wanted)));
    ASSERT_EQ(page.count, ids.size()) << "round " << round;
    ids.erase(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(wanted.from, ids.size())));
    ids.resize(std::min<std::size_t>(ids.size(), wanted.size));
    Ids found;
    append(found, page);
    ASSERT_EQ(found, ids) << "round " << round;
  }
}

TEST_F(SyncJobListModel, pages_that_follow_one_another_are_the_whole_list) {
  seed_jobs(300);
  for (int round = 0; round < 150; ++round) {
    auto wanted = some_wanted();
    const auto ids = expected(wanted);
    Ids found;
    do {
      const auto page = value_of(run(jobs().list(wanted)));
      ASSERT_EQ(page.count, ids.size()) << "round " << round;
      append(found, page);
      wanted.after = page.next;
    } while (wanted.after && found.size() <= ids.size());
    ASSERT_EQ(found, ids) << "round " << round;
  }
}

}  // namespace
}  // namespace headrace::control
