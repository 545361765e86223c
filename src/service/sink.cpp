#include "service/sink.h"

#include <fmt/format.h>

#include <unordered_set>

#include "base/log.h"

namespace headrace::service {
namespace {

/// Tries of an operation that the index was too busy for (docs/spec/connector-service.md 11.9).
constexpr int max_tries = 5;
constexpr std::chrono::milliseconds first_pause{500};

std::uint64_t bytes_of(const Operation& operation) { return operation.body.size() + operation.id.size(); }

}  // namespace

Sink::Sink(ContentTarget& target, SyncCounters& counters, SinkOptions options)
    : target_(target), counters_(counters), options_(std::move(options)), monitor_(options_.errors) {}

/// An operation that is larger than a batch may be goes alone.
bool Sink::fits(const Operation& operation) const {
  return batch_.empty() || (entries_ + operation.entries() <= options_.max_entries && bytes_ + bytes_of(operation) <= options_.max_bytes);
}

Result<void> Sink::add(Operation operation) {
  if (!fits(operation)) TRY_VOID(send());
  entries_ += operation.entries();
  bytes_ += bytes_of(operation);
  batch_.push_back(std::move(operation));
  if (entries_ >= options_.max_entries || bytes_ >= options_.max_bytes) return send();
  return {};
}

Result<void> Sink::flush() { return batch_.empty() ? Result<void>() : send(); }

Result<void> Sink::send() {
  auto batch = std::move(batch_);
  batch_.clear();
  entries_ = 0;
  bytes_ = 0;
  TRY(const auto outcomes, send_with_retries(batch));
  return count(batch, outcomes);
}

/// Operations that may be tried again are, on their own; the result is what came of each in the end.
Result<std::vector<ItemOutcome>> Sink::send_with_retries(std::vector<Operation>& batch) {
  TRY(auto outcomes, target_.bulk(options_.index, options_.pipeline, batch));
  auto pause = first_pause;
  for (int tries = 1; tries < max_tries; ++tries, pause *= 2) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      if (!outcomes[i].accepted && outcomes[i].may_retry) places.push_back(i);
    }
    if (places.empty() || !options_.pause || !options_.pause(pause)) break;
    std::vector<Operation> again;
    again.reserve(places.size());
    for (const auto place : places) again.push_back(batch[place]);
    TRY(auto retried, target_.bulk(options_.index, options_.pipeline, again));
    for (std::size_t i = 0; i < places.size(); ++i) outcomes[places[i]] = std::move(retried[i]);
  }
  return outcomes;
}

Result<void> Sink::count(const std::vector<Operation>& batch, const std::vector<ItemOutcome>& outcomes) {
  std::unordered_set<std::string_view> counted;  // an id twice in one batch is one document
  Result<void> verdict;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto& operation = batch[i];
    const auto& outcome = outcomes[i];
    if (!outcome.accepted) {
      base::log_warning("service", "document refused",
                        {{"index", options_.index}, {"document.id", operation.id}, {"error.message", outcome.reason}});
      counters_.note_failure(operation.id, outcome.reason);
      if (verdict) verdict = monitor_.on_error(fmt::format("[{}] {}", operation.id, outcome.reason));
      continue;
    }
    monitor_.on_success();
    if (!counted.insert(operation.id).second) continue;
    if (operation.kind == Operation::Kind::remove) {
      ++counters_.deleted;
    } else {
      ++counters_.indexed;
      counters_.volume_bytes += static_cast<std::int64_t>(operation.body.size());
    }
  }
  return verdict;
}

}  // namespace headrace::service
