#include "service/running_job.h"

namespace headrace::service {
namespace {

class ThreadedJob final : public RunningJob {
 public:
  ThreadedJob(const Context& context, Claimed claimed, std::function<void()> on_end)
      : job_(context, std::move(claimed.job), std::move(claimed.connector), claimed.is_restart, std::move(on_end)) {
    job_.start();
  }
  void suspend(std::chrono::milliseconds grace) override { job_.suspend(grace); }
  void look_now() override { job_.look_now(); }
  [[nodiscard]] bool has_ended() override { return job_.has_ended(); }
  [[nodiscard]] const std::string& id() const override { return job_.id(); }
  [[nodiscard]] const std::string& connector_id() const override { return job_.connector_id(); }
  [[nodiscard]] control::SyncJobType type() const override { return job_.type(); }

 private:
  Job job_;
};

}  // namespace

std::unique_ptr<RunningJob> start_job(const Context& context, Claimed claimed, std::function<void()> on_end) {
  return std::make_unique<ThreadedJob>(context, std::move(claimed), std::move(on_end));
}

}  // namespace headrace::service
