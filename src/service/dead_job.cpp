#include "service/dead_job.h"

#include "base/log.h"
#include "service/checkpoint.h"

namespace headrace::service {
namespace {

control::SyncJobType type_of(const json::Value& job) {
  return control::parse_sync_job_type(job.text("job_type")).value_or(control::SyncJobType::full);
}

}  // namespace

Result<std::int64_t> count_death(const Context& context, const Record& job) {
  const auto target = context.backend.content("");
  Checkpoints checkpoints(*target);
  auto found = checkpoints.find(job.id);
  if (!found && may_answer_later(found.error())) return fail(found.error());  // one that refuses has no checkpoints for this service
  if (!found || !*found) return 0;
  auto& checkpoint = **found;
  if (++checkpoint.deaths > max_deaths) return checkpoint.deaths;
  TRY(const auto now, context.backend.job(job.id));
  if (!now || now->guard.seq_no != job.guard.seq_no) return checkpoint.deaths;  // it lives, or somebody else was faster
  TRY_VOID(checkpoints.save(job.id, checkpoint));
  return checkpoint.deaths;
}

control::SyncJobEnd end_of_dead(const json::Value& job, control::SyncJobStatus status, const std::string& error) {
  return {.status = status,
          .error = error.empty() ? std::nullopt : std::optional(error),
          .indexed_document_count = job.number("indexed_document_count"),
          .indexed_document_volume = job.number("indexed_document_volume"),
          .deleted_document_count = job.number("deleted_document_count")};
}

Result<bool> write_dead_end(const Context& context, const Record& job, const control::SyncJobEnd& end, bool has_connector) {
  const auto now = context.clock.now();
  const auto written = context.backend.update_job(job.id, control::job_end(end, now), job.guard);
  if (!written) return is_gone(written.error()) ? Result<bool>(false) : fail(written.error());
  if (!*written) return false;
  if (end.error) base::log_warning("service", "dead job ended", {{"sync_job.id", job.id}, {"error.message", *end.error}});
  if (!has_connector) return true;
  const auto part = control::connector_end(type_of(job.source), end, now);
  const auto told = context.backend.update_connector(control::connector_id_of(job.source), part, std::nullopt);
  if (!told && !is_gone(told.error())) return fail(told.error());
  return true;
}

Result<void> end_dead_job(const Context& context, const Record& job, const std::string& error) {
  TRY(const bool is_written, write_dead_end(context, job, end_of_dead(job.source, control::SyncJobStatus::error, error), true));
  if (!is_written) return {};
  const auto target = context.backend.content("");
  if (const auto removed = Checkpoints(*target).remove(job.id); !removed) {
    base::log_warning("service", "the checkpoint of a dead job stays",
                      {{"sync_job.id", job.id}, {"error.message", removed.error().reason}});
  }
  return {};
}

}  // namespace headrace::service
