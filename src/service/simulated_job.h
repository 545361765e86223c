#pragma once
// For tests only: a job without threads and without documents, in the time of a simulation. To its target and its coordinator it behaves
// as job.h does: it reports, looks after its job, saves checkpoints, and writes its end.

#include "service/checkpoint.h"
#include "service/running_job.h"

namespace headrace::service {

/// What the simulation knows of a job that was started. It outlives the job.
struct SimulatedRun {
  std::string job, connector;
  control::SyncJobType type = control::SyncJobType::full;
  std::size_t service = 0;
  base::Instant ends_at{};       ///< true time
  base::Instant last_contact{};  ///< true time of the last report that the target took
  bool can_resume = false;
  bool fails = false;      ///< its source does
  bool has_ended = false;  ///< or died
};

class SimulatedJob final : public RunningJob {
 public:
  SimulatedJob(const Context& context, std::shared_ptr<SimulatedRun> run, base::Clock& truth, std::function<void()> on_end)
      : context_(context), run_(std::move(run)), truth_(truth), on_end_(std::move(on_end)) {
    if (const auto job = context_.backend.job(id()); job && *job) started_at_ = (*job)->source.text("started_at");
  }
  ~SimulatedJob() override { run_->has_ended = true; }
  SimulatedJob(const SimulatedJob&) = delete;
  SimulatedJob& operator=(const SimulatedJob&) = delete;

  void suspend(std::chrono::milliseconds) override {
    if (!run_->has_ended) end(control::SyncJobStatus::suspended);
  }
  void look_now() override {}
  [[nodiscard]] bool has_ended() override { return run_->has_ended; }
  [[nodiscard]] const std::string& id() const override { return run_->job; }
  [[nodiscard]] const std::string& connector_id() const override { return run_->connector; }
  [[nodiscard]] control::SyncJobType type() const override { return run_->type; }

  /// Its time has come.
  void act() {
    const auto now = truth_.now();
    if (!run_->has_ended && now >= next_beat_) {
      next_beat_ = now + context_.settings.job_heartbeat_interval;
      beat();
    }
    if (!run_->has_ended && now >= run_->ends_at) {
      end(run_->fails ? control::SyncJobStatus::error : control::SyncJobStatus::completed);
    }
  }

 private:
  using Status = control::SyncJobStatus;

  void beat() {
    if (!look()) return;
    if (context_.backend.report(id(), {.indexed_document_count = 1})) run_->last_contact = truth_.now();
    if (run_->can_resume) save_checkpoint();
  }

  /// False when it has ended thereby.
  bool look() {
    const auto job = context_.backend.job(id());
    if (!job) return true;
    if (!*job || !is_ours((*job)->source)) {
      stop();
      return false;
    }
    if ((*job)->source.text("status") == "canceling") {
      end(Status::canceled);
      return false;
    }
    const auto connector = context_.backend.connector(connector_id());
    if (connector && (!*connector || (*connector)->source.find("deleted") != nullptr)) {
      end(Status::error);
      return false;
    }
    return true;
  }

  /// A job that was taken for dead, and that somebody else has taken up since, has another start.
  bool is_ours(const json::Value& job) {
    if (started_at_.empty()) started_at_ = job.text("started_at");
    const auto status = job.text("status");
    return (status == "in_progress" || status == "canceling") && job.text("started_at") == started_at_;
  }

  void save_checkpoint() {
    const auto content = context_.backend.content("");
    Checkpoints checkpoints(*content);
    const auto found = checkpoints.find(id());
    if (found) std::ignore = checkpoints.save(id(), found->value_or(Checkpoint{.scopes = {{"all", {.position = "1"}}}}));
  }

  void stop() {
    run_->has_ended = true;
    on_end_();
  }

  void end(Status status) {
    constexpr int max_tries = 5;
    for (int tries = 0; tries < max_tries; ++tries) {
      const auto job = context_.backend.job(id());
      if (!job || !*job || !is_ours((*job)->source)) return stop();
      auto written_status = status;
      if ((*job)->source.text("status") == "canceling" && status != Status::error) written_status = Status::canceled;
      const control::SyncJobEnd ended{.status = written_status};
      const auto written = context_.backend.update_job(id(), control::job_end(ended, context_.clock.now()), (*job)->guard);
      if (!written) return stop();
      if (!*written) continue;
      std::ignore =
          context_.backend.update_connector(connector_id(), control::connector_end(type(), ended, context_.clock.now()), std::nullopt);
      if (control::is_final(written_status)) std::ignore = Checkpoints(*context_.backend.content("")).remove(id());
      return stop();
    }
    stop();
  }

  const Context context_;
  const std::shared_ptr<SimulatedRun> run_;
  base::Clock& truth_;
  const std::function<void()> on_end_;
  std::string started_at_;
  base::Instant next_beat_{};
};

}  // namespace headrace::service
