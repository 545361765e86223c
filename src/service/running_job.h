#pragma once
// What the coordinator knows of a job that it has started, and how it starts one. Behind it is job.h; a simulation puts its own there.

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "service/claim.h"
#include "service/job.h"

namespace headrace::service {

class RunningJob {
 public:
  virtual ~RunningJob() = default;
  /// See Job.
  virtual void suspend(std::chrono::milliseconds grace) = 0;
  virtual void look_now() = 0;
  [[nodiscard]] virtual bool has_ended() = 0;
  [[nodiscard]] virtual const std::string& id() const = 0;
  [[nodiscard]] virtual const std::string& connector_id() const = 0;
  [[nodiscard]] virtual control::SyncJobType type() const = 0;
};

/// Starts what was claimed. `on_end` is called once, from any thread, when the job has ended.
using JobStarter = std::function<std::unique_ptr<RunningJob>(const Context& context, Claimed claimed, std::function<void()> on_end)>;

/// Starts a Job.
std::unique_ptr<RunningJob> start_job(const Context& context, Claimed claimed, std::function<void()> on_end);

}  // namespace headrace::service
