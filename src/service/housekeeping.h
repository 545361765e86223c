#pragma once
// What the server does by itself from time to time: takes ended jobs out of the history as the retention says.

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/clock.h"
#include "control/sync_job_retention.h"

namespace headrace::service {

class Housekeeping {
 public:
  /// Begins at once and then every `interval`. `store` and `clock` outlive it.
  Housekeeping(engine::StateStore& store, control::Retention retention, std::chrono::milliseconds interval,
               base::Clock& clock = base::system_clock());
  /// Ends after the step that is under way.
  ~Housekeeping();
  Housekeeping(const Housekeeping&) = delete;
  Housekeeping& operator=(const Housekeeping&) = delete;

 private:
  void run();

  engine::StateStore& store_;
  control::Retention retention_;
  std::chrono::milliseconds interval_;
  base::Clock& clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_stopping_ = false;  ///< guarded by mutex_
  std::thread thread_;
};

}  // namespace headrace::service
