#pragma once
// Questions about connectors that take long to answer, asked in the background: one per connector at a time, a few in all, and an answer
// holds for its time while what was asked stays the same.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "base/clock.h"

namespace headrace::service {

/// Runs something elsewhere, soon; a simulation runs it at once.
using Executor = std::function<void(std::function<void()>)>;

/// On a thread of its own, which nobody waits for.
inline void run_detached(std::function<void()> work) { std::thread(std::move(work)).detach(); }

template <class Found>
class BackgroundChecks {
 public:
  struct Options {
    std::size_t at_once = 4;
    std::function<base::Nanoseconds(const Found&)> holds;  ///< how long an answer is fresh
  };
  struct Answer {
    std::optional<Found> found;  ///< none: not known yet, a check runs or waits for its turn
    bool is_new = false;         ///< given for the first time
  };

  /// `on_result` is called when a check has ended, from where it ran.
  BackgroundChecks(base::Clock& clock, Options options, std::function<void()> on_result, Executor executor = run_detached)
      : clock_(clock), options_(std::move(options)), executor_(std::move(executor)) {
    state_->on_result = std::move(on_result);
  }
  /// Checks that still run are left alone; their results are dropped.
  ~BackgroundChecks() {
    const std::lock_guard lock(state_->mutex);
    state_->on_result = {};
  }
  BackgroundChecks(const BackgroundChecks&) = delete;
  BackgroundChecks& operator=(const BackgroundChecks&) = delete;

  /// What is known of `id`, asked as `question` says; starts `check` where nothing fresh is known.
  Answer of(const std::string& id, const std::string& question, std::function<Found()> check) {
    if (must_start(id, question)) start(id, question, std::move(check));
    const std::lock_guard lock(state_->mutex);
    auto& entry = state_->entries[id];
    // An answer that is not fresh any more holds until the next one is there.
    if (!entry.found || entry.question != question) return {};
    return {entry.found, std::exchange(entry.is_new, false)};
  }

 private:
  struct Entry {
    std::string question;
    std::optional<Found> found = std::nullopt;
    base::Instant asked_at{};
    bool is_new = false;
    bool is_running = false;
  };
  /// Shared with the checks.
  struct State {
    std::mutex mutex;
    // all guarded by mutex
    std::map<std::string, Entry> entries;
    std::size_t running = 0;
    std::function<void()> on_result;
  };

  bool is_fresh(const Entry& entry, const std::string& question) {
    return entry.found && entry.question == question && clock_.now() - entry.asked_at < options_.holds(*entry.found);
  }
  bool must_start(const std::string& id, const std::string& question) {
    const std::lock_guard lock(state_->mutex);
    auto& entry = state_->entries[id];
    if (is_fresh(entry, question) || entry.is_running || state_->running >= options_.at_once) return false;
    entry.is_running = true;
    ++state_->running;
    return true;
  }
  void start(const std::string& id, const std::string& question, std::function<Found()> check) {
    executor_([state = state_, id, question, check = std::move(check), now = clock_.now()] {
      auto found = check();
      const std::lock_guard lock(state->mutex);
      --state->running;
      state->entries[id] = {.question = question, .found = std::move(found), .asked_at = now, .is_new = true};
      if (state->on_result) state->on_result();
    });
  }

  base::Clock& clock_;
  const Options options_;
  const Executor executor_;
  const std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace headrace::service
