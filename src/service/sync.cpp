#include "service/sync.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <thread>

#include "base/log.h"
#include "service/direct_content.h"
#include "service/file_text.h"

namespace headrace::service {
namespace {

void note_scope(std::vector<std::string>& scopes, const std::string& scope) {
  // Documents of a scope come together, so the last one is nearly always the one.
  if (!scopes.empty() && scopes.back() == scope) return;
  if (std::ranges::find(scopes, scope) == scopes.end()) scopes.push_back(scope);
}

Error in(std::string_view where, Error error) {
  error.reason = fmt::format("{}: {}", where, error.reason);
  return error;
}

}  // namespace

Sync::Sync(SyncPlan plan, std::unique_ptr<ContentTarget> target, base::Clock& clock)
    : plan_(std::move(plan)),
      target_(std::move(target)),
      clock_(clock),
      known_(plan_.type == control::SyncJobType::incremental),
      sink_(*target_, counters_, sink_options()),
      channel_(plan_.limits.queue_bytes) {}

SinkOptions Sync::sink_options() {
  return {.index = plan_.index,
          .max_entries = plan_.limits.bulk_entries,
          .max_bytes = plan_.limits.bulk_bytes,
          .errors = plan_.limits.errors,
          .pause = [this](std::chrono::milliseconds duration) { return pause(duration); }};
}

bool Sync::pause(std::chrono::milliseconds duration) {
  const auto until = clock_.now() + duration;
  std::unique_lock lock(mutex_);
  while (!stop_ && clock_.now() < until) clock_.wait_until(lock, stopped_, until);
  return !stop_;
}

void Sync::stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    source_stop_ = true;
  }
  stopped_.notify_all();
  channel_.abandon();
}

Result<void> Sync::run() {
  TRY_VOID(prepare());
  if (stop_) return {};
  TRY_VOID(read_known());
  if (stop_) return {};
  TRY_VOID(copy());
  return stop_ ? Result<void>() : delete_unseen();
}

Result<void> Sync::prepare() {
  TRY(source_, plan_.source->make(plan_.configuration));
  TRY_VOID(source_->validate());
  TRY_VOID(source_->ping());
  TRY(const bool has_pipeline, target_->has_pipeline(plan_.pipeline.name));
  if (has_pipeline) pipeline_ = plan_.pipeline.name;
  sink_.use_pipeline(pipeline_);
  return target_->ensure_index(plan_.index, content_mappings());
}

Result<void> Sync::read_known() {
  TRY(const auto count, target_->count(plan_.index));
  known_.reserve(count);
  TRY_VOID(target_->scan(plan_.index, [this](const StoredDocument& document) {
    known_.add(document.id, document.timestamp);
    return !stop_;
  }));
  known_.seal();
  return {};
}

/// Reads and writes at the same time. The first error wins and ends both.
Result<void> Sync::copy() {
  auto stream = source_->read({.stop = source_stop_});
  if (!stream) return fail(in("The source cannot be read", std::move(stream).error()));
  Result<void> written;
  std::thread writer([&] {
    written = write_until_finished();
    if (written) return;
    source_stop_ = true;  // the reader goes on for nothing
    channel_.abandon();
  });
  auto was_read = read(**stream);
  channel_.finish();  // after an error too: what was read in order is written
  writer.join();
  TRY_VOID(written);
  if (stop_) return {};
  TRY_VOID(was_read);
  return check_completeness();
}

Result<void> Sync::write_until_finished() {
  while (auto operation = channel_.take()) {
    if (stop_) return {};
    TRY_VOID(sink_.add(std::move(*operation)));
  }
  return stop_ ? Result<void>() : sink_.flush();
}

Result<void> Sync::read(sources::DocumentStream& stream) {
  while (!stop_) {
    auto next = stream.next();
    if (!next) return fail(in("The source was not read to its end, so nothing was deleted", std::move(next).error()));
    if (!*next) return {};
    if (auto* failure = std::get_if<sources::SourceFailure>(&**next)) {
      take(std::move(*failure));
    } else if (auto* event = std::get_if<sources::ScopeEvent>(&**next)) {
      take(std::move(*event));
    } else if (!take(std::get<sources::SourceDocument>(std::move(**next)))) {
      return {};  // the writer has ended and knows why
    }
  }
  return {};
}

void Sync::take(sources::ScopeEvent event) {
  if (event.kind == sources::ScopeEvent::Kind::complete) complete_scopes_.push_back(std::move(event.scope));
}

void Sync::take(sources::SourceFailure failure) {
  note_scope(scopes_, failure.scope);
  base::log_warning(
      "service", "document not read",
      {{"sync_job.id", plan_.job_id}, {"document.id", failure.id}, {"scope", failure.scope}, {"error.message", failure.reason}});
  // What cannot be read is still there. Without its id, any document of the scope might be it.
  if (const auto id = document_id(failure.id)) {
    known_.see(*id);
  } else {
    note_scope(doubtful_scopes_, failure.scope);
  }
  counters_.note_failure(std::move(failure.id), std::move(failure.reason));
}

/// The decision table of docs/spec/connector-service.md 11.4. Errors: nobody writes any more; a rule cannot be used.
Result<void> Sync::take(sources::SourceDocument document) {
  ++counters_.read;
  note_scope(scopes_, document.scope);
  const auto id = document_id(document.id);
  if (!id) {
    counters_.note_failure("", fmt::format("a document of [{}] has no id", document.scope));
    return {};
  }
  document.fields.set("id", *id);
  TRY(const bool is_wanted, plan_.rules.admits(document.fields));
  if (!is_wanted) {
    ++counters_.filtered;  // an existing copy stays unseen and is deleted in the end
    return {};
  }
  const bool is_unchanged = known_.is_unchanged(*id, document.fields.text("_timestamp"));
  const bool is_known = known_.see(*id);
  if (is_unchanged) {
    ++counters_.unchanged;
    return {};
  }
  add_text(document, *id);
  auto body = bounded_body(document, *id, is_known);
  if (!body) return {};
  const auto bytes = body->size();
  if (channel_.put({.kind = Operation::Kind::index, .id = *id, .body = std::move(*body)}, bytes)) return {};
  return fail(ErrorKind::unavailable, "nothing is written any more");
}

/// Puts the text of the content into `body`. Whatever goes wrong, the document itself is kept (docs/spec/connector-service.md 22, 7).
void Sync::add_text(sources::SourceDocument& document, const std::string& id) {
  const auto& content = document.content;
  if (!content || !plan_.extracts_text) return;
  const auto without_text = [&](std::string_view why) {
    ++counters_.without_text;
    base::log_warning("service", "document without its text",
                      {{"sync_job.id", plan_.job_id}, {"document.id", id}, {"file.name", content->name()}, {"error.message", why}});
  };
  auto text = text_of_content(*content, plan_, stop_);
  if (!text) return without_text(text.error().reason);
  document.fields.set("body", std::move(*text));
}

/// The body as it is sent. One that is too long goes without its text; none when it is too long even so.
std::optional<std::string> Sync::bounded_body(sources::SourceDocument& document, const std::string& id, bool is_known) {
  const auto* pipeline = pipeline_.empty() ? nullptr : &plan_.pipeline;
  const auto timestamp = is_known ? std::nullopt : std::optional(clock_.now());
  const auto limit = document.fields.find("_attachment") != nullptr ? 0 : plan_.limits.max_document_bytes;
  auto body = document_body(document.fields, id, timestamp, pipeline);
  if (limit == 0 || body.size() <= limit) return body;
  if (document.content && document.fields.erase("body")) {
    ++counters_.without_text;
    base::log_warning("service", "document without its text",
                      {{"sync_job.id", plan_.job_id}, {"document.id", id}, {"error.message", "longer than max_text_document_size"}});
    body = document_body(std::move(document.fields), id, timestamp, pipeline);
    if (body.size() <= limit) return body;
  }
  auto reason = fmt::format("it has {} bytes, more than max_text_document_size ({})", body.size(), limit);
  base::log_warning("service", "document dropped", {{"sync_job.id", plan_.job_id}, {"document.id", id}, {"error.message", reason}});
  counters_.note_failure(id, std::move(reason));
  return std::nullopt;
}

/// Every scope must have been read to its end (docs/spec/connector-service.md 22, 1).
Result<void> Sync::check_completeness() const {
  std::vector<std::string> incomplete = doubtful_scopes_;
  for (const auto& scope : scopes_) {
    if (std::ranges::find(complete_scopes_, scope) == complete_scopes_.end()) note_scope(incomplete, scope);
  }
  if (incomplete.empty()) return {};
  return fail(ErrorKind::internal,
              fmt::format("The read is incomplete, so nothing was deleted. Not read to the end: [{}]. {} documents failed; the log of the "
                          "service has each with its reason.",
                          fmt::join(incomplete, "], ["), counters_.failed.load()));
}

Result<void> Sync::check_delete_ratio() const {
  const auto unseen = static_cast<double>(known_.unseen());
  const auto allowed = plan_.limits.max_delete_ratio * static_cast<double>(known_.size());
  if (unseen <= allowed) return {};
  return fail(ErrorKind::internal,
              fmt::format("Nothing was deleted: {} of the {} documents in [{}] are not in the source any more, more than max_delete_ratio "
                          "({:g}) allows. If that is right, raise max_delete_ratio and start the sync again.",
                          known_.unseen(), known_.size(), plan_.index, plan_.limits.max_delete_ratio));
}

Result<void> Sync::delete_unseen() {
  if (known_.unseen() == 0) return {};
  TRY_VOID(check_delete_ratio());
  Result<void> deleted;
  TRY_VOID(target_->scan(plan_.index, [&](const StoredDocument& document) {
    if (known_.is_unseen(document.id)) deleted = sink_.add({.kind = Operation::Kind::remove, .id = document.id});
    return deleted.has_value() && !stop_;
  }));
  TRY_VOID(deleted);
  return stop_ ? Result<void>() : sink_.flush();
}

std::optional<std::int64_t> Sync::total() {
  const auto count = target_->count(plan_.index);
  return count ? std::optional(static_cast<std::int64_t>(*count)) : std::nullopt;
}

}  // namespace headrace::service
