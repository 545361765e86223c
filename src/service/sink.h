#pragma once
// The end of a sync's pipeline: gathers operations into bulk requests that are bounded in entries and bytes, sends them, and counts what
// the index accepted, item by item (docs/spec/connector-service.md 11.8, 11.9 and 13).

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "service/backend.h"
#include "service/error_monitor.h"
#include "service/sync_counters.h"

namespace headrace::service {

struct SinkOptions {
  std::string index;
  std::string pipeline = {};  ///< "" for none
  std::size_t max_entries = 500;
  std::uint64_t max_bytes = std::uint64_t{3} << 20;
  ErrorLimits errors = {};
  /// Waits between two tries of refused operations; false: the sync is to stop, do not try again.
  std::function<bool(std::chrono::milliseconds)> pause = {};
};

class Sink {
 public:
  Sink(ContentTarget& target, SyncCounters& counters, SinkOptions options);

  /// From now on, through this pipeline; "": none.
  void use_pipeline(const std::string& name) { options_.pipeline = name; }
  /// Takes one operation, sends what is full. Errors: of the target; rejected_execution when the index refused too many.
  Result<void> add(Operation operation);
  /// Sends what is left.
  Result<void> flush();

 private:
  [[nodiscard]] bool fits(const Operation& operation) const;
  Result<void> send();
  Result<std::vector<ItemOutcome>> send_with_retries(std::vector<Operation>& batch);
  Result<void> count(const std::vector<Operation>& batch, const std::vector<ItemOutcome>& outcomes);

  ContentTarget& target_;
  SyncCounters& counters_;
  SinkOptions options_;
  ErrorMonitor monitor_;
  std::vector<Operation> batch_;
  std::size_t entries_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace headrace::service
