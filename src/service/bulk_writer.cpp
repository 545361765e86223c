#include "service/bulk_writer.h"

#include <fmt/format.h>
#include <pthread.h>
#include <xxhash.h>

#include <unordered_set>

#include "base/log.h"

namespace headrace::service {
namespace {

/// Tries of an operation that the index was too busy for (docs/spec/connector-service.md 11.9).
constexpr int max_tries = 5;
constexpr std::chrono::milliseconds first_pause{500};

std::uint64_t hash_of(const std::string& id) { return XXH3_64bits(id.data(), id.size()); }

}  // namespace

BulkWriter::BulkWriter(std::vector<std::unique_ptr<ContentTarget>> targets, SyncCounters& counters, WriterOptions options)
    : counters_(counters),
      options_(std::move(options)),
      throttle_(targets.size()),
      monitor_(options_.errors),
      // Small enough that all targets can be busy while the next request is gathered.
      open_(options_.max_entries, std::min(options_.max_bytes, std::max<std::uint64_t>(1, options_.queue_bytes / (targets.size() + 1)))),
      targets_(std::move(targets)) {
  for (const auto& target : targets_) threads_.emplace_back([this, &target = *target] { run(target); });
}

BulkWriter::~BulkWriter() {
  abandon();
  for (auto& thread : threads_) thread.join();
}

void BulkWriter::begin_with(sources::Resume scopes, Accepted accepted) {
  const std::lock_guard lock(mutex_);
  settled_.begin_with(std::move(scopes), accepted);
}

/// With mutex_ held.
void BulkWriter::queue(std::vector<Batch> full) {
  for (auto& batch : full) {
    batch.stretch = settled_.stretch();
    settled_.note_sent(batch.stretch);
    sent_bytes_ += batch.bytes;
    for (const auto& operation : batch.operations) {
      if (!sent_ids_.insert(hash_of(operation.id)).second) batch.has_repeated_ids = true;
    }
    waiting_.push_back(std::move(batch));
    work_.notify_one();
  }
}

/// Lets go what was gathered, full or not. With mutex_ held.
void BulkWriter::seal() {
  std::vector<Batch> rest;
  if (auto batch = open_.take()) rest.push_back(std::move(*batch));
  queue(std::move(rest));
}

/// With mutex_ held.
bool BulkWriter::has_room(std::uint64_t bytes) const { return bytes_ == 0 || bytes_ + bytes <= options_.queue_bytes; }

bool BulkWriter::add(Operation operation) {
  const auto bytes = bytes_of(operation);
  const auto id = hash_of(operation.id);
  std::unique_lock lock(mutex_);
  while (!is_over_ && (!has_room(bytes) || sent_ids_.contains(id))) {
    if (sent_bytes_ == 0) {
      seal();  // room comes from answers only
    } else {
      room_.wait(lock);
    }
  }
  if (is_over_) return false;
  bytes_ += bytes;
  std::vector<Batch> full;
  open_.add(std::move(operation), full);
  queue(std::move(full));
  return true;
}

void BulkWriter::mark(std::string scope, sources::ScopeProgress progress) {
  const std::lock_guard lock(mutex_);
  seal();
  settled_.mark(std::move(scope), std::move(progress));
}

Result<void> BulkWriter::finish() {
  std::unique_lock lock(mutex_);
  seal();
  room_.wait(lock, [this] { return sending_ == 0 && (is_over_ || bytes_ == 0); });
  return verdict_;
}

void BulkWriter::abandon() {
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
    work_.notify_all();
    room_.notify_all();
  }
  throttle_.close();
}

BulkWriter::Progress BulkWriter::settled() {
  const std::lock_guard lock(mutex_);
  return {settled_.scopes(), settled_.accepted()};
}

void BulkWriter::run(ContentTarget& target) {
  pthread_setname_np(pthread_self(), "sync-write");
  for (;;) {
    Batch batch;
    {
      std::unique_lock lock(mutex_);
      work_.wait(lock, [&] { return is_over_ || !waiting_.empty(); });
      if (is_over_) return;
      batch = std::move(waiting_.front());
      waiting_.pop_front();
      ++sending_;
    }
    if (!throttle_.enter()) {
      const std::lock_guard lock(mutex_);
      --sending_;
      room_.notify_all();
      return;
    }
    auto outcome = send(target, batch);
    throttle_.leave(outcome && outcome->was_busy);
    note_answer(batch, outcome ? count(batch, *outcome) : Result<Accepted>(fail(std::move(outcome).error())));
    if (options_.on_answer) options_.on_answer();
  }
}

/// The first error wins and ends all threads (docs/spec/connector-service.md 11.11).
void BulkWriter::note_answer(const Batch& batch, Result<Accepted> accepted) {
  const std::lock_guard lock(mutex_);
  room_.notify_all();
  --sending_;
  bytes_ -= batch.bytes;
  sent_bytes_ -= batch.bytes;
  for (const auto& operation : batch.operations) sent_ids_.erase(hash_of(operation.id));
  if (accepted) settled_.note_answered(batch.stretch, *accepted);
  if (accepted || !verdict_) return;
  verdict_ = fail(std::move(accepted).error());
  is_over_ = true;
  work_.notify_all();
  if (options_.on_failure) options_.on_failure();
}

/// Operations that may be tried again are, on their own; the result is what came of each in the end.
Result<BulkWriter::Outcome> BulkWriter::send(ContentTarget& target, const Batch& batch) {
  Outcome outcome;
  const auto busy_before = target.busy_answers();
  TRY(outcome.items, target.bulk(options_.index, options_.pipeline, batch.operations));
  auto pause = first_pause;
  for (int tries = 1; tries < max_tries; ++tries, pause *= 2) {
    const auto may_retry = [](const ItemOutcome& item) { return !item.accepted && item.may_retry; };
    if (std::ranges::none_of(outcome.items, may_retry)) break;
    outcome.was_busy = true;
    if (!options_.pause || !options_.pause(pause)) break;
    outcome.failure = send_again(target, batch, outcome.items);
    if (!outcome.failure) break;
  }
  outcome.was_busy = outcome.was_busy || target.busy_answers() != busy_before;
  return outcome;
}

Result<void> BulkWriter::send_again(ContentTarget& target, const Batch& batch, std::vector<ItemOutcome>& items) {
  std::vector<std::size_t> places;
  std::vector<Operation> again;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].accepted || !items[i].may_retry) continue;
    places.push_back(i);
    again.push_back(batch.operations[i]);
  }
  TRY(auto retried, target.bulk(options_.index, options_.pipeline, again));
  for (std::size_t i = 0; i < places.size(); ++i) items[places[i]] = std::move(retried[i]);
  return {};
}

/// What the monitor makes of the answers, which it must see in order.
Result<void> BulkWriter::judge(const Batch& batch, const std::vector<ItemOutcome>& outcomes) {
  Result<void> verdict;
  const std::lock_guard lock(judging_);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i].accepted) {
      monitor_.on_success();
      continue;
    }
    const auto& id = batch.operations[i].id;
    const auto& reason = outcomes[i].reason;
    base::log_warning("service", "document refused", {{"index", options_.index}, {"document.id", id}, {"error.message", reason}});
    if (options_.on_refused) options_.on_refused(batch.operations[i], reason);
    auto judged = monitor_.on_error(fmt::format("[{}] {}", id, reason));
    if (verdict) verdict = std::move(judged);
  }
  return verdict;
}

Result<Accepted> BulkWriter::count(const Batch& batch, const Outcome& outcome) {
  const auto& outcomes = outcome.items;
  std::unordered_set<std::string_view> counted;  // an id twice in one request is one document
  Accepted accepted;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const auto& operation = batch.operations[i];
    if (!outcomes[i].accepted || (batch.has_repeated_ids && !counted.insert(operation.id).second)) continue;
    if (operation.kind == Operation::Kind::remove) {
      ++accepted.deleted;
    } else {
      ++accepted.indexed;
      accepted.volume_bytes += static_cast<std::int64_t>(operation.body.size());
    }
  }
  counters_.add(accepted);  // also when one refusal was one too many
  TRY_VOID(outcome.failure);
  TRY_VOID(judge(batch, outcomes));
  return accepted;
}

}  // namespace headrace::service
