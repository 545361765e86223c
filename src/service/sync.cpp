#include "service/sync.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <pthread.h>

#include <algorithm>
#include <cmath>

#include "base/log.h"
#include "base/thread.h"
#include "service/direct_content.h"

namespace headrace::service {
namespace {

using sources::ScopeEvent;

constexpr std::chrono::seconds progress_interval{30};

/// Of a source whose switch for access control is off (docs/spec/connector-service.md 15.4).
class NothingToRead final : public sources::DocumentStream {
 public:
  Result<std::optional<sources::SourceItem>> next() override { return std::nullopt; }
};

/// Whether what the index holds is compared with what the source gives.
bool wants_versions(const SyncPlan& plan) { return plan.type != control::SyncJobType::full || plan.limits.skip_unchanged; }

bool is_given(const json::Value& rules) {
  if (rules.is_object()) return !rules.as_object().empty();
  if (rules.is_array()) return !rules.as_array().empty();
  return !rules.is_null();
}

Error in(std::string_view where, Error error) {
  error.reason = fmt::format("{}: {}", where, error.reason);
  return error;
}

}  // namespace

Sync::Sync(SyncPlan plan, TargetMaker targets, base::Clock& clock)
    : plan_(std::move(plan)),
      targets_(std::move(targets)),
      clock_(clock),
      began_at_(clock.now()),
      notes_(plan_.job_id, plan_.connector_id, clock),
      known_({.versions = wants_versions(plan_), .in_memory = plan_.limits.known_in_memory}),
      target_(targets_()),
      keeping_target_(targets_()),
      next_progress_(began_at_ + progress_interval) {}

Sync::~Sync() { writer_.reset(); }  // its threads use the rest

WriterOptions Sync::writer_options() {
  return {.index = plan_.index,
          .max_entries = plan_.limits.bulk_entries,
          .max_bytes = plan_.limits.bulk_bytes,
          .queue_bytes = plan_.limits.queue_bytes,
          .errors = plan_.limits.errors,
          .pause = [this](std::chrono::milliseconds duration) { return pause(duration); },
          .on_answer = [this] { keep(Moment::now_and_then); },
          .on_failure = [this] { source_stop_ = true; },
          .on_refused =
              [this](const Operation& operation, const std::string& reason) {
                counters_.note_failure(operation.id, reason);
                notes_.tell_failure({operation.id, "", "index", reason});
              }};
}

bool Sync::pause(std::chrono::milliseconds duration) {
  const auto until = clock_.now() + duration;
  std::unique_lock lock(mutex_);
  while (!stop_ && clock_.now() < until) clock_.wait_until(lock, stopped_, until);
  return !stop_;
}

void Sync::stop() {
  const std::lock_guard lock(mutex_);
  stop_ = true;
  source_stop_ = true;
  stopped_.notify_all();
  if (writer_) writer_->abandon();
}

Result<void> Sync::run() {
  TRY_VOID(prepare());
  TRY_VOID(take_up());
  if (stop_) return {};
  if (!reads_changes()) TRY_VOID(read_known());
  if (stop_) return {};
  const auto copied = copy_and_keep();
  keep(Moment::at_the_end);
  if (!copied || stop_) return copied;
  return reads_changes() ? Result<void>() : delete_unseen();
}

Result<void> Sync::copy_and_keep() {
  std::thread keeper([this] { keep_while_reading(); });
  const auto end = [&](const void*) {  // also when there is no memory for a row: job.cpp tells of that
    {
      const std::lock_guard lock(mutex_);
      is_read_ = true;
      stopped_.notify_all();
    }
    keeper.join();
  };
  const std::unique_ptr<const void, decltype(end)> at_exit(this, end);
  return copy();
}

bool Sync::reads_changes() const { return plan_.type == control::SyncJobType::incremental && source_->has_changes(); }

Result<void> Sync::prepare() {
  TRY(source_, plan_.source->make(plan_.configuration));
  TRY_VOID(source_->validate());
  TRY_VOID(source_->ping());
  auto options = writer_options();
  if (is_given(plan_.advanced_rules)) TRY_VOID(source_->check_advanced_rules(plan_.advanced_rules));
  TRY(has_pipeline_, target_->has_pipeline(plan_.pipeline.name));
  if (has_pipeline_) options.pipeline = plan_.pipeline.name;
  // The index of identities is made by what is written (docs/spec/connector-service.md 15.5).
  if (plan_.type != control::SyncJobType::access_control) TRY_VOID(target_->ensure_index(plan_.index, content_mappings()));
  std::vector<std::unique_ptr<ContentTarget>> writing;
  for (std::size_t i = 0; i < std::max<std::size_t>(1, plan_.limits.max_concurrency); ++i) writing.push_back(targets_());
  auto writer = std::make_unique<BulkWriter>(std::move(writing), counters_, std::move(options));
  const std::lock_guard lock(mutex_);
  writer_ = std::move(writer);
  if (stop_) writer_->abandon();
  return {};
}

/// Goes on from where an earlier attempt of this job has stopped (DESIGN 5, 4).
Result<void> Sync::take_up() {
  checkpoint_.started_at = plan_.started_at;
  if (!plan_.ran_before) return {};
  Checkpoints checkpoints(*target_);
  TRY(auto found, checkpoints.find(plan_.job_id));
  if (!found || !source_->can_resume() || reads_changes()) {
    notes_.tell(NoteLevel::info, "restarted",
                fmt::format("The sync starts anew: {}.", found ? "its source cannot go on from a position" : "there is no checkpoint"));
    return {};
  }
  checkpoint_ = std::move(*found);
  ++checkpoint_.attempts;
  const Accepted accepted{.indexed = checkpoint_.indexed, .deleted = checkpoint_.deleted, .volume_bytes = checkpoint_.volume_bytes};
  counters_.add(accepted);
  writer_->begin_with(checkpoint_.scopes, accepted);
  counters_.attempts = checkpoint_.attempts;
  is_resumed_ = true;
  notes_.tell(NoteLevel::info, "resumed",
              fmt::format("Attempt {} goes on after {} documents that are written.", checkpoint_.attempts, checkpoint_.indexed));
  return {};
}

Result<void> Sync::read_known() {
  TRY(const auto count, target_->count(plan_.index));
  known_.reserve(count);
  const bool versions = wants_versions(plan_);
  Result<void> added;
  TRY_VOID(target_->scan(plan_.index, {.timestamp = versions, .content_hash = versions}, [&](const StoredDocument& document) {
    added = known_.add(document);
    return added.has_value() && !stop_;
  }));
  TRY_VOID(added);
  return known_.seal();
}

Result<std::unique_ptr<sources::DocumentStream>> Sync::open_stream() {
  const sources::ReadRequest request{.stop = source_stop_,
                                     .advanced = plan_.advanced_rules,
                                     .with_access_control = plan_.with_access_control,
                                     .resume = checkpoint_.scopes};
  if (plan_.type == control::SyncJobType::access_control) {
    if (plan_.identities) return source_->identities(source_stop_);
    return std::make_unique<NothingToRead>();
  }
  return reads_changes() ? source_->changes(request, plan_.cursor) : source_->read(request);
}

/// Reads and writes at the same time. The first error wins and ends both.
Result<void> Sync::copy() {
  // Reading is always ahead of writing, and would take from it what both need.
  if (target_->is_local()) base::give_way();
  auto stream = open_stream();
  if (!stream) return fail(in("The source cannot be read", std::move(stream).error()));
  const bool has_switches = has_pipeline_ && plan_.type != control::SyncJobType::access_control;
  Intake intake({plan_, known_, counters_, notes_, *writer_, clock_, stop_, target_->is_local()}, has_switches);
  auto was_read = read(**stream, intake);
  intake.drain();
  TRY_VOID(writer_->finish());  // after an error of the source too: what was read in order is written
  if (stop_) return {};
  TRY_VOID(was_read);
  if (reads_changes()) cursor_ = (*stream)->cursor();
  return known_.health();
}

Result<void> Sync::read(sources::DocumentStream& stream, Intake& intake) {
  while (!stop_) {
    auto next = stream.next();
    if (!next) return fail(in("The source was not read to its end, so nothing was deleted", std::move(next).error()));
    if (!*next) return {};
    TRY(const bool goes_on, take(std::move(**next), intake));
    if (!goes_on) {  // the writer has ended and knows why
      source_stop_ = true;
      return {};
    }
  }
  return {};
}

/// False when nothing is written any more.
Result<bool> Sync::take(sources::SourceItem item, Intake& intake) {
  if (auto* document = std::get_if<sources::SourceDocument>(&item)) {
    const auto scope = scopes_.find(document->scope);
    if (scope == scopes_.end()) scopes_.try_emplace(document->scope);
    return intake.take(std::move(*document));
  }
  if (auto* failure = std::get_if<sources::SourceFailure>(&item)) take(std::move(*failure));
  if (auto* seen = std::get_if<sources::SeenDocument>(&item)) take(*seen);
  if (auto* event = std::get_if<ScopeEvent>(&item)) take(std::move(*event), intake);
  return true;
}

void Sync::take(sources::SourceFailure failure) {
  // What cannot be read is still there. Without its id, any document of the scope might be it.
  auto& scope = scopes_[failure.scope];
  if (const auto id = document_id(failure.id)) {
    if (const auto held = known_.find(*id)) known_.see(*held);
  } else {
    scope.is_doubtful = true;
  }
  counters_.note_failure(failure.id, failure.reason);
  notes_.tell_failure({std::move(failure.id), std::move(failure.scope), "source", std::move(failure.reason)});
}

void Sync::take(const sources::SeenDocument& document) {
  scopes_.try_emplace(document.scope);
  const auto id = document_id(document.id);
  const auto held = id ? known_.find(*id) : std::nullopt;
  if (held) {
    known_.see(*held);
    ++counters_.read_again;
  } else {
    ++counters_.missed;  // deleted from the index meanwhile: the next sync brings it
  }
}

void Sync::take(ScopeEvent event, Intake& intake) {
  auto& scope = scopes_[event.scope];
  switch (event.kind) {
    case ScopeEvent::Kind::begun:
      if (event.expected) counters_.expected += static_cast<std::int64_t>(*event.expected);
      break;
    case ScopeEvent::Kind::position:
    case ScopeEvent::Kind::complete:
      scope.is_complete = event.kind == ScopeEvent::Kind::complete;
      intake.drain();
      writer_->mark(event.scope, {.position = std::move(event.text), .is_complete = scope.is_complete});
      break;
    case ScopeEvent::Kind::failed:
      scope.reason = event.text;
      notes_.tell(NoteLevel::error, "scope_failed", fmt::format("[{}] was not read to its end: {}", event.scope, event.text));
      break;
    case ScopeEvent::Kind::skipped:
      scope.is_skipped = true;
      counters_.note_skipped(event.scope, event.text);
      notes_.tell(NoteLevel::warning, "scope_skipped", fmt::format("[{}] was not read: {}", event.scope, event.text));
      break;
  }
}

/// Scopes that were not read to their end: what the index has of them stays, and the sync ends with this error
/// (docs/spec/connector-service.md 22, 1).
Result<void> Sync::check_completeness() {
  std::vector<std::string> incomplete;
  for (const auto& [name, scope] : scopes_) {
    const bool is_whole = scope.is_complete && !scope.is_doubtful;
    if (is_whole) continue;
    withheld_.push_back(name);
    if (!scope.is_skipped)
      incomplete.push_back(scope.reason.empty() ? fmt::format("[{}]", name) : fmt::format("[{}] ({})", name, scope.reason));
  }
  if (incomplete.empty()) return {};
  return fail(
      ErrorKind::internal,
      fmt::format("The read is incomplete, so nothing was deleted of what was not read to its end: {}. {} documents failed. The log "
                  "of the job has the reasons. Mend them and start the sync again.",
                  fmt::join(incomplete, ", "), counters_.failed.load()));
}

bool Sync::may_delete(const std::string& id) const {
  return std::ranges::none_of(withheld_, [&](const auto& scope) { return source_->may_hold(scope, id); });
}

Result<void> Sync::check_delete_ratio(std::size_t unseen) {
  const auto allowed = plan_.limits.max_delete_ratio * static_cast<double>(known_.size());
  if (static_cast<double>(unseen) <= allowed) return {};
  return fail(ErrorKind::internal,
              fmt::format("Nothing was deleted: {} of the {} documents in [{}] are not in the source any more, more than max_delete_ratio "
                          "({:g}) allows. If that is right, raise max_delete_ratio and start the sync again.",
                          unseen, known_.size(), plan_.index, plan_.limits.max_delete_ratio));
}

/// What the index has and the source has not, but for the scopes that were not read to their end.
Result<void> Sync::delete_unseen() {
  const auto verdict = check_completeness();
  if (known_.unseen() == 0) return verdict;
  const auto each_unseen = [&](const std::function<bool(const std::string&)>& visit) {
    return target_->scan(plan_.index, {}, [&](const StoredDocument& document) {
      return !stop_ && (!known_.is_unseen(document.id) || !may_delete(document.id) || visit(document.id));
    });
  };
  auto unseen = known_.unseen();
  if (!withheld_.empty() && plan_.limits.max_delete_ratio < 1) {
    unseen = 0;
    TRY_VOID(each_unseen([&](const std::string&) { return ++unseen > 0; }));
  }
  if (unseen > 0) TRY_VOID(check_delete_ratio(unseen));
  TRY_VOID(each_unseen([&](const std::string& id) { return writer_->add({.kind = Operation::Kind::remove, .id = id}); }));
  TRY_VOID(writer_->finish());
  TRY_VOID(known_.health());
  return verdict;
}

/// With keeping_ held. How many documents, how fast, and how long it will take where the source has said how many there are.
void Sync::tell_progress() {
  const auto now = clock_.now();
  if (now < next_progress_) return;
  next_progress_ = now + progress_interval;
  const auto read = counters_.read + counters_.read_again;
  const auto expected = counters_.expected.load();
  const auto rate = static_cast<double>(counters_.read) / std::chrono::duration<double>(now - began_at_).count();
  auto details = json::object({{"read", read}, {"documents_per_second", std::llround(rate)}});
  auto text = fmt::format("{} documents read, {:.0f} a second", read, rate);
  if (expected > 0) {
    text = fmt::format("{} of about {} documents read, {:.0f} a second", read, expected, rate);
    details.set("expected", expected);
    if (rate > 0 && expected > read) {
      const auto seconds = std::llround(static_cast<double>(expected - read) / rate);
      text += fmt::format(", about {} s left", seconds);
      details.set("seconds_left", seconds);
    }
  }
  notes_.tell(NoteLevel::info, "progress", text + '.', std::move(details));
}

/// The log and how far it has come go to the target, beside the data. Once it is stopped another attempt may have begun elsewhere, and
/// what this one knows is only written by the one who waits for it.
void Sync::keep(Moment moment) {
  const bool is_end = moment == Moment::at_the_end;
  std::unique_lock lock(keeping_, std::defer_lock);
  if (is_end) {
    lock.lock();
  } else if (stop_ || !lock.try_lock() || clock_.now() < next_keeping_) {
    return;
  }
  if (is_forgotten_) return;
  next_keeping_ = clock_.now() + plan_.limits.checkpoint_interval;
  tell_progress();
  if (const auto flushed = notes_.flush(*keeping_target_); !flushed) {
    base::log_warning("service", "the log of a job was not written, next try follows", {{"error.message", flushed.error().reason}});
  }
  if (!source_->can_resume()) return;
  auto progress = writer_->settled();
  if (progress.scopes.empty()) return;
  auto checkpoint = checkpoint_;
  checkpoint.scopes = std::move(progress.scopes);
  checkpoint.indexed = progress.accepted.indexed;
  checkpoint.deleted = progress.accepted.deleted;
  checkpoint.volume_bytes = progress.accepted.volume_bytes;
  Checkpoints checkpoints(*keeping_target_);
  if (const auto saved = checkpoints.save(plan_.job_id, checkpoint); !saved) {
    base::log_warning("service", "a checkpoint was not written, next try follows",
                      {{"sync_job.id", plan_.job_id}, {"error.message", saved.error().reason}});
  }
  // It was forgotten while it was written: whichever of the two came last, nothing stays.
  if (is_forgotten_) std::ignore = checkpoints.remove(plan_.job_id);
}

/// Answers of the target do it, too; a source that hangs brings none.
void Sync::keep_while_reading() {
  pthread_setname_np(pthread_self(), "sync-keep");
  std::unique_lock lock(mutex_);
  while (!is_read_ && !stop_) {
    const auto until = clock_.now() + plan_.limits.checkpoint_interval;
    while (!is_read_ && !stop_ && clock_.now() < until) clock_.wait_until(lock, stopped_, until);
    lock.unlock();
    keep(Moment::now_and_then);
    lock.lock();
  }
}

void Sync::forget_checkpoint() {
  is_forgotten_ = true;
  const auto target = targets_();  // of its own: a data path that was left alone may hang with the other one
  if (const auto removed = Checkpoints(*target).remove(plan_.job_id); !removed) {
    base::log_warning("service", "a checkpoint was not removed",
                      {{"sync_job.id", plan_.job_id}, {"error.message", removed.error().reason}});
  }
}

void Sync::flush_notes() {
  const std::lock_guard lock(keeping_);
  if (const auto flushed = notes_.flush(*keeping_target_); !flushed) {
    base::log_warning("service", "the log of a job was not written",
                      {{"sync_job.id", plan_.job_id}, {"error.message", flushed.error().reason}});
  }
}

std::optional<std::int64_t> Sync::total() {
  const auto count = targets_()->count(plan_.counted_index);
  return count ? std::optional(static_cast<std::int64_t>(*count)) : std::nullopt;
}

}  // namespace headrace::service
