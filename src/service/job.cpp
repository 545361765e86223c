#include "service/job.h"

#include <fmt/format.h>

#include "base/log.h"

namespace headrace::service {
namespace {

using control::SyncJobEnd;
using control::SyncJobStatus;

/// How long a cancelled data path may take to end before it is left alone (docs/spec/connector-service.md 10.5).
constexpr std::chrono::seconds cancel_patience{5};
constexpr std::chrono::seconds longest_look_interval{5};
/// Tries to write an end while somebody else changes the job.
constexpr int max_tries = 5;

/// Of a job whose type cannot be read the plan fails with the reason; until then it counts as a full one.
control::SyncJobType type_of(const json::Value& job) {
  return control::parse_sync_job_type(job.text("job_type")).value_or(control::SyncJobType::full);
}

bool is_deleted(const json::Value& connector) {
  const auto* flag = connector.find("deleted");
  return flag != nullptr && flag->is_bool() && flag->as_bool();
}

std::optional<SyncJobStatus> status_of(const json::Value& job) {
  const auto status = control::parse_sync_job_status(job.text("status"));
  return status ? std::optional(*status) : std::nullopt;
}

}  // namespace

Job::Job(const Context& context, Record job, Record connector, bool is_restart, std::function<void()> on_end)
    : context_(context),
      job_(std::move(job)),
      connector_(std::move(connector)),
      type_(type_of(job_.source)),
      is_restart_(is_restart),
      on_end_(std::move(on_end)) {}

Job::~Job() {
  if (thread_.joinable()) thread_.join();
}

void Job::start() {
  thread_ = std::thread([this] { supervise(); });
}

void Job::suspend(std::chrono::milliseconds grace) {
  const std::lock_guard lock(work_->mutex);
  if (!suspend_grace_) suspend_grace_ = grace;
  work_->changed.notify_all();
}

void Job::look_now() {
  const std::lock_guard lock(work_->mutex);
  look_wanted_ = true;
  work_->changed.notify_all();
}

bool Job::has_ended() {
  const std::lock_guard lock(work_->mutex);
  return has_ended_;
}

void Job::log(std::string_view message, std::string_view error) const {
  base::log(error.empty() ? base::LogLevel::info : base::LogLevel::warning, "service", message,
            {{"sync_job.id", job_.id}, {"connector.id", connector_.id}, {"error.message", error}});
}

void Job::supervise() {
  log(is_restart_ ? "sync starts once more" : "sync starts");
  last_reported_ = context_.clock.now();
  if (auto launched = launch(); !launched) {
    const std::lock_guard lock(work_->mutex);
    work_->is_done = true;
    work_->result = std::move(launched);
  }
  write_end(watch());
  {
    const std::lock_guard lock(work_->mutex);
    has_ended_ = true;
  }
  on_end_();
}

/// Starts the data path. Its thread owns what it needs, so that it can be left alone.
Result<void> Job::launch() {
  const auto service_type = job_.source.at_path("connector.service_type");
  const auto name = service_type != nullptr && service_type->is_string() ? service_type->as_string() : std::string();
  TRY(auto plan, plan_sync(job_.id, job_.source, connector_.source, context_.find_source(name), context_.settings.sync));
  plan.files = context_.settings.files;
  plan.ran_before = is_restart_;
  if (const auto claimed = context_.backend.job(job_.id); claimed && *claimed) claimed_at_ = (*claimed)->source.text("started_at");
  plan.started_at = claimed_at_;
  const auto& authorizations = context_.settings.authorizations;
  const auto own = authorizations.find(connector_.id);
  auto targets = [&backend = context_.backend, authorization = own == authorizations.end() ? std::string() : own->second] {
    return backend.content(authorization);
  };
  work_->sync = std::make_unique<Sync>(std::move(plan), std::move(targets), context_.clock);
  work_->sync->notes().tell(NoteLevel::info, "started",
                            fmt::format("The sync ({}) starts on host [{}].", control::to_string(type_), context_.settings.hostname));
  std::thread([work = work_] {
    pthread_setname_np(pthread_self(), "sync-read");
    Result<void> result;
    try {
      result = work->sync->run();
    } catch (const std::exception& error) {  // such as no memory: the service lives on, the job tells
      result = fail(ErrorKind::internal, fmt::format("The sync ended unexpectedly: {}", error.what()));
    }
    const std::lock_guard lock(work->mutex);
    work->is_done = true;
    work->result = std::move(result);
    work->changed.notify_all();
  }).detach();
  return {};
}

/// Beats until the data path has ended (none) or there is a reason to end it.
std::optional<Job::Interruption> Job::watch() {
  const auto& settings = context_.settings;
  const auto look_interval = std::min<base::Nanoseconds>(settings.job_heartbeat_interval, longest_look_interval);
  auto next_report = context_.clock.now();  // at once: a claimed job shows life
  for (;;) {
    if (const auto now = context_.clock.now(); now >= next_report) {
      report();
      next_report = now + settings.job_heartbeat_interval;
    }
    if (wait_for_work(std::min(context_.clock.now() + look_interval, next_report))) return std::nullopt;
    std::optional<std::chrono::milliseconds> grace;
    {
      const std::lock_guard lock(work_->mutex);
      grace = suspend_grace_;
    }
    if (grace) {
      end_work(*grace);
      return Interruption{SyncJobStatus::suspended, "the service stops", false};
    }
    if (auto interruption = look()) {
      end_work(cancel_patience);
      return interruption;
    }
  }
}

/// True when the data path is done; false when it is time, or when there is something to look after.
bool Job::wait_for_work(base::Instant until) {
  std::unique_lock lock(work_->mutex);
  while (!work_->is_done && !look_wanted_ && !suspend_grace_ && context_.clock.now() < until) {
    context_.clock.wait_until(lock, work_->changed, until);
  }
  look_wanted_ = false;
  return work_->is_done;
}

void Job::end_work(std::chrono::milliseconds patience) {
  if (!work_->sync) return;
  work_->sync->stop();
  const auto until = context_.clock.now() + patience;
  std::unique_lock lock(work_->mutex);
  while (!work_->is_done && context_.clock.now() < until) context_.clock.wait_until(lock, work_->changed, until);
  if (!work_->is_done) log("the source does not stop and is left alone", "it did not come back in time");
}

/// Is the job still ours, and wanted? (docs/spec/connector-service.md 10.4, 10) A target that does not answer is asked again next time.
std::optional<Job::Interruption> Job::look() {
  const auto job = context_.backend.job(job_.id);
  if (!job) {
    log("the job could not be looked after, next try follows", job.error().reason);
    // For all others it is dead by now, and may run elsewhere.
    if (context_.clock.now() - last_reported_ < context_.settings.idle_limit) return std::nullopt;
    return Interruption{std::nullopt, fmt::format("it could not be reported for {} s", context_.settings.idle_limit.count()), false};
  }
  if (!*job) return Interruption{std::nullopt, "the job is gone", false};
  const auto status = status_of((*job)->source);
  if (status == SyncJobStatus::canceling) return Interruption{SyncJobStatus::canceled, "cancelation was requested", false};
  if (status != SyncJobStatus::in_progress) {
    return Interruption{std::nullopt, fmt::format("somebody else made the job [{}]", (*job)->source.text("status")), false};
  }
  // A service that hung for long and comes back: the job was taken for dead, and somebody else goes on with it.
  if (claimed_at_.empty()) claimed_at_ = (*job)->source.text("started_at");
  if ((*job)->source.text("started_at") != claimed_at_) return Interruption{std::nullopt, "somebody else has claimed the job", false};
  const auto connector = context_.backend.connector(connector_.id);
  if (connector && (!*connector || is_deleted((*connector)->source))) {
    return Interruption{SyncJobStatus::error, "The connector was deleted while its sync ran.", true};
  }
  return std::nullopt;
}

void Job::report() {
  control::SyncJobStats stats;
  if (work_->sync) {
    const auto& counters = work_->sync->counters();
    stats.indexed_document_count = counters.indexed;
    stats.indexed_document_volume = counters.volume();
    stats.deleted_document_count = counters.deleted;
    auto metadata = counters.metadata();
    if (is_restart_) metadata.set(work_->sync->is_resumed() ? "resumed" : "restarted", true);
    if (!metadata.is_null()) stats.metadata = std::move(metadata);
  }
  const auto reported = context_.backend.report(job_.id, stats);
  if (reported) last_reported_ = context_.clock.now();
  if (!reported && !is_gone(reported.error())) log("the progress was not reported, next try follows", reported.error().reason);
}

SyncJobEnd Job::end_of(const std::optional<Interruption>& interruption) {
  SyncJobEnd end;
  if (interruption) {
    end.status = interruption->status.value_or(SyncJobStatus::error);
    if (end.status == SyncJobStatus::error) end.error = interruption->reason;
  } else {
    const std::lock_guard lock(work_->mutex);
    if (!work_->result) {
      end.status = SyncJobStatus::error;
      end.error = work_->result.error().reason;
    }
  }
  if (work_->sync) {
    const auto& counters = work_->sync->counters();
    end.indexed_document_count = counters.indexed;
    end.indexed_document_volume = counters.volume();
    end.deleted_document_count = counters.deleted;
    end.total_document_count = work_->sync->total();
    if (end.status == SyncJobStatus::completed) end.sync_cursor = work_->sync->cursor();
  }
  return end;
}

void Job::write_end(const std::optional<Interruption>& interruption) {
  auto end = end_of(interruption);
  const auto told = end.error ? *end.error : (interruption ? interruption->reason : std::string());
  if (interruption && !interruption->status) {
    log("sync ends without a result", interruption->reason);
    const auto job = context_.backend.job(job_.id);
    if (job && !*job) write_connector_end(control::connector_end_without_job(context_.clock.now()));
    return;
  }
  report();  // the failed documents, too, are told to their end
  tell_end(end);
  bool is_ours = true;
  const auto written = write_job_end(std::move(end), is_ours);
  if (!written) return log("the end of the sync could not be written; the clean-up will end the job", written.error().reason);
  if (!is_ours) return log("sync ends without a result", "somebody else ended the job");
  log(fmt::format("sync ends: {}, {} indexed, {} deleted", control::to_string(written->status), written->indexed_document_count,
                  written->deleted_document_count),
      told);
  if (!interruption || !interruption->connector_is_gone) {
    write_connector_end(control::connector_end(type_, *written, context_.clock.now()));
  }
  if (work_->sync && written->status != SyncJobStatus::suspended) work_->sync->forget_checkpoint();  // last: until then it may go on
}

/// The last lines of the job's log. A data path that was left alone keeps them to itself.
void Job::tell_end(const SyncJobEnd& end) {
  bool is_done = false;
  {
    const std::lock_guard lock(work_->mutex);
    is_done = work_->is_done;
  }
  if (!work_->sync) return;
  const auto& counters = work_->sync->counters();
  auto text = fmt::format("The sync ends: {}. {} documents read, {} written, {} unchanged, {} filtered, {} deleted, {} failed.",
                          control::to_string(end.status), counters.read.load(), end.indexed_document_count, counters.unchanged.load(),
                          counters.filtered.load(), end.deleted_document_count, counters.failed.load());
  if (end.error) text += fmt::format(" {}", *end.error);
  work_->sync->notes().tell(end.status == SyncJobStatus::error ? NoteLevel::error : NoteLevel::info, "ended", std::move(text));
  if (is_done) work_->sync->flush_notes();
}

/// A job of several attempts has begun when its first one did; each claim has written over that. "": this is the first one.
std::string Job::first_start() const {
  if (work_->sync && work_->sync->is_resumed()) return work_->sync->first_start();
  return is_restart_ ? std::string(job_.source.text("started_at")) : std::string();
}

/// Writes over exactly what was read, so that a cancelation or somebody else's end is never lost. The end as it was written.
Result<SyncJobEnd> Job::write_job_end(SyncJobEnd end, bool& is_ours) {
  for (int tries = 0; tries < max_tries; ++tries) {
    TRY(const auto job, context_.backend.job(job_.id));
    if (!job) {
      write_connector_end(control::connector_end_without_job(context_.clock.now()));
      is_ours = false;
      return end;
    }
    const auto status = status_of(job->source);
    if (status == SyncJobStatus::canceling && end.status != SyncJobStatus::error) end.status = SyncJobStatus::canceled;
    is_ours = status == SyncJobStatus::in_progress || status == SyncJobStatus::canceling;
    if (!is_ours) return end;
    auto part = control::job_end(end, context_.clock.now());
    if (const auto started_at = first_start(); !started_at.empty()) part.set("started_at", started_at);
    TRY(const auto written, context_.backend.update_job(job_.id, part, job->guard));
    if (written) return end;
  }
  return fail(ErrorKind::version_conflict, "it is changed again and again by somebody else");
}

void Job::write_connector_end(const json::Value& part) {
  const auto written = context_.backend.update_connector(connector_.id, part, std::nullopt);
  if (!written && !is_gone(written.error())) log("the connector could not be told of the end of its sync", written.error().reason);
}

}  // namespace headrace::service
