#include "engine/embedded/recorded_transactions.h"

#include "engine/embedded/engine_fixture.h"

namespace headrace::engine::embedded {
namespace {

constexpr std::uint64_t jobs_per_writer = 8;
constexpr const char* statuses[] = {"pending", "in_progress", "error"};
const std::string counting{"c"};

std::string counting_source(std::uint64_t number) { return fmt::format(R"({{"index_name":"i","number":{}}})", number); }

std::uint64_t number_in(const Document& document) {
  return static_cast<std::uint64_t>(json::parse(*document.source)->find("number")->integer().value());
}

/// Most are small; a few fill several blocks of the log.
std::size_t some_padding(std::uint64_t chance) {
  if (chance % 50 == 0) return 70'000;
  if (chance % 8 == 0) return 5'000;
  return chance % 200;
}

}  // namespace

Awaitable<bool> RecordedTransactions::transact(StateStore& store, int writer) {
  Step step;
  step.job = fmt::format("job-{}-{}", writer, below(jobs_per_writer));
  const bool removes = below(6) == 0;
  const auto* status = statuses[below(3)];
  const auto connector = below(4);
  const std::string padding(some_padding(below(1'000)), 'x');
  auto rules = [&](StateView& view) -> Result<void> {
    const auto* counted = view.find(connectors_index, counting);
    const auto* before = view.find(sync_jobs_index, step.job);
    step.number = counted == nullptr ? 1 : number_in(*counted) + 1;
    step.now = view.now();
    view.put(connectors_index, counting, counting_source(step.number));
    if (removes && before != nullptr) {
      view.remove(sync_jobs_index, step.job);
      return {};
    }
    const auto created_at =
        before == nullptr ? base::format_instant(step.now) : std::string(json::parse(*before->source)->text("created_at"));
    step.source = fmt::format(R"({{"number":{},"created_at":"{}","status":"{}","connector":{{"id":"k{}"}},"padding":"{}"}})", step.number,
                              created_at, status, connector, padding);
    view.put(sync_jobs_index, step.job, step.source);
    return {};
  };
  Reads reads{.documents = {{connectors, counting}, {jobs, step.job}}, .keywords = {}};
  const auto done = co_await store.transact(std::move(reads), rules);
  step.is_acknowledged = done.has_value();
  if (done) ++acknowledged_;
  if (step.number > 0) steps_.emplace(step.number, step);
  co_return done.has_value();
}

Awaitable<void> RecordedTransactions::transact_many(StateStore& store, int writer, int most) {
  for (int i = 0; i < most; ++i) {
    if (!co_await transact(store, writer)) co_return;
  }
}

std::optional<std::string> RecordedTransactions::redo(const Step& step) {
  if (step.now < last_now_) return fmt::format("the time of transaction {} went back", step.number);
  last_now_ = step.now;
  auto& slot = jobs_[step.job];
  if (step.source.empty()) {
    removed_[step.job] = slot->version + 1;
    slot.reset();
    return std::nullopt;
  }
  const auto source = *json::parse(step.source);
  Job job{.source = step.source,
          .status = std::string(source.text("status")),
          .connector = std::string(source.find("connector")->text("id")),
          .created_at = *base::parse_instant(source.text("created_at"))};
  job.creation = slot ? slot->creation : creations_++;
  const auto removed = removed_.extract(step.job);
  job.version = (slot ? slot->version : removed ? removed.mapped() : 0) + 1;
  job.seq_no = step.number - 1;  // each transaction is one operation on this index
  slot = std::move(job);
  return std::nullopt;
}

std::optional<std::string> RecordedTransactions::go_on_to(std::uint64_t number) {
  if (number < done_) return fmt::format("there are {} transactions, before there were {}", number, done_);
  for (const auto& [at, step] : steps_) {
    if (step.is_acknowledged && at > number) return fmt::format("transaction {} was acknowledged and is lost, there are {}", at, number);
  }
  while (done_ < number) {
    const auto step = steps_.find(done_ + 1);
    if (step == steps_.end()) return fmt::format("transaction {} is there, and nobody made it", done_ + 1);
    if (auto problem = redo(step->second)) return problem;
    ++done_;
  }
  steps_.clear();
  removed_.clear();
  return std::nullopt;
}

std::optional<std::string> RecordedTransactions::check(StateStore& store) {
  const auto counted = run(store.get(connectors, counting));
  if (!counted) return "the connector cannot be read: " + counted.error().reason;
  if (auto problem = go_on_to(*counted ? number_in(**counted) : 0)) return problem;
  if (*counted) {
    if (*(*counted)->source != counting_source(done_)) return "the connector is not whole: " + *(*counted)->source;
    if ((*counted)->version != done_ || (*counted)->seq_no != done_ - 1) return "the connector has another version or sequence number";
  }
  if (auto problem = check_jobs(store)) return problem;
  return check_lists(store);
}

std::optional<std::string> RecordedTransactions::check_jobs(StateStore& store) {
  std::uint64_t count = 0;
  std::uint64_t bytes = 0;
  for (const auto& [id, job] : jobs_) {
    const auto found = run(store.get(jobs, id));
    if (!found) return id + " cannot be read: " + found.error().reason;
    if (found->has_value() != job.has_value()) return id + (job ? " is missing" : " is there though it was removed");
    if (!job) continue;
    if (*(*found)->source != job->source) return fmt::format("{} is {}, not {}", id, *(*found)->source, job->source);
    if ((*found)->version != job->version) return fmt::format("{} has version {}, not {}", id, (*found)->version, job->version);
    if ((*found)->seq_no != job->seq_no) return fmt::format("{} has sequence number {}, not {}", id, (*found)->seq_no, job->seq_no);
    ++count;
    bytes += job->source.size();
  }
  const auto indices = run(store.indices());
  if (!indices) return "the indices cannot be read: " + indices.error().reason;
  const auto info = std::ranges::find(*indices, sync_jobs_index, &IndexInfo::name);
  if (info == indices->end()) return "the index of jobs is missing";
  if (info->documents != count || info->bytes != bytes)
    return fmt::format("{} jobs of {} bytes are counted, {} of {} are there", info->documents, info->bytes, count, bytes);
  return std::nullopt;
}

std::vector<std::string> RecordedTransactions::expected(const ListRequest& request) const {
  using Listed = std::pair<std::string, const Job*>;
  std::vector<Listed> all;
  for (const auto& [id, job_or_none] : jobs_) {
    const auto* job = job_or_none ? &*job_or_none : nullptr;
    const auto passes = [job](const KeywordFilter& filter) {
      return std::ranges::find(filter.values, filter.field == "status" ? job->status : job->connector) != filter.values.end();
    };
    if (job != nullptr && std::ranges::all_of(request.filters, passes)) all.emplace_back(id, job);
  }
  std::ranges::sort(all, [&](const Listed& a, const Listed& b) {
    if (request.order == ListOrder::newest_first)
      return std::tie(a.second->created_at, a.second->creation) > std::tie(b.second->created_at, b.second->creation);
    const bool is_before = std::tie(a.second->created_at, a.first) < std::tie(b.second->created_at, b.first);
    return request.order == ListOrder::ascending ? is_before : !is_before && a.first != b.first;
  });
  std::vector<std::string> ids;
  for (const auto& [id, job] : all) ids.push_back(id);
  return ids;
}

std::optional<std::string> RecordedTransactions::check_list(StateStore& store, const ListRequest& request) {
  const auto page = run(store.list(request));
  if (!page) return "a list cannot be read: " + page.error().reason;
  const auto wanted = expected(request);
  if (page->count != wanted.size()) return fmt::format("a list counts {}, not {}", page->count, wanted.size());
  std::vector<std::string> ids;
  for (const auto& document : page->documents) {
    ids.push_back(document.id);
    if (*document.source != jobs_.at(document.id)->source) return document.id + " is another one in the list";
  }
  if (ids != wanted) return fmt::format("a list is {}, not {}", fmt::join(ids, " "), fmt::join(wanted, " "));
  return std::nullopt;
}

std::optional<std::string> RecordedTransactions::check_lists(StateStore& store) {
  const KeywordFilter status{"status", {statuses[below(3)]}};
  const KeywordFilter connector{"connector.id", {fmt::format("k{}", below(4)), fmt::format("k{}", below(4))}};
  const std::vector<KeywordFilter> choices[] = {{}, {status}, {connector}, {status, connector}};
  for (const auto order : {ListOrder::ascending, ListOrder::descending, ListOrder::newest_first}) {
    if (auto problem = check_list(store, {.index = jobs, .filters = {}, .order = order, .size = 1'000})) return problem;
  }
  for (const auto& filters : choices) {
    if (auto problem = check_list(store, {.index = jobs, .filters = filters, .size = 1'000})) return problem;
  }
  return std::nullopt;
}

namespace {

class RecordedOnEngine : public EngineFixture {
 protected:
  void transact_some() { drive(record_.transact_many(state(), 0, 40)); }
  RecordedTransactions record_{7};
};

TEST_F(RecordedOnEngine, transactions_that_are_all_there_are_well) {
  transact_some();
  EXPECT_EQ(record_.acknowledged(), 40U);
  EXPECT_EQ(record_.check(state()), std::nullopt);
  restart();
  EXPECT_EQ(record_.check(state()), std::nullopt);
}

TEST_F(RecordedOnEngine, a_job_that_is_gone_is_told) {
  transact_some();
  ASSERT_TRUE(remove(jobs, listed({.index = jobs, .filters = {}}).front()));
  EXPECT_TRUE(record_.check(state())->ends_with(" is missing"));
}

TEST_F(RecordedOnEngine, transactions_that_are_gone_are_told) {
  transact_some();
  ASSERT_TRUE(index(connectors, counting, counting_source(39)));
  EXPECT_EQ(record_.check(state()), "transaction 40 was acknowledged and is lost, there are 39");
  ASSERT_TRUE(index(connectors, counting, counting_source(41)));
  EXPECT_EQ(record_.check(state()), "transaction 41 is there, and nobody made it");
}

}  // namespace
}  // namespace headrace::engine::embedded
