#pragma once
// What is told of one job beyond its counters: its log, and the documents that failed, as documents in indices of their own on the target
// (DESIGN 5, 6). Noted from any thread without waiting for anything; brought to the target by whoever calls flush().

#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "control/sync_job_notes.h"
#include "service/backend.h"

namespace headrace::service {

using control::job_failures_index;
using control::job_log_index;
/// Failed documents of one job that are kept; all are counted.
inline constexpr std::size_t max_failures = 10000;

enum class NoteLevel { info, warning, error };

/// A document that is missing or old in the index.
struct FailedDocument {
  std::string id;  ///< "" when it is not known
  std::string scope;
  std::string stage;  ///< "source", "text", "index"
  std::string reason;
};

class JobNotes {
 public:
  /// `clock` outlives it.
  JobNotes(std::string job_id, std::string connector_id, base::Clock& clock)
      : job_id_(std::move(job_id)), connector_id_(std::move(connector_id)), clock_(clock) {}

  /// `event`: one word that programs can look for, such as "started"; `details`: an object or null. Goes into the log of the service, too.
  void tell(NoteLevel level, std::string_view event, std::string message, json::Value details = nullptr);
  void tell_failure(FailedDocument failure);
  /// Writes what was noted since the last time; what cannot be written stays for the next. One thread at a time.
  Result<void> flush(ContentTarget& target);
  /// How many failures were told.
  [[nodiscard]] std::size_t failures() const;

 private:
  Result<void> write(ContentTarget& target, std::string_view index, std::vector<Operation>& operations);

  const std::string job_id_, connector_id_;
  base::Clock& clock_;
  mutable std::mutex mutex_;
  // guarded by mutex_
  std::vector<Operation> log_, failures_;
  std::int64_t sequence_ = 0;
  std::size_t failure_count_ = 0;
  // of flush()
  bool has_log_index_ = false, has_failures_index_ = false;
};

}  // namespace headrace::service
