#include "service/job_notes.h"

#include "base/log.h"
#include "base/strings.h"
#include "crypto/hash.h"

namespace headrace::service {
namespace {

/// Lines that wait for a target that takes none.
constexpr std::size_t max_waiting = 1000;
constexpr std::size_t max_reason_bytes = 2000;

json::Value typed(std::string_view type) { return json::object({{"type", type}}); }

json::Value log_mappings() {
  return json::object({{"dynamic", false},
                       {"properties", json::object({{"@timestamp", typed("date")},
                                                    {"connector_id", typed("keyword")},
                                                    {"sync_job_id", typed("keyword")},
                                                    {"sequence", typed("long")},
                                                    {"level", typed("keyword")},
                                                    {"event", typed("keyword")},
                                                    {"message", typed("text")}})}});
}

json::Value failure_mappings() {
  return json::object({{"dynamic", false},
                       {"properties", json::object({{"@timestamp", typed("date")},
                                                    {"connector_id", typed("keyword")},
                                                    {"sync_job_id", typed("keyword")},
                                                    {"document_id", typed("keyword")},
                                                    {"scope", typed("keyword")},
                                                    {"stage", typed("keyword")},
                                                    {"reason", typed("text")}})}});
}

std::string_view name_of(NoteLevel level) {
  if (level == NoteLevel::error) return "error";
  return level == NoteLevel::warning ? "warning" : "info";
}

base::LogLevel log_level(NoteLevel level) { return level == NoteLevel::info ? base::LogLevel::info : base::LogLevel::warning; }

}  // namespace

void JobNotes::tell(NoteLevel level, std::string_view event, std::string message, json::Value details) {
  base::log(log_level(level), "service", message, {{"sync_job.id", job_id_}, {"connector.id", connector_id_}});
  auto line = json::object({{"@timestamp", base::format_instant(clock_.now())},
                            {"connector_id", connector_id_},
                            {"sync_job_id", job_id_},
                            {"level", name_of(level)},
                            {"event", event},
                            {"message", std::move(message)}});
  if (!details.is_null()) line.set("details", std::move(details));
  const std::lock_guard lock(mutex_);
  line.set("sequence", sequence_++);
  if (log_.size() < max_waiting) log_.push_back({.kind = Operation::Kind::index, .id = base::make_id(), .body = json::write(line)});
}

void JobNotes::tell_failure(FailedDocument failure) {
  base::log_warning("service", "document failed",
                    {{"sync_job.id", job_id_}, {"document.id", failure.id}, {"scope", failure.scope}, {"error.message", failure.reason}});
  const std::lock_guard lock(mutex_);
  if (++failure_count_ > max_failures) return;
  const auto line = json::object({{"@timestamp", base::format_instant(clock_.now())},
                                  {"connector_id", connector_id_},
                                  {"sync_job_id", job_id_},
                                  {"document_id", failure.id},
                                  {"scope", failure.scope},
                                  {"stage", failure.stage},
                                  {"reason", std::string_view(failure.reason).substr(0, max_reason_bytes)}});
  // A document that fails in two attempts of a job is one line.
  auto id = crypto::md5_hex(job_id_ + '\n' + failure.scope + '\n' + failure.id + (failure.id.empty() ? failure.reason : ""));
  failures_.push_back({.kind = Operation::Kind::index, .id = std::move(id), .body = json::write(line)});
}

std::size_t JobNotes::failures() const {
  const std::lock_guard lock(mutex_);
  return failure_count_;
}

Result<void> JobNotes::flush(ContentTarget& target) {
  std::vector<Operation> log, failures;
  {
    const std::lock_guard lock(mutex_);
    log.swap(log_);
    failures.swap(failures_);
  }
  const auto ensure = [&](std::string_view index, const json::Value& mappings, bool& is_there) -> Result<void> {
    if (!is_there) TRY_VOID(target.ensure_index(std::string(index), mappings));
    is_there = true;
    return {};
  };
  const auto written = [&]() -> Result<void> {
    if (!log.empty()) {
      TRY_VOID(ensure(job_log_index, log_mappings(), has_log_index_));
      TRY_VOID(write(target, job_log_index, log));
    }
    if (!failures.empty()) {
      TRY_VOID(ensure(job_failures_index, failure_mappings(), has_failures_index_));
      TRY_VOID(write(target, job_failures_index, failures));
    }
    return {};
  }();
  if (written) return {};
  const std::lock_guard lock(mutex_);
  log_.insert(log_.begin(), std::make_move_iterator(log.begin()), std::make_move_iterator(log.end()));
  failures_.insert(failures_.begin(), std::make_move_iterator(failures.begin()), std::make_move_iterator(failures.end()));
  return written;
}

/// What the target has answered is gone from `operations`: a line that it refuses is not sent again.
Result<void> JobNotes::write(ContentTarget& target, std::string_view index, std::vector<Operation>& operations) {
  TRY_VOID(target.bulk(std::string(index), "", operations));
  operations.clear();
  return {};
}

}  // namespace headrace::service
