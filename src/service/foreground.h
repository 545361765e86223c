#pragma once
// One sync that somebody sits before: made, claimed and run in this process, without a service (`headrace sync`).

#include "service/claim.h"

namespace headrace::service {

class ForegroundSync {
 public:
  /// Starts what claim_new() gave. What `context` refers to outlives it.
  ForegroundSync(const Context& context, Claimed claimed);
  /// Waits for the end.
  ~ForegroundSync() = default;
  ForegroundSync(const ForegroundSync&) = delete;
  ForegroundSync& operator=(const ForegroundSync&) = delete;

  [[nodiscard]] const std::string& job_id() const { return job_.id(); }
  /// The job becomes `suspended`, so that a service can go on with it; from any thread.
  void suspend(std::chrono::milliseconds grace) { job_.suspend(grace); }
  /// True once all is written; false when `until` comes first.
  bool wait_until(base::Instant until);

 private:
  base::Clock& clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool has_ended_ = false;  ///< guarded by mutex_
  Job job_;                 ///< the last one: its thread uses the rest
};

}  // namespace headrace::service
