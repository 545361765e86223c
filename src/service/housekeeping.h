#pragma once
// What the server does by itself from time to time: takes ended jobs out of the history as the retention says, and what was kept beside
// jobs when its time has come.

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/clock.h"
#include "control/sync_job_retention.h"

namespace headrace::service {

struct HousekeepingOptions {
  control::Retention retention = {};  ///< of ended jobs
  std::string job_log_age = {};       ///< of lines in logs and failed documents, such as "30d"; empty: any age
  std::chrono::milliseconds interval = std::chrono::hours(1);
};

class Housekeeping {
 public:
  /// Begins at once and then every `interval`. `engine` and `clock` outlive it.
  Housekeeping(engine::Engine& engine, HousekeepingOptions options, base::Clock& clock = base::system_clock());
  /// Ends after the step that is under way.
  ~Housekeeping();
  Housekeeping(const Housekeeping&) = delete;
  Housekeeping& operator=(const Housekeeping&) = delete;

 private:
  void run();
  void clean();
  [[nodiscard]] Result<std::uint64_t> clean_jobs();
  [[nodiscard]] Result<std::uint64_t> clean_notes();
  [[nodiscard]] Result<std::uint64_t> clean_checkpoints();
  [[nodiscard]] bool is_stopping();

  engine::Engine& engine_;
  const HousekeepingOptions options_;
  base::Clock& clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_stopping_ = false;  ///< guarded by mutex_
  std::thread thread_;
};

}  // namespace headrace::service
