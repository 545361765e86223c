#include "service/intake.h"

#include <fmt/format.h>

#include "service/content_hash.h"
#include "service/file_text.h"

namespace headrace::service {
namespace {

using sources::DocumentAction;

/// Documents with content that wait to be read, beside those that are.
constexpr std::size_t max_waiting = 64;

bool has_attachment(const std::string& body) { return json::find_raw_member(body, "_attachment").has_value(); }

/// `body`: that of the document.
Version version_of(const sources::SourceDocument& document, std::string_view body) {
  if (document.timestamp) {  // where it stands is known, and one further on than in the members; only trees are asked for its hash
    const auto& at = *document.timestamp;
    return {.content_hash = content_hash(body, json::RawMember{at.begin + 1, at.end + 1, at.value + 1})};
  }
  const auto at = json::find_raw_member(body, "_timestamp");
  const auto text = at ? json::plain_string(body, *at) : std::nullopt;
  return {.content_hash = content_hash(body, at), .timestamp_hash = text ? KnownDocuments::hash_of_text(*text) : 0};
}

}  // namespace

Intake::Intake(Parts parts, bool has_pipeline)
    : parts_(parts),
      pipeline_(has_pipeline ? &parts_.plan.pipeline : nullptr),
      skips_unchanged_(parts_.plan.type != control::SyncJobType::full || parts_.plan.limits.skip_unchanged) {}

Intake::~Intake() {
  {
    const std::lock_guard lock(mutex_);
    is_closing_ = true;
    changed_.notify_all();
  }
  for (auto& reader : readers_) reader.join();
}

Result<bool> Intake::take(sources::SourceDocument document) {
  ++parts_.counters.read;
  const auto id = document_id(document.id);
  if (!id) {
    const std::string reason = "its id is empty";
    parts_.counters.note_failure("", reason);
    parts_.notes.tell_failure({"", document.scope, "source", reason});
    return true;
  }
  TRY(const bool is_wanted, passes_rules(document, *id));
  if (!is_wanted) {
    ++parts_.counters.filtered;  // an existing copy stays unseen and is deleted in the end
    return true;
  }
  if (document.action != DocumentAction::index) return take_change(std::move(document), *id);
  const auto held = parts_.known.find(*id);
  if (held) parts_.known.see(*held);
  // The source says itself that nothing has changed: its content need not even be read.
  if (skips_unchanged_ && held && held->timestamp != 0 && document.members.empty() &&
      held->timestamp == KnownDocuments::hash_of_text(document.fields.text("_timestamp"))) {
    ++parts_.counters.unchanged;
    return true;
  }
  if (!document.content || !parts_.plan.extracts_text) return hand_over(std::move(document), *id, held);
  std::unique_lock lock(mutex_);
  while (readers_.size() < parts_.plan.limits.concurrent_downloads) readers_.emplace_back([this] { run_reader(); });
  changed_.wait(lock, [this] { return waiting_.size() < max_waiting; });
  ++unfinished_;
  waiting_.emplace_back([this, held, id = *id, shared = std::make_shared<sources::SourceDocument>(std::move(document))] {
    add_text(*shared, id);
    hand_over(std::move(*shared), id, held);
  });
  changed_.notify_all();
  return true;
}

void Intake::run_reader() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return is_closing_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const auto read = std::move(waiting_.front());
    waiting_.pop_front();
    changed_.notify_all();
    lock.unlock();
    if (!parts_.stop) read();
    lock.lock();
    --unfinished_;
    changed_.notify_all();
  }
}

void Intake::drain() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return unfinished_ == 0; });
}

/// Rules look at the document with its id and before its text (docs/spec/connector-service.md 14.4). Only they need a tree.
Result<bool> Intake::passes_rules(const sources::SourceDocument& document, const std::string& id) const {
  const auto& rules = parts_.plan.rules;
  if (rules.empty()) return true;
  auto fields = document.fields;
  if (!document.members.empty()) {
    auto read = json::parse('{' + document.members + '}');
    if (read) fields = std::move(*read);  // a name that is there twice is no object for rules; the index will refuse it, with the reason
  }
  fields.set("id", id);
  return rules.admits(fields);
}

/// What a source with a reader of changes says (docs/spec/connector-service.md 11.5).
bool Intake::take_change(sources::SourceDocument document, const std::string& id) {
  if (document.action == DocumentAction::remove) return parts_.writer.add({.kind = Operation::Kind::remove, .id = id});
  return parts_.writer.add({.kind = Operation::Kind::update, .id = id, .body = body_of(document, id, false)});
}

bool Intake::hand_over(sources::SourceDocument document, const std::string& id, const std::optional<KnownDocuments::Held>& held) {
  // A source that dates its documents itself was asked already; of the others the body tells.
  const bool is_dated = document.members.empty() && document.fields.find("_timestamp") != nullptr;
  const bool is_compared = skips_unchanged_ && !is_dated && held && held->content_hash != 0;
  auto body = bounded_body(document, id, held.has_value());
  if (!body) return true;
  const auto version = is_compared || parts_.keeps_versions ? version_of(document, *body) : Version{};
  if (is_compared && held->content_hash == version.content_hash) {
    ++parts_.counters.unchanged;
    return true;
  }
  // docs/spec/connector-service.md 15.4: what is known of an identity is merged into.
  const bool merges = parts_.plan.type == control::SyncJobType::access_control && held;
  return parts_.writer.add({.kind = merges ? Operation::Kind::update : Operation::Kind::index,
                            .id = id,
                            .body = std::move(*body),
                            .tag = parts_.keeps_versions ? version_tag(version) : std::string()});
}

void Intake::note_without_text(const sources::SourceDocument& document, const std::string& id, std::string_view why) {
  ++parts_.counters.without_text;
  parts_.notes.tell_failure({id, document.scope, "text", fmt::format("indexed without its text [{}]: {}", document.content->name(), why)});
}

/// Puts the text of the content into `body`. Whatever goes wrong, the document itself is kept (docs/spec/connector-service.md 22, 7).
void Intake::add_text(sources::SourceDocument& document, const std::string& id) {
  auto text = text_of_content(*document.content, parts_.plan, parts_.stop);
  if (!text) return note_without_text(document, id, text.error().reason);
  if (document.members.empty()) {
    document.fields.set("body", std::move(*text));
  } else {
    document.members += R"(,"body":)";
    json::write_string(*text, document.members);
  }
}

/// Takes the members of the document, where it has them.
std::string Intake::body_of(sources::SourceDocument& document, const std::string& id, bool is_known) const {
  if (!document.members.empty()) return document_body(std::move(document.members), id, pipeline_);
  const auto timestamp = is_known ? std::nullopt : std::optional(parts_.clock.now());
  return document_body(document.fields, id, timestamp, pipeline_);
}

/// The body as it is sent. One that is too long goes without its text; none when it is too long even so.
std::optional<std::string> Intake::bounded_body(sources::SourceDocument& document, const std::string& id, bool is_known) {
  auto body = body_of(document, id, is_known);
  const auto limit = parts_.plan.limits.max_document_bytes;
  if (limit == 0 || body.size() <= limit || has_attachment(body)) return body;
  if (document.content && document.fields.erase("body")) {
    note_without_text(document, id, "longer than max_text_document_size");
    body = body_of(document, id, is_known);
    if (body.size() <= limit) return body;
  }
  auto reason = fmt::format("it has {} bytes, more than max_text_document_size ({})", body.size(), limit);
  parts_.notes.tell_failure({id, document.scope, "index", reason});
  parts_.counters.note_failure(id, std::move(reason));
  return std::nullopt;
}

}  // namespace headrace::service
